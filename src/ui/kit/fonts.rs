//! The typeface: Atkinson Hyperlegible, drawn for readers with weak sight, carried inside the program.

use std::sync::Arc;

use egui::epaint::text::VariationCoords;
use egui::{FontData, FontDefinitions, FontFamily, FontId, FontTweak};

const NEXT: &[u8] = include_bytes!("../../../assets/fonts/AtkinsonHyperlegibleNext.ttf");
const NEXT_EXT: &[u8] = include_bytes!("../../../assets/fonts/AtkinsonHyperlegibleNext-LatinExt.ttf");
const MONO: &[u8] = include_bytes!("../../../assets/fonts/AtkinsonHyperlegibleMono.ttf");
const MONO_EXT: &[u8] = include_bytes!("../../../assets/fonts/AtkinsonHyperlegibleMono-LatinExt.ttf");

/// Name of the family of the heavier weight.
const STRONG: &str = "strong";

/// Running text.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Headings, buttons, words that matter.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// What servers wrote.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Makes the typeface known to egui.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
}

fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let families = [
        (FontFamily::Proportional, "next", 400.0, [NEXT, NEXT_EXT]),
        (FontFamily::Name(STRONG.into()), "next-strong", 650.0, [NEXT, NEXT_EXT]),
        (FontFamily::Monospace, "mono", 400.0, [MONO, MONO_EXT]),
    ];
    for (family, name, weight, files) in families {
        let mut names = Vec::new();
        for (file, part) in files.into_iter().zip(["", "-ext"]) {
            let tweak = FontTweak { coords: VariationCoords::new([(b"wght", weight)]), ..FontTweak::default() };
            let name = format!("{name}{part}");
            fonts.font_data.insert(name.clone(), Arc::new(FontData::from_static(file).tweak(tweak)));
            names.push(name);
        }
        fonts.families.insert(family, names);
    }
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_the_texts_may_use_can_be_drawn_in_every_weight() {
        let ctx = egui::Context::default();
        install(&ctx);
        let output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let wanted = "AZaz09àèéìíòóùúÀÈÉÌÒÙç«»“”’€…–—•×≥≤≠°·›@{}[]()/\\%&*+-=_|~^`'\"#;:,.?!<>$";
            for font in [regular(16.0), strong(16.0), mono(14.0)] {
                for character in wanted.chars() {
                    let known = ui.fonts_mut(|fonts| fonts.has_glyph(&font, character));
                    assert!(known, "{character} is missing in {font:?}");
                }
            }
        });
        output.drop_without_applying_deltas();
    }
}
