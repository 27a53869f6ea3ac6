//! The guide has an English edition, and a text has none.

use crate::{
    declaration::Translated,
    language::Language,
    review::{
        context::{Context, called, is_blank},
        remark::Remark,
    },
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    if !context.has_english() {
        return Vec::new();
    }
    let said = context.said;
    let mut texts: Vec<(String, String, &Translated)> = vec![
        ("小程序的名称".into(), "the program's name".into(), &said.program.name),
        ("开发者主体的名称".into(), "the name of the responsible party".into(), &said.developer.name),
        ("变更时的告知方式".into(), "how changes are announced".into(), &said.guide.notice),
        ("存储期限".into(), "the storage period".into(), &said.guide.storage),
    ];
    for entry in &said.information {
        let name = called(&entry.id.value);
        texts.push((format!("{}的用途", name.zh), format!("the purpose of {}", name.en), &entry.purpose));
        texts.push((format!("{}的名称", name.zh), format!("the name of {}", name.en), &entry.name));
    }
    for plugin in &said.plugins {
        texts.push(("插件的名称".into(), "the plugin's name".into(), &plugin.name));
    }
    for sdk in &said.sdks {
        texts.push(("SDK 的名称".into(), "the SDK's name".into(), &sdk.name));
    }
    let incomplete = texts.into_iter().filter(|(.., text)| !is_blank(text, Language::ZhCn) && is_blank(text, Language::En));
    incomplete
        .map(|(zh, en, text)| {
            let span = text.en.as_ref().or(text.zh.as_ref()).map(|text| &text.span);
            Remark::new(format!("{zh}没有英文"), format!("{en} has no English")).at(context.table_at(span)).help(
                "指引有英文版：写成 { zh-CN = \"…\", en = \"…\" }，或从 languages 里去掉 en",
                "the guide has an English edition: write { zh-CN = \"…\", en = \"…\" }, or take en out of languages",
            )
        })
        .collect()
}
