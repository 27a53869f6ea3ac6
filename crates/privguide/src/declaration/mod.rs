//! What the developer states: `privguide.toml`.
//!
//! In: the text of the file. Out: [`Declarations`] in which every value knows its place, and every mistake at once, not only the
//! first. Edits keep comments, order and style.

mod declare;
mod draft;
mod model;
mod parse;
pub mod platform;
mod problem;
mod reader;
pub mod record;
mod syntax;
pub(crate) mod values;

pub use declare::{DeclareError, declare};
pub use draft::{Draft, DraftInformation, DraftPlugin, init};
pub use model::{
    Contact, ContactKind, Declarations, DeclaredInformation, DeclaredPlugin, DeclaredSdk, Developer, FORMAT, GuideSettings,
    ProgramSettings, Role, SdkInformation, ServiceProvider, Spanned, Supplement, Translated,
};
pub use parse::{Parsed, parse};
pub use problem::{DeclarationProblem, Gravity};

#[cfg(test)]
mod tests;
