//! The cases that an agent has just had, in memory alone: they go when the window closes.

use std::collections::VecDeque;

use crate::case::Case;

/// So many are kept.
const MOST: usize = 20;

/// The last cases, the newest first.
#[derive(Debug, Default)]
pub(super) struct Recents(VecDeque<Case>);

impl Recents {
    /// Keeps a case that is about to be left; one in which nothing was read is nothing to come back to.
    pub(super) fn keep(&mut self, case: &Case) {
        if case.diagnosis().is_none() {
            return;
        }
        self.0.retain(|known| known.input() != case.input());
        self.0.push_front(case.clone());
        self.0.truncate(MOST);
    }

    /// Takes a case out, to go on with it.
    pub(super) fn take(&mut self, index: usize) -> Option<Case> {
        self.0.remove(index)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Case> {
        self.0.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Command, Input};
    use crate::knowledge::Table;

    fn case_of(code: &str) -> Case {
        let mut case = Case::default();
        case.apply(Command::Read(Input::Code(code.to_owned())), Table::built_in());
        case
    }

    #[test]
    fn the_newest_comes_first_each_once_and_no_more_than_twenty() {
        let mut recents = Recents::default();
        recents.keep(&Case::default());
        assert_eq!(recents.len(), 0);
        for code in Table::built_in().codes().take(MOST + 5) {
            recents.keep(&case_of(code.code()));
        }
        assert_eq!(recents.len(), MOST);
        recents.keep(&case_of("550"));
        recents.keep(&case_of("552"));
        recents.keep(&case_of("550"));
        let first: Vec<Option<&Input>> = recents.all().take(2).map(Case::input).collect();
        assert_eq!(first, [Some(&Input::Code("550".to_owned())), Some(&Input::Code("552".to_owned()))]);
        assert_eq!(recents.take(99), None);
        recents.forget();
        assert_eq!(recents.len(), 0);
    }
}
