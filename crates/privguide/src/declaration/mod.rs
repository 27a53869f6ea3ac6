//! What the developer states: `privguide.toml`.
//!
//! In: the text of the file. Out: [`Declarations`] in which every value knows its place, and every
//! mistake at once, not only the first. Edits keep comments, order and style.

mod declare;
mod draft;
mod keys;
mod model;
mod own_party;
mod parse;
pub mod platform;
mod problem;
mod reader;
pub mod record;
mod schema;
mod syntax;
mod third_party;
pub(crate) mod values;

pub use declare::{DeclareError, declare};
pub use draft::{Draft, DraftInformation, DraftParty, DraftPlugin, init};
pub use keys::{Key, KeyKind, KeySection, Keys, SectionShape, keys};
pub use model::{
    Contact, ContactKind, Declarations, DeclaredInformation, DeclaredParty, Developer, FORMAT,
    GuideSettings, ProgramSettings, Role, SdkInformation, ServiceProvider, Sharing, Spanned,
    Supplement, ThirdPartyKind, Translated,
};
pub use parse::{Parsed, parse};
pub use problem::{DeclarationProblem, Gravity};
pub use schema::{SCHEMA_ADDRESS, schema};
pub(crate) use third_party::{catalogued, declared_sdk};

#[cfg(test)]
mod tests;
