//! The possible values of an attribute.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A name with members, as a template accesses data: `item.type` is `["item", "type"]`. An element
/// of a list is [`ELEMENT`].
pub type DataPath = Vec<String>;

/// The name of a member of an object, and its possible values. A spread has no name.
pub type Member = (Option<String>, ExpressionValues);

/// The path segment for any element of a list.
pub const ELEMENT: &str = "[]";

/// The maximum number of combinations, and the maximum length of strings, that are computed.
const MOST_TEXTS: usize = 64;
const LONGEST_TEXT: usize = 256;

/// The possible values of an expression: strings that it contains, data that it reads, and whether
/// it can be anything else. Values that are not strings (numbers, booleans, comparisons) are left
/// out, because they are never interfaces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpressionValues {
    /// Strings in the expression.
    pub texts: BTreeSet<String>,
    /// Paths of data whose values it can have.
    pub paths: BTreeSet<DataPath>,
    /// It can also have a value that cannot be determined.
    pub unknown: bool,
}

impl ExpressionValues {
    /// No string value.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One string.
    pub fn text(text: impl Into<String>) -> Self {
        Self { texts: BTreeSet::from([text.into()]), ..Self::default() }
    }

    /// The value of the data at a path, which is resolved later.
    #[must_use]
    pub fn path(path: DataPath) -> Self {
        Self { paths: BTreeSet::from([path]), ..Self::default() }
    }

    /// A value that cannot be determined.
    #[must_use]
    pub fn unknown() -> Self {
        Self { unknown: true, ..Self::default() }
    }

    /// True if all possible values are known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.paths.is_empty() && !self.unknown
    }

    /// The values of either.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        self.add(other);
        self
    }

    /// Adds the possible values of `other`.
    pub fn add(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.paths.extend(other.paths);
        self.unknown |= other.unknown;
    }

    /// The concatenation of both.
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

    /// A member of the value. Object literals are stored flat, so a member can be any string in the
    /// object.
    #[must_use]
    pub fn member(mut self, name: &str) -> Self {
        self.paths = self.paths.into_iter().map(|path| extended(path, name)).collect();
        self
    }
}

fn extended(mut path: DataPath, name: &str) -> DataPath {
    path.push(name.to_owned());
    path
}
