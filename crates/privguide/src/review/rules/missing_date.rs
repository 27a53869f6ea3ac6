//! The guide would not say when it was changed, or from when it is effective.

use crate::review::{context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let guide = &context.declarations.guide;
    let dates = [
        ("updated", guide.updated.is_some(), "更新日期", "the date of the last change"),
        (
            "effective",
            guide.effective.is_some(),
            "生效日期",
            "the date from which the guide is effective",
        ),
    ];
    let missing: Vec<_> =
        dates.into_iter().filter(|(key, given, ..)| !given && !context.is_reported(key)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let zh = missing.iter().map(|(.., zh, _)| *zh).collect::<Vec<_>>().join("和");
    let en = missing.iter().map(|(.., en)| *en).collect::<Vec<_>>().join(" and ");
    let lines = |value: &str| {
        missing.iter().map(|(key, ..)| format!("{key} = {value}")).collect::<Vec<_>>()
    };
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let remark = Remark::new(format!("没有写{zh}"), format!("{en} {verb} missing"));
    vec![remark.at(context.table_at(guide.span.as_ref())).help(
        format!("在 [guide] 里写 {}", lines("年-月-日").join("、")),
        format!("write {} in [guide]", lines("year-month-day").join(" and ")),
    )]
}
