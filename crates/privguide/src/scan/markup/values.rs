//! What an attribute can hold.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A name with members, as a template reads data: `item.type` is `["item", "type"]`. An element of
/// a list is [`ELEMENT`].
pub type Path = Vec<String>;

/// The path segment for any element of a list.
pub const ELEMENT: &str = "[]";

/// More combinations than this, and longer texts, are not written out.
const MOST_TEXTS: usize = 64;
const LONGEST_TEXT: usize = 256;

/// Everything an expression can be: texts that are written there, data it is read from, and whether
/// there is something else. Values that are no text (numbers, booleans, comparisons) are left out:
/// no interface is one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// Texts in the expression.
    pub texts: BTreeSet<String>,
    /// Data that it may be equal to.
    pub paths: BTreeSet<Path>,
    /// It can be something that cannot be determined.
    pub unknown: bool,
}

impl Values {
    /// Nothing that could be a text.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { texts: BTreeSet::from([text.into()]), ..Self::default() }
    }

    /// The value of the data at a path, which is resolved later.
    #[must_use]
    pub fn path(path: Path) -> Self {
        Self { paths: BTreeSet::from([path]), ..Self::default() }
    }

    /// Something that cannot be determined.
    #[must_use]
    pub fn unknown() -> Self {
        Self { unknown: true, ..Self::default() }
    }

    /// True when the value is fully known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.paths.is_empty() && !self.unknown
    }

    /// Either of both.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.add(other);
        self
    }

    /// Adds what `other` can be.
    pub fn add(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.paths.extend(other.paths);
        self.unknown |= other.unknown;
    }

    /// Both texts after each other.
    #[must_use]
    pub fn then(&self, other: &Self) -> Self {
        let empty = |values: &Self| {
            values.is_known() && values.texts.len() == 1 && values.texts.contains("")
        };
        match (empty(self), empty(other)) {
            (true, _) => return other.clone(),
            (_, true) => return self.clone(),
            _ => {}
        }
        let longest = |values: &Self| values.texts.iter().map(String::len).max().unwrap_or(0);
        let few = self.texts.len() * other.texts.len() <= MOST_TEXTS
            && longest(self) + longest(other) <= LONGEST_TEXT;
        if !(few && self.is_known() && other.is_known()) {
            return Self::unknown();
        }
        let texts = self
            .texts
            .iter()
            .flat_map(|first| other.texts.iter().map(move |second| format!("{first}{second}")));
        Self { texts: texts.collect(), ..Self::default() }
    }

    /// A member of the value. Literal objects are kept flat, so a member of one can be any of its
    /// texts.
    #[must_use]
    pub fn member(mut self, name: &str) -> Self {
        self.paths = self.paths.into_iter().map(|path| extended(path, name)).collect();
        self
    }
}

fn extended(mut path: Path, name: &str) -> Path {
    path.push(name.to_owned());
    path
}
