//! A purpose begins with words that the platform adds, or contains the platform's whole sentence.

use crate::{
    language::Text,
    review::{
        Fix, FixEdit,
        context::Context,
        purpose::{Faulty, PurposeFault, faulty, quoted, without_prefix},
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let faulty = faulty(context);
    faulty
        .iter()
        .filter(|faulty| matches!(faulty.fault, PurposeFault::Prefixed | PurposeFault::Sentence))
        .map(|faulty| remark(context, faulty))
        .collect()
}

fn remark(context: &Context<'_>, faulty: &Faulty<'_>) -> Remark {
    let (name, text) = (faulty.name(), quoted(&faulty.text.value));
    let place = context.declared_at(&faulty.text.span);
    let rest = without_prefix(&faulty.text.value).filter(|rest| !rest.trim().is_empty());
    let Some(rest) = rest.filter(|_| faulty.fault == PurposeFault::Prefixed) else {
        return Remark::new(
            format!("{}的用途里写了平台的整句话：“{text}”", name.zh),
            format!(
                "the purpose of {} contains the platform's whole sentence: \"{text}\"",
                name.en
            ),
        )
        .about(faulty.id)
        .at(place)
        .help(
            "只写用途本身，其余的由平台生成",
            "write the purpose alone: the platform makes the sentence around it",
        );
    };
    let replacement = toml_edit::Value::from(rest).to_string();
    Remark::new(
        format!("{}的用途不要以“为了”“用于”开头：“{text}”", name.zh),
        format!("the purpose of {} must not begin with words that the platform adds: \"{text}\"", name.en),
    )
    .about(faulty.id)
    .at(place)
    .help(
        "平台生成的句子里已经有“为了”“用于”，再写就重复了；运行 cargo privguide fix 可以去掉",
        "the platform's sentence already contains these words, so they would occur twice; cargo privguide fix removes them",
    )
    .fix(Fix {
        title: Text::new("去掉开头的“为了”“用于”", "remove the words that the platform adds"),
        edits: vec![FixEdit { file: context.declarations.source.path().clone(), range: faulty.text.span.clone(), replacement }],
    })
}
