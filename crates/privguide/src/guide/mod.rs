//! The guide: what users are told, written from the declarations and from what the program was found to use.
//!
//! In: [`Declarations`], [`Detected`] and a language. Out: a [`Guide`], a document model without any formatting, which a renderer
//! turns into bytes. The layout (which sections, in which order, with which sentences) carries the number that `format` in
//! `privguide.toml` names; each number is a folder here, and an old one is never edited, so that a newer tool writes the same guide.
//!
//! **What a guide never does** is state what nobody declared. An information type without a purpose, a contact that is not given, a
//! plugin nobody described: the sentence is left out, and the omission is a [`Gap`] that `generate` reports and the review complains
//! about. A text given in one language only stands in for the other and is marked as such ([`Span::Given`]): leaving it out would
//! tell the readers of that language that the information is not handled.

mod detected;
mod document;
mod files;
mod format_1;
mod gap;
mod given;
mod render;

pub(crate) use crate::text::clean;
pub use detected::{Detected, DetectedPlugin};
pub use document::{Article, Block, Fact, Guide, Inline, Section, SectionId, Span};
pub use files::{Expected, GuideState, PathProblem, PathReason, expected, paths, state, unified};
pub use gap::Gap;
pub(crate) use render::escape_markdown;
pub use render::{Rendering, is_rendered, render};

use crate::{declaration::Declarations, language::Language};

/// One layout: the number `format` chooses it.
type Layout = fn(&Declarations, &Detected, Language) -> Guide;

/// The layouts from number 1. A new one is appended; what an old one writes never changes.
const LAYOUTS: [Layout; 1] = [format_1::build];

/// Writes the guide in one language, in the layout that the declarations ask for.
///
/// Reading the declarations has refused numbers that this version does not know; should one come all the same, the nearest known
/// layout is used.
#[must_use]
pub fn build(declarations: &Declarations, detected: &Detected, language: Language) -> Guide {
    let number = usize::try_from(declarations.format).unwrap_or(usize::MAX).clamp(1, LAYOUTS.len());
    LAYOUTS[number - 1](declarations, detected, language)
}
