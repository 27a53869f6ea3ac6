//! What is used, before the catalogue is asked.

use serde::{Deserialize, Serialize};

/// What a use is of, by the names in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum FoundTarget {
    /// A member of the platform.
    Member(String),
    /// A scope that is asked for.
    Scope(String),
    /// A method of an object that the platform makes: the object, and the method.
    Method(String, String),
}
