//! The storage period is not one that the platform accepts, or is not a period.

use crate::{
    declaration::values::Period,
    review::{Level, context::Context, remark::Remark},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let storage = &context.declarations.guide.storage;
    let given = [&storage.zh, &storage.en]
        .into_iter()
        .flatten()
        .filter(|period| !period.value.trim().is_empty());
    let invalid = given.filter_map(|period| {
        let written = &period.value;
        let read = Period::read(written);
        if read.is_some_and(|period| period.days().is_some()) {
            return None;
        }
        let remark = match read {
            // The guide can express this period, but the platform's form cannot.
            Some(_) => Remark::new(
                format!("存储期限不是天数，平台的接口不收：“{written}”"),
                format!("the storage period is not a number of days, which the platform's API asks for: \"{written}\""),
            )
            .level(Level::Warning),
            None => Remark::new(format!("存储期限写得不对：“{written}”"), format!("this is not a storage period: \"{written}\"")),
        };
        Some(remark.at(context.declared_at(&period.span)).help(
            "写成“数字加天”，例如 180天；不写 storage 就表示“实现处理目的所必要的最短时间”",
            "write a number of days: 180天, \"180 days\"; leave storage out for \"the shortest time necessary\"",
        ))
    });
    invalid.take(1).collect()
}
