//! Which way to draw is tried first, and which comes next where that one does not run.

use std::fs;
use std::path::{Path, PathBuf};

use eframe::{NativeOptions, Renderer};

/// The usual order.
///
/// glow starts several times faster, takes a third of the memory and mostly fails cleanly; wgpu runs where `OpenGL` 2
/// is missing (remote desktops, virtual machines). On a Mac Metal is always there.
const ORDER: [Renderer; 2] =
    if cfg!(target_os = "macos") { [Renderer::Wgpu, Renderer::Glow] } else { [Renderer::Glow, Renderer::Wgpu] };

/// A renderer by the name that people give it.
pub fn named(name: &str) -> Option<Renderer> {
    match name {
        "glow" => Some(Renderer::Glow),
        "wgpu" => Some(Renderer::Wgpu),
        _ => None,
    }
}

/// What to try in turn: the wished one alone, else the usual order, with one that took the program down at the end.
pub fn order(wish: Option<Renderer>, trial: Option<&Trial>) -> Vec<Renderer> {
    if let Some(wish) = wish {
        return vec![wish];
    }
    let mut order = ORDER.to_vec();
    let fallen = trial.and_then(Trial::fallen);
    order.sort_by_key(|renderer| Some(*renderer) == fallen);
    order
}

/// One backend a system, so that no other driver is loaded on the way, and no strong graphics card woken for a form.
pub fn prefer_plain_backends(options: &mut NativeOptions) {
    use eframe::egui_wgpu::WgpuSetup;

    if let WgpuSetup::CreateNew(setup) = &mut options.wgpu_options.wgpu_setup {
        let usual = if cfg!(windows) {
            wgpu::Backends::DX12
        } else if cfg!(target_os = "macos") {
            wgpu::Backends::METAL
        } else {
            wgpu::Backends::VULKAN
        };
        setup.instance_descriptor.backends = wgpu::Backends::from_env().unwrap_or(usual);
        setup.power_preference = wgpu::PowerPreference::from_env().unwrap_or(wgpu::PowerPreference::LowPower);
    }
}

/// Remembers on disk which renderer is being tried. A driver can take the whole program down before anything is
/// drawn; the next start then begins with the other renderer.
#[derive(Clone, Debug)]
pub struct Trial {
    path: PathBuf,
}

/// A driver or a new version of the program may have mended it.
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Trial {
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join("renderer.trying") }
    }

    /// The renderer that an earlier start tried and did not come back from.
    fn fallen(&self) -> Option<Renderer> {
        let note = fs::read_to_string(&self.path).ok()?;
        let (name, version) = note.trim_end().split_once(' ')?;
        named(name).filter(|_| version == VERSION)
    }

    /// `renderer` is about to be tried. What another one left behind stays.
    pub fn begin(&self, renderer: Renderer) {
        if self.fallen().is_none_or(|fallen| fallen == renderer) {
            let folder = self.path.parent().unwrap_or(&self.path);
            // Where nothing can be kept, the next start begins as this one did.
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&self.path, format!("{renderer} {VERSION}\n")));
        }
    }

    /// `renderer` has drawn, or said by itself that it cannot.
    pub fn end(&self, renderer: Renderer) {
        if self.fallen() == Some(renderer) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renderer_that_took_the_program_down_is_tried_last_until_it_has_drawn_again() {
        let folder = tempfile::tempdir().unwrap();
        let trial = Trial::new(folder.path());
        let [first, second] = ORDER;
        assert_eq!(order(None, Some(&trial)), [first, second]);
        trial.begin(first);
        // Here the driver crashed. The next start:
        assert_eq!(order(None, Some(&trial)), [second, first]);
        trial.begin(second);
        trial.end(second);
        assert_eq!(order(None, Some(&trial)), [second, first], "still known");
        trial.begin(first);
        trial.end(first);
        assert_eq!(order(None, Some(&trial)), [first, second]);
    }

    #[test]
    fn a_note_of_another_version_or_of_nonsense_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let trial = Trial::new(folder.path());
        for note in ["glow 0.0.0-other\n", "opengl", "", "\0\0"] {
            fs::write(&trial.path, note).unwrap();
            assert_eq!(trial.fallen(), None, "{note:?}");
        }
    }

    #[test]
    fn a_wish_is_tried_alone() {
        for name in ["glow", "wgpu"] {
            assert_eq!(order(named(name), None), [named(name).unwrap()]);
        }
        assert_eq!(named("directx"), None);
    }
}
