//! The guide has a Chinese edition, but a text is only given in English.

use crate::{
    language::Language,
    review::{context::Context, remark::Remark, translation::untranslated},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    untranslated(context, Language::ZhCn)
}
