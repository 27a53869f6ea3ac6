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

pub use declare::{DeclareError, declare};
pub use draft::{Draft, init};
pub use draft::{DraftInformation, DraftParty, DraftPlugin};
pub use keys::{DeclarationKey, DeclarationKeys, KeyKind, KeySection, SectionShape, keys};
pub use model::Supplement;
pub use model::{
    Contact, Declarations, DeclaredInformation, DeclaredParty, FORMAT, PartyRole, SdkInformation,
    Sharing, Spanned, ThirdPartyKind, Translated,
};
pub(crate) use model::{ContactKind, Developer, GuideSettings, ProgramSettings, ServiceProvider};
pub use parse::{ParsedDeclarations, parse};
pub use problem::{DeclarationProblem, Gravity};
pub(crate) use schema::SCHEMA_ADDRESS;
pub use schema::schema;
pub(crate) use third_party::{catalogued, declared_sdk};

#[cfg(test)]
mod tests;
