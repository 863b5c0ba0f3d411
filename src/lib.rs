//! Rimbalzo explains why an e-mail did not go through.
//!
//! Data flows one way: what a person brings becomes a [`intake::Report`], with the [`knowledge::Table`] that becomes
//! a [`diagnosis::Diagnosis`], then a [`guide::Checklist`], then the texts of [`ticket`]. A [`case::Case`] holds one
//! problem from input to ticket.

pub mod answer;
pub mod case;
pub mod diagnosis;
pub mod guide;
pub mod handbook;
pub mod intake;
pub mod knowledge;
pub mod ticket;
#[cfg(feature = "gui")]
pub mod ui;
pub mod words;
