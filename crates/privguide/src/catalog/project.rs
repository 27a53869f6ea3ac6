//! Rows that a project defines: interfaces of its wrappers, and overrides of the platform's tables.

use serde::{Deserialize, Serialize};

use super::ThirdParties;

/// What a project adds to the platform's table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProjectTable {
    /// Added or overridden interfaces.
    pub interfaces: Vec<ProjectInterface>,
    /// Third parties.
    pub third_parties: ThirdParties,
}

/// One row of a project: a new interface, or other information types for a known one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ProjectInterface {
    /// The name as in the platform's tables: `wx.getThing`, `my-picker`, `button[open-type=x]`.
    pub name: String,
    /// The information types that a use requires; an empty list removes a row from the platform's
    /// table.
    pub information: Vec<String>,
}
