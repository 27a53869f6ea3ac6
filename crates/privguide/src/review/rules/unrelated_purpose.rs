//! The purpose of information that serves few purposes contains no word about it.

use crate::review::{
    context::Context,
    purpose::{PurposeFault, faulty, quoted},
    remark::Remark,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let unrelated =
        faulty(context).into_iter().filter(|faulty| faulty.fault == PurposeFault::Unrelated);
    unrelated
        .map(|faulty| {
            let (name, text) = (faulty.name(), quoted(&faulty.text.value));
            Remark::new(
                format!("用途“{text}”看不出与{}有什么关系", name.zh),
                format!(
                    "the purpose of {} does not show what it has to do with it: \"{text}\"",
                    name.en
                ),
            )
            .about(faulty.id)
            .at(context.declared_at(&faulty.text.span))
            .help_example(
                faulty.id,
                "写明这一项信息在功能里起什么作用",
                "say what this information does in the feature",
            )
        })
        .collect()
}
