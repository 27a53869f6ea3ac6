//! A declared information type has no purpose.

use crate::{
    language::Language,
    review::{
        context::{Context, called, is_blank},
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let blank = context.said.information.iter().filter(|entry| is_blank(&entry.purpose, Language::ZhCn));
    blank
        .map(|entry| {
            let name = called(&entry.id.value);
            let span = entry.purpose.zh.as_ref().map_or(&entry.id.span, |purpose| &purpose.span);
            Remark::new(format!("没有写{}的用途", name.zh), format!("the purpose of {} is blank", name.en))
                .about(&entry.id.value)
                .at(context.declared_at(span))
                .help(
                    "写明哪个功能用它做什么，例如“在订单页选择收货地址”；平台不接受空白的用途",
                    "say which feature needs it and what for, such as \"choose a delivery address for an order\"; the platform does not \
                     accept a blank purpose",
                )
        })
        .collect()
}
