//! A `privguide-allow` comment allows nothing. The review itself applies this rule, after all
//! others.

use crate::{
    review::{registry, remark::Remark},
    scan::Suppression,
    suggest,
};

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

pub(in crate::review) fn unknown_rule(suppression: &Suppression) -> Remark {
    let rule = &suppression.rule;
    let remark =
        Remark::new(format!("没有名为 `{rule}` 的规则"), format!("there is no rule `{rule}`"))
            .at(suppression.place.clone());
    match suggest::nearest(rule, registry::rules().iter().map(|rule| rule.id)) {
        Some(near) => {
            remark.help(format!("你是不是想写 `{near}`？"), format!("did you mean `{near}`?"))
        }
        None => remark.help(
            "全部规则见 cargo privguide list rules",
            "see cargo privguide list rules for all of them",
        ),
    }
}
