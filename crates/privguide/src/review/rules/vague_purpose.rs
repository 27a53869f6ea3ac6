//! A purpose could be that of any information in any program, or is too short to be a purpose.

use crate::review::{
    context::Context,
    purpose::{PurposeFault, faulty, quoted},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let vague = faulty(context)
        .into_iter()
        .filter(|faulty| matches!(faulty.fault, PurposeFault::Vague | PurposeFault::Short));
    vague
        .map(|faulty| {
            let (name, text) = (faulty.name(), quoted(&faulty.text.value));
            let remark = if faulty.fault == PurposeFault::Short {
                Remark::new(
                    format!("{}的用途太短，看不出用来做什么：“{text}”", name.zh),
                    format!("the purpose of {} is too short to say what the information is needed for: \"{text}\"", name.en),
                )
            } else {
                Remark::new(
                    format!("{}的用途太笼统，放到任何小程序里都说得通：“{text}”", name.zh),
                    format!(
                        "the purpose of {} is too vague, it would fit any program: \"{text}\"",
                        name.en
                    ),
                )
            };
            remark.about(faulty.id).at(context.declared_at(&faulty.text.span)).help_example(
                faulty.id,
                "写成一句完整的话：哪个功能或页面，用它做什么",
                "write a whole phrase: which feature or page, and what it does with it",
            )
        })
        .collect()
}
