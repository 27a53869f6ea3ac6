//! The differences between two states of a project, and whether users must consent again.
//!
//! In: two [`PrivacyState`]s. A state contains what one tree declares, uses and tells its users.
//! Out: a [`Change`]: information types, purposes, places of use, third parties, everything else
//! the guide says, the text difference of the guides, and its legal consequences. Renderers in
//! `report/` turn it into lines for people, Markdown for a pull request, or JSON.
//!
//! A change is a list of facts, each with the articles of law that apply. It says what *must* be
//! done, what a person has to judge, and what users must be informed of. It is not legal advice,
//! and every report says so.

mod compare;
mod consent;
mod information;
mod meaning;
pub mod platform;
mod purpose;
mod report;
mod sensitive;
mod state;
mod statement;
mod table;
mod text;
mod third_party;
mod uses;

#[cfg(test)]
mod tests;

pub(crate) use crate::declaration::ThirdPartyKind;
pub(crate) use compare::Dates;
pub use compare::{Change, compare};
pub(crate) use consent::Reason;
pub use consent::Verdict;
pub(crate) use information::{Fate, InformationChange};
pub(crate) use purpose::{PurposeChange, PurposeWeight};
#[cfg(test)]
pub(crate) use report::plain;
pub use report::{Labels, PieceRole, ReportLine};
pub use state::PrivacyState;
pub(crate) use state::StateUse;
pub(crate) use statement::StatementChange;
pub(crate) use statement::StatementSubject;
pub(crate) use table::{Provision, Weight};
pub(crate) use text::{Emphasis, Side, TextChange};
pub(crate) use third_party::ThirdPartyChange;
pub use uses::LineCommit;
pub(crate) use uses::{NewUse, UseChanges};
