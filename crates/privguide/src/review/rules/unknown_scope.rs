//! An authorisation call names a scope that does not exist.

use crate::{
    review::{Reviewed, context::Context, remark::Remark},
    scan::{Unresolved, UnresolvedReason},
    suggest,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let unknown = reviewed
            .scan
            .unresolved
            .iter()
            .filter(|item| item.reason == UnresolvedReason::UnknownScope);
        remarks.extend(unknown.map(|item| remark(reviewed, item)));
    }
    remarks
}

fn remark(reviewed: &Reviewed<'_>, unknown: &Unresolved) -> Remark {
    let scope = &unknown.text;
    let remark =
        Remark::new(format!("没有 `{scope}` 这个 scope"), format!("there is no scope `{scope}`"))
            .at_labelled(unknown.place.clone(), scope.as_str(), scope.as_str());
    match suggest::nearest(scope, reviewed.catalog.scopes()) {
        Some(near) => remark.help(
            format!("你是不是想写 `{near}`？大小写也要一致"),
            format!("did you mean `{near}`? Its case matters, too"),
        ),
        None => remark.help(
            "运行 cargo privguide list interfaces 查看有哪些 scope",
            "cargo privguide list interfaces shows the known scopes",
        ),
    }
}
