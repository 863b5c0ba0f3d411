//! What must hold for the whole table once every file has been read.

use std::path::Path;

use super::{Problem, Table};

pub(super) fn check(_table: &Table, _own: Option<&Path>) -> Vec<Problem> {
    Vec::new()
}
