//! The developer's declarations in `privguide.toml`.
//!
//! In: the text of the file. Out: [`Declarations`], in which every value has its place in the file,
//! and all mistakes, not only the first. Edits preserve comments, order and style.

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

pub use declare::DeclareError;
pub use draft::Draft;
pub(crate) use draft::{DraftInformation, DraftParty, DraftPlugin};
pub use keys::{DeclarationKey, KeyKind, KeySection, SectionShape};
pub(crate) use model::{
    Contact, ContactKind, Developer, GuideSettings, ProgramSettings, ServiceProvider, Sharing,
    Supplement,
};
pub use model::{
    Declarations, DeclaredInformation, DeclaredParty, FORMAT, PartyRole, SdkInformation, Spanned,
    ThirdPartyKind, Translated,
};
pub use parse::{ParsedDeclarations, parse};
pub use problem::{DeclarationProblem, Gravity};
pub(crate) use schema::SCHEMA_ADDRESS;
pub use schema::schema;
pub(crate) use third_party::{catalogued, declared_sdk};

#[cfg(test)]
mod tests;
