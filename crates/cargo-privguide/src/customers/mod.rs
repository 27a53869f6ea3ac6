//! The customers of a template: a table, and what each row puts over the template's declarations.

mod overlay;
mod row;
mod table;

pub use overlay::laid_over;
pub use row::{Customer, Fault};
pub use table::Table;
