//! A purpose says that nothing is used or collected.

use crate::review::{
    context::Context,
    purpose::{PurposeFault, faulty, quoted},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let denied = faulty(context).into_iter().filter(|faulty| faulty.fault == PurposeFault::Denied);
    denied
        .map(|faulty| {
            let (name, text) = (faulty.name(), quoted(&faulty.text.value));
            Remark::new(
                format!("{}的用途写的是“没有使用”：“{text}”", name.zh),
                format!("the purpose of {} says that it is not used: \"{text}\"", name.en),
            )
            .about(faulty.id)
            .at(context.declared_at(&faulty.text.span))
            .help(
                "平台不接受这样的说明：用不到就先从代码包里去掉接口，再删去这条声明",
                "the platform does not accept this: take the interfaces out of the package, then remove the declaration",
            )
        })
        .collect()
}
