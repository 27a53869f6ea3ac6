//! The guide would not say how users are informed of a change.

use crate::review::{
    context::{Context, is_absent},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let guide = &context.declarations.guide;
    if !is_absent(&guide.notice) {
        return Vec::new();
    }
    let span = guide.notice.zh.as_ref().map(|text| &text.span).or(guide.span.as_ref());
    let remark = Remark::new(
        "没有写指引变更时怎样告知用户",
        "it is not stated how users are informed of a change of the guide",
    )
    .at(context.table_at(span))
    .help(
        "在 [guide] 里写 notice，例如 notice = \"弹窗\"（也可以是公告、短信、邮件）",
        "write notice in [guide], for example notice = \"弹窗\" (a pop-up)",
    );
    vec![remark]
}
