//! The customers of a template: a table whose rows override the template's declarations and
//! configuration.

mod ext;
mod files;
mod overlay;
mod parties;
mod row;
mod table;

pub use ext::{Ext, Programs};
pub use files::Files;
pub use overlay::laid_over;
pub use row::{Customer, Fault};
pub use table::Table;
