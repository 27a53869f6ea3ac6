//! The storage period is none that the platform accepts.

use crate::review::{context::Context, remark::Remark};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let storage = context.said.guide.storage.zh.as_ref();
    let invalid = storage.filter(|period| !period.value.trim().is_empty() && !is_period(period.value.trim()));
    let remark = invalid.map(|period| {
        let written = &period.value;
        Remark::new(format!("存储期限写得不对：“{written}”"), format!("this is no storage period: \"{written}\""))
            .at(context.declared_at(&period.span))
            .help(
                "写成“数字加天”，例如 180天；不写 storage 就表示“实现处理目的所必要的最短时间”",
                "write a number of days: 180天; leave storage out for \"the shortest time necessary\"",
            )
    });
    remark.into_iter().collect()
}

/// `180天`
fn is_period(text: &str) -> bool {
    text.strip_suffix('天').is_some_and(|number| number.trim().parse::<u32>().is_ok_and(|days| days > 0))
}
