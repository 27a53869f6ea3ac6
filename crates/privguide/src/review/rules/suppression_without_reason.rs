//! A `privguide-allow` comment gives no reason. The review itself applies this rule.

use crate::{review::remark::Remark, scan::Suppression};

pub(in crate::review) const ID: &str = "suppression-without-reason";

pub(in crate::review) fn remark(suppression: &Suppression) -> Remark {
    let rule = &suppression.rule;
    Remark::new(
        format!("放行 `{rule}` 的注释没有写理由，因此不起作用"),
        format!("the comment that allows `{rule}` gives no reason, so it has no effect"),
    )
    .at(suppression.place.clone())
    .help(
        format!("写成 privguide-allow {rule}: 理由"),
        format!("write privguide-allow {rule}: reason"),
    )
}
