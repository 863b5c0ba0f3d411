//! The window: one [`App`] that shows a [`Case`], one file a screen, and `kit` with parts that know no product.
//!
//! Screens only read. What a person does becomes an [`Action`]; [`App`] carries all of them out in one place.

mod actions;
mod app;
mod checklist_ui;
mod codes_ui;
mod company_ui;
mod details_ui;
mod diagnosis_ui;
mod frame_ui;
mod headers_ui;
mod help_ui;
pub mod host;
mod inbox;
mod journey_ui;
mod keys;
pub mod kit;
pub mod measure;
mod no_message_ui;
pub mod opened;
mod own_ui;
mod perform;
pub mod prefs;
mod recents;
mod recents_ui;
mod reference_ui;
pub mod renderer;
pub mod rescue;
mod runners_up_ui;
mod service_ui;
mod settings_ui;
mod start_ui;
mod steps_ui;
mod store;
mod ticket_ui;
mod view;
pub mod words;

pub use actions::Action;
pub use app::{App, Setup};
pub use store::{Keeper, is_another_open};
pub use view::Overlay;

#[cfg(doc)]
use crate::case::Case;
