//! The guide's content differs from the base, but its date is the same.

use crate::review::{context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let since = context.input.settings.undated_since.as_ref();
    let remark = since.zip(context.declarations.guide.updated.as_ref()).map(|(base, updated)| {
        let date = updated.value;
        Remark::new(
            format!("指引的内容与 {base} 不同了，更新日期仍是 {date}"),
            format!("the text of the guide differs from that in {base}, but its date is still {date}"),
        )
        .at(context.declared_at(&updated.span))
        .help(
            "把 updated 改成这次修改的日期，effective 改成新指引生效的日期",
            "set updated to the day of this change, and effective to the day from which the new guide applies",
        )
    });
    remark.into_iter().collect()
}
