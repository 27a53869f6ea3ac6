//! The guide: the document for users, generated from the declarations and from the information that
//! the program was found to use.
//!
//! In: [`Declarations`], `Detected` and a language. Out: a [`Guide`], a document model without any
//! formatting, which a renderer turns into bytes. The layout determines the sections, their order
//! and their sentences; `format` in `privguide.toml` is its number. One writer in `layout/` handles
//! all layouts. If a newer layout differs, its text is added after the older one, which is never
//! edited, so that a newer version of the tool writes the same guide for an older file.
//!
//! **A guide never states anything that is not declared.** An information type without a purpose, a
//! missing contact or a plugin without a description is a [`Gap`], which `generate` and the review
//! report. Since layout 2, the guide shows 【待填写】 in its place; layout 1 leaves it out. A text that
//! is given in one language only is used in both and is marked (`Span::Given`): if it were left
//! out, readers of the other language would conclude that the information is not handled.

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
pub use document::Guide;
pub(crate) use document::{Block, Inline, Section, SectionId};
pub(crate) use files::expected;
pub(crate) use files::state;
pub use files::{Expected, GuideState, unified};
pub use gap::Gap;
pub(crate) use list::ListKind;
pub(crate) use paths::list_paths;
pub(crate) use paths::{PathProblem, paths};
pub(crate) use render::escape_markdown;
pub use render::{Rendering, is_rendered};

use crate::{
    declaration::{Declarations, FORMAT},
    language::Language,
};

/// Generates the guide in one language, in the layout that the declarations select.
///
/// The parser of the declarations rejects unknown numbers of layouts. If one is passed
/// nevertheless, the closest known layout is used.
#[must_use]
pub(crate) fn build(declarations: &Declarations, detected: &Detected, language: Language) -> Guide {
    layout::build(declarations.format.clamp(1, FORMAT), declarations, detected, language)
}

/// Generates one or both of the lists in one language: which information is collected, and who
/// receives it.
#[must_use]
pub(crate) fn build_lists(
    declarations: &Declarations,
    detected: &Detected,
    language: Language,
    kinds: &[ListKind],
) -> Guide {
    // Lists have no layout 1, which leaves gaps out.
    layout::build_lists(
        declarations.format.clamp(2, FORMAT),
        declarations,
        detected,
        language,
        kinds,
    )
}
