//! A purpose only repeats the name of the information.

use crate::review::{
    context::Context,
    purpose::{PurposeFault, faulty, quoted},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let circular =
        faulty(context).into_iter().filter(|faulty| faulty.fault == PurposeFault::Circular);
    circular
        .map(|faulty| {
            let (name, text) = (faulty.name(), quoted(&faulty.text.value));
            Remark::new(
                format!("{}的用途只是重复了信息的名称：“{text}”", name.zh),
                format!("the purpose of {} only names the information again: \"{text}\"", name.en),
            )
            .about(faulty.id)
            .at(context.declared_at(&faulty.text.span))
            .help_example(
                faulty.id,
                "写明拿到之后在哪个功能里做什么",
                "say what is done with it and in which feature",
            )
        })
        .collect()
}
