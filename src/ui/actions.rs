//! What a person can do in the window beyond the commands of a case.

use std::path::PathBuf;

use crate::case::{Command, Input};
use crate::guide::Audience;
use crate::knowledge::{Lang, Paper};

use super::prefs::ThemeChoice;
use super::view::Overlay;

/// A wish of the person, carried out by the app after the frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Anything the case itself understands.
    Case(Command),
    /// Reads something new.
    Read(Input),
    ReadFile(PathBuf),
    /// Reads what stands in the box.
    Explain,
    /// Fills the box from the clipboard and reads it.
    Paste,
    /// The clipboard held a picture.
    PastedPicture,
    ChooseFile,
    /// Gives up what is being read.
    StopReading,
    /// Goes on with a recent case, by its place in the list.
    Reopen(usize),
    ForgetRecents,
    Open(Overlay),
    CloseOverlay,
    Back,
    CopyTicket,
    /// Copies the message of a step, or what else `step` names on a page.
    CopyMessage {
        step: String,
        text: String,
    },
    SaveTicket,
    /// Saves the text as an unsent message.
    SaveDraft,
    MailTicket,
    /// Shows one of an agent's texts and copies it.
    Write(Paper),
    Browse(String),
    SetLang(Lang),
    SetAudience(Audience),
    SetTheme(ThemeChoice),
    /// Larger, smaller, or back to normal with 0.
    Zoom(i8),
    SetProgram(Option<String>),
    /// The mail service: an id of the table, or that of none of them.
    SetService(String),
    KeepCase(bool),
    LessMotion(bool),
    DismissNotice,
}
