//! No contact of the developer is given.

use crate::review::{context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    if !context.declarations.developer.contacts.is_empty() {
        return Vec::new();
    }
    let remark = Remark::new("没有留联系方式", "there is no way to reach the developer")
        .at(context.table_at(context.declarations.developer.span.as_ref()))
        .help(
            "在 [developer] 里至少写一种：email、phone、wechat、qq",
            "give at least one in [developer]: email, phone, wechat, qq",
        );
    vec![remark]
}
