//! Which information is sensitive (PIPL art. 28), by the rows of `catalog/change.toml`.

use super::table::{Sensitive, table};

pub(super) use super::table::Degree;

/// The row for a type that these interfaces handle; if there are several, the most serious. A type
/// without uses, which the developer collects with forms, is judged as if any interface could be
/// used, except for rows that require a specific one.
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
