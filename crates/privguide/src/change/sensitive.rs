//! Which information is sensitive (PIPL art. 28): rows of `catalog/change.toml`.

use super::table::{Sensitive, table};

pub(super) use super::table::Degree;

/// The row for a type that is handled by these interfaces; the graver one first. A type without any
/// use, collected by forms of the developer's own, is judged as if every interface could be behind
/// it, except those that need one of their own.
pub(super) fn class(information: &str, interfaces: &[&str]) -> Option<&'static Sensitive> {
    let rows = table().sensitive.iter().filter(|row| row.information == information);
    let among = |names: &[String], name: &str| names.iter().any(|known| known == name);
    rows.filter(|row| {
        row.interfaces.is_empty() || interfaces.iter().any(|name| among(&row.interfaces, name))
    })
    .find(|row| {
        row.except.is_empty()
            || interfaces.is_empty()
            || interfaces.iter().any(|name| !among(&row.except, name))
    })
}
