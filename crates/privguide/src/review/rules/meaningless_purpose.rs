//! A purpose is keyboard noise, digits, signs or a filler.

use crate::review::{
    context::{Context, called},
    purpose::{Fault, faulty, quoted},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let meaningless = faulty(context).into_iter().filter(|faulty| faulty.fault == Fault::Meaningless);
    meaningless
        .map(|faulty| {
            let (name, text) = (called(faulty.id), quoted(&faulty.text.value));
            Remark::new(
                format!("{}的用途没有意义：“{text}”", name.zh),
                format!("the purpose of {} says nothing: \"{text}\"", name.en),
            )
            .about(faulty.id)
            .at(context.declared_at(&faulty.text.span))
            .help_example(
                faulty.id,
                "写明哪个功能、哪个页面用它做什么；随意填写会被退回",
                "say which feature or page needs it and what for; fillers are rejected",
            )
        })
        .collect()
}
