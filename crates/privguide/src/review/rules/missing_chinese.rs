//! The guide has a Chinese edition, and a text is given in English only.

use crate::{
    language::Language,
    review::{context::Context, remark::Remark, translation::untranslated},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    untranslated(context, Language::ZhCn)
}
