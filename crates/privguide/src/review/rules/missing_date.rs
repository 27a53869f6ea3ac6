//! The guide would not say when it was changed or from when it holds.

use crate::review::{context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let guide = &context.said.guide;
    let dates = [
        ("updated", guide.updated.is_some(), "更新日期", "the date of the last change"),
        ("effective", guide.effective.is_some(), "生效日期", "the date from which the guide holds"),
    ];
    let missing = dates.into_iter().filter(|(key, given, ..)| !given && !context.is_reported(key));
    missing
        .map(|(key, _, zh, en)| {
            Remark::new(format!("没有写{zh}"), format!("{en} is missing"))
                .at(context.table_at(guide.span.as_ref()))
                .help(format!("在 [guide] 里写 {key} = 年-月-日"), format!("write {key} = year-month-day in [guide]"))
        })
        .collect()
}
