//! The files of a template's customers: the table, and the files that its rows name.

mod ext;
mod files;

pub use ext::{Ext, Programs};
pub use files::{Files, read_table};
