//! The target of a use, before it is looked up in the catalogue.

use serde::{Deserialize, Serialize};

/// The target of a use, by the names in the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum FoundTarget {
    /// A member of the platform.
    Member(String),
    /// A scope that is asked for.
    Scope(String),
    /// A method of an object that the platform makes: the object, and the method.
    Method(String, String),
}
