//! Parts of the window that know nothing of the product: colours, type, icons, buttons, rows, notices.

pub mod band;
pub mod bar;
pub mod buttons;
pub mod fonts;
pub mod heading;
pub mod icons;
pub mod rows;
pub mod text;
pub mod toast;
pub mod tokens;
