//! Files that the system asks the running program to open. Only a Mac does: it hands them over by event, not as
//! arguments.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Where such files wait for the window. Clones share one queue.
#[derive(Clone, Debug, Default)]
pub struct Opened(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    path: Option<PathBuf>,
    window: Option<egui::Context>,
}

impl Opened {
    /// Hands a file over and wakes the window. One window, one problem: the last file counts.
    pub fn push(&self, path: PathBuf) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.path = Some(path);
        if let Some(window) = &waiting.window {
            window.request_repaint();
        }
    }

    pub(super) fn wake(&self, window: &egui::Context) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).window = Some(window.clone());
    }

    pub(super) fn next(&self) -> Option<PathBuf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).path.take()
    }
}

/// Takes files from Finder: a double click, "Open With", a drop on the icon in the Dock.
#[cfg(target_os = "macos")]
pub use finder::listen;

#[cfg(target_os = "macos")]
#[allow(unsafe_code, reason = "Objective-C is called; every call stands in AppKit's documentation as made here")]
mod finder {
    use std::ptr::NonNull;

    use block2::RcBlock;
    use objc2::rc::Retained;
    use objc2::runtime::{NSObject, NSObjectProtocol, ProtocolObject};
    use objc2::{DefinedClass as _, MainThreadMarker, MainThreadOnly, define_class, msg_send};
    use objc2_app_kit::{NSApplication, NSApplicationDelegate, NSApplicationWillFinishLaunchingNotification};
    use objc2_foundation::{NSArray, NSNotification, NSNotificationCenter, NSURL};

    use super::Opened;

    define_class!(
        // SAFETY: NSObject asks nothing of those that derive from it, and `Delegate` has no `Drop` of its own.
        #[unsafe(super(NSObject))]
        #[thread_kind = MainThreadOnly]
        #[name = "RimbalzoDelegate"]
        #[ivars = Opened]
        struct Delegate;

        unsafe impl NSObjectProtocol for Delegate {}

        unsafe impl NSApplicationDelegate for Delegate {
            #[unsafe(method(application:openURLs:))]
            fn open_urls(&self, _application: &NSApplication, urls: &NSArray<NSURL>) {
                for url in urls {
                    if let Some(path) = url.to_file_path() {
                        self.ivars().push(path);
                    }
                }
            }
        }
    );

    impl Delegate {
        fn new(main: MainThreadMarker, opened: Opened) -> Retained<Self> {
            let delegate = Self::alloc(main).set_ivars(opened);
            // SAFETY: `init` of NSObject has this signature.
            unsafe { msg_send![super(delegate), init] }
        }
    }

    /// Call it before the event loop is made: the application takes its delegate when it is about to have finished
    /// launching. By then winit has made it, and the event with the file that started the program is still to come.
    pub fn listen(opened: &Opened) {
        let opened = opened.clone();
        let launching = RcBlock::new(move |_: NonNull<NSNotification>| {
            let Some(main) = MainThreadMarker::new() else { return };
            let delegate = Delegate::new(main, opened.clone());
            NSApplication::sharedApplication(main).setDelegate(Some(ProtocolObject::from_ref(&*delegate)));
            // The application keeps only a weak hold on its delegate, which is to live as long as the program.
            std::mem::forget(delegate);
        });
        // SAFETY: the block takes the notification and may be called from any thread.
        unsafe {
            let center = NSNotificationCenter::defaultCenter();
            let name = Some(NSApplicationWillFinishLaunchingNotification);
            // The centre keeps the observer until it is removed, which it never is.
            let _ = center.addObserverForName_object_queue_usingBlock(name, None, None, &launching);
        }
    }
}
