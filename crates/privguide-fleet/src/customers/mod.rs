//! The customers of a template: a table whose rows override the template's declarations.

mod overlay;
mod parties;
mod row;
mod table;

pub use overlay::laid_over;
pub use row::{Customer, FILES, Fault, KEYS};
pub use table::{Table, TableError, is_appid};
