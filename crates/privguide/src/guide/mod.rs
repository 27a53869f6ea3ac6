//! The guide: the document for users, written from the declarations and from what the program was
//! found to use.
//!
//! In: [`Declarations`], [`Detected`] and a language. Out: a [`Guide`], a document model without
//! any formatting, which a renderer turns into bytes. The layout (which sections, in which order,
//! with which sentences) carries the number that `format` in `privguide.toml` names. All numbers
//! are one writer in `layout/`; what a newer number says differently is beside what an older one
//! says, which is never edited, so that a newer tool writes the same guide for an older file.
//!
//! **What a guide never does** is state what is not declared. An information type without a
//! purpose, a contact that is not given, a plugin without a description is a [`Gap`], which
//! `generate` reports and the review complains about: 【待填写】 in the guide since layout 2, left out
//! in layout 1. A text given in one language only is used in both and is marked as such
//! ([`Span::Given`]): leaving it out would tell the readers of that language that the information
//! is not handled.

mod detected;
mod document;
mod files;
mod gap;
mod given;
mod layout;
mod list;
mod paths;
mod render;

pub(crate) use crate::text::clean;
pub(crate) use detected::Detected;
#[cfg(test)]
pub(crate) use detected::DetectedPlugin;
pub use document::{Article, Guide, Inline, Section, Span};
pub(crate) use document::{Block, SectionId};
pub(crate) use files::expected;
pub use files::{Expected, GuideState, state, unified};
pub use gap::Gap;
pub(crate) use list::ListKind;
pub(crate) use paths::list_paths;
pub use paths::{PathProblem, paths};
pub(crate) use render::escape_markdown;
pub use render::{Rendering, is_rendered, render};

use crate::{
    declaration::{Declarations, FORMAT},
    language::Language,
};

/// Writes the guide in one language, in the layout that the declarations ask for.
///
/// Reading the declarations has refused numbers that this version does not know; should one come
/// nevertheless, the nearest known layout is used.
#[must_use]
pub(crate) fn build(declarations: &Declarations, detected: &Detected, language: Language) -> Guide {
    layout::build(declarations.format.clamp(1, FORMAT), declarations, detected, language)
}

/// Writes one or both of the lists in one language: what is collected, and who receives it.
#[must_use]
pub(crate) fn build_lists(
    declarations: &Declarations,
    detected: &Detected,
    language: Language,
    kinds: &[ListKind],
) -> Guide {
    // No list was ever written in layout 1, which leaves out what is missing.
    layout::build_lists(
        declarations.format.clamp(2, FORMAT),
        declarations,
        detected,
        language,
        kinds,
    )
}
