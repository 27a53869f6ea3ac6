//! A `privguide-allow` comment allows nothing. The review itself applies this rule, after all
//! others.

use crate::{review::remark::Remark, scan::Suppression};

pub(in crate::review) const ID: &str = "unused-suppression";

pub(in crate::review) fn remark(suppression: &Suppression) -> Remark {
    let rule = &suppression.rule;
    Remark::new(
        format!("这条注释放行 `{rule}`，但这里没有这样的问题"),
        format!("this comment allows `{rule}`, but there is nothing to allow here"),
    )
    .at(suppression.place.clone())
    .help("删去这条注释", "remove the comment")
}
