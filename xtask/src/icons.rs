//! The icon in every size and container, from one drawing.

use std::fs::{self, File};
use std::path::Path;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::{Result, root};

/// Side of the picture of the window's title bar, in pixels.
const WINDOW: u32 = 256;
/// What Windows shows in title bars, lists and tiles from 100 % to 400 %.
pub(crate) const WINDOWS: [u32; 9] = [16, 20, 24, 32, 40, 48, 64, 128, 256];
/// What Finder and the Dock show.
pub(crate) const MAC: [u32; 6] = [16, 32, 64, 128, 256, 512];
/// What Linux desktops look for first; the drawing itself serves every other size.
const LINUX: [u32; 4] = [16, 32, 48, 128];
/// Apple's icons leave this part of their square empty on every side.
const MAC_MARGIN: f32 = 0.07;

pub(crate) fn draw() -> Result<()> {
    let assets = root().join("assets");
    let svg = fs::read(assets.join("icons/rimbalzo.svg"))?;
    let tree = Tree::from_data(&svg, &Options::default())?;

    let side = WINDOW;
    fs::write(assets.join("icons/rimbalzo.png"), paint(&tree, side, 0.0)?.encode_png()?)?;
    for side in LINUX {
        fs::write(assets.join(format!("linux/rimbalzo-{side}.png")), paint(&tree, side, 0.0)?.encode_png()?)?;
    }
    windows(&tree, &assets.join("windows/rimbalzo.ico"))?;
    mac(&tree, &assets.join("macos/rimbalzo.icns"))
}

fn windows(tree: &Tree, path: &Path) -> Result<()> {
    let mut icon = ico::IconDir::new(ico::ResourceType::Icon);
    for side in WINDOWS {
        let pixels = straight(&paint(tree, side, 0.0)?);
        icon.add_entry(ico::IconDirEntry::encode(&ico::IconImage::from_rgba_data(side, side, pixels))?);
    }
    Ok(icon.write(File::create(path)?)?)
}

fn mac(tree: &Tree, path: &Path) -> Result<()> {
    let mut icon = icns::IconFamily::new();
    for side in MAC {
        let pixels = straight(&paint(tree, side, MAC_MARGIN)?);
        icon.add_icon(&icns::Image::from_data(icns::PixelFormat::RGBA, side, side, pixels)?)?;
    }
    Ok(icon.write(File::create(path)?)?)
}

/// The drawing, `side` pixels wide and high, with an empty `margin` as a part of the side.
fn paint(tree: &Tree, side: u32, margin: f32) -> Result<Pixmap> {
    let mut pixels = Pixmap::new(side, side).ok_or("an icon without pixels")?;
    #[expect(clippy::cast_precision_loss, reason = "sides are small")]
    let side = side as f32;
    let scale = side * (1.0 - 2.0 * margin) / tree.size().width();
    let transform = Transform::from_scale(scale, scale).post_translate(side * margin, side * margin);
    resvg::render(tree, transform, &mut pixels.as_mut());
    Ok(pixels)
}

/// Colours as icon files keep them: not yet multiplied by how opaque they are.
fn straight(pixels: &Pixmap) -> Vec<u8> {
    pixels
        .pixels()
        .iter()
        .flat_map(|pixel| {
            let colour = pixel.demultiply();
            [colour.red(), colour.green(), colour.blue(), colour.alpha()]
        })
        .collect()
}
