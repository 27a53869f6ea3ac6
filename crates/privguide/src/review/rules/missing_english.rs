//! The guide has an English edition, and a text has none.

use crate::{
    language::Language,
    review::{context::Context, remark::Remark, translation::untranslated},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    untranslated(context, Language::En)
}
