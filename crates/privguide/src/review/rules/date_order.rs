//! The guide would take effect before it was written.

use crate::review::{context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let guide = &context.declarations.guide;
    let dates = guide.effective.as_ref().zip(guide.updated.as_ref());
    let wrong = dates.filter(|(effective, updated)| effective.value < updated.value);
    let remark = wrong.map(|(effective, updated)| {
        let (from, changed) = (effective.value, updated.value);
        Remark::new(
            format!("生效日期 {from} 早于更新日期 {changed}"),
            format!("the guide is effective from {from}, before its last change on {changed}"),
        )
        .at(context.declared_at(&effective.span))
        .decided_by(context.declared_at(&updated.span), "更新日期", "the last change")
        .help(
            "生效日期不能早于更新日期，通常是同一天",
            "it cannot be effective before it was changed: usually both are the same day",
        )
    });
    remark.into_iter().collect()
}
