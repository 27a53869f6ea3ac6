//! Texts that are missing in one of the guide's languages.

use super::{
    context::{Context, called, is_absent, is_blank},
    remark::Remark,
};
use crate::{
    declaration::{
        DeclaredParty, ThirdPartyKind, Translated,
        values::{self, is_in},
    },
    language::{Language, Text},
};

/// A text in `privguide.toml`, and the way in which it is interpreted in a language.
struct Stated<'a> {
    zh: String,
    en: String,
    text: &'a Translated,
    kind: TextKind,
}

impl<'a> Stated<'a> {
    fn new(zh: &str, en: &str, text: &'a Translated, kind: TextKind) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned(), text, kind }
    }
}

#[derive(Clone, Copy)]
enum TextKind {
    /// It may be the same in both languages.
    Name,
    /// The name of a third party, which must be readable in the language.
    PartyName,
    /// A text in a certain language.
    Sentence,
    /// A value with a usual wording in both languages.
    Value(fn(&str) -> Option<Text>),
}

/// Every text that is given, but not in a language of the guide.
pub(super) fn untranslated(context: &Context<'_>, language: Language) -> Vec<Remark> {
    if !context.is_written_in(language) {
        return Vec::new();
    }
    let lacks = |stated: &Stated<'_>| {
        let own =
            stated.text.get(language).map(|text| text.value.trim()).filter(|text| !text.is_empty());
        match stated.kind {
            _ if is_absent(stated.text) => false,
            TextKind::Name => own.is_none(),
            TextKind::PartyName | TextKind::Sentence => {
                own.is_none_or(|text| !is_in(text, language))
            }
            TextKind::Value(read) => {
                own.is_none_or(|text| !is_in(text, language))
                    && values::in_language(stated.text, language, read).is_none()
            }
        }
    };
    texts(context)
        .into_iter()
        .filter(lacks)
        .map(|stated| remark(context, language, &stated))
        .collect()
}

fn remark(context: &Context<'_>, language: Language, stated: &Stated<'_>) -> Remark {
    let Stated { zh, en, text, .. } = stated;
    let span = text.get(language).or(text.zh.as_ref()).or(text.en.as_ref()).map(|text| &text.span);
    let given = !is_blank(text, language);
    let remark = match language {
        Language::En if given => {
            Remark::new(format!("{zh}的英文写成了中文"), format!("the English of {en} is Chinese"))
        }
        Language::En => Remark::new(format!("{zh}没有英文"), format!("{en} has no English")),
        Language::ZhCn => Remark::new(format!("{zh}没有中文"), format!("{en} has no Chinese")),
    };
    let help = match language {
        Language::En => (
            "指引有英文版：写成 { zh-CN = \"…\", en = \"…\" }，或从 languages 里去掉 en",
            "the guide has an English edition: write { zh-CN = \"…\", en = \"…\" }, or take en out of languages",
        ),
        Language::ZhCn => (
            "指引有中文版：写成 { zh-CN = \"…\", en = \"…\" }，或在 languages 里只留 en；平台的控制台和接口只收中文",
            "the guide has a Chinese edition: write { zh-CN = \"…\", en = \"…\" }, or leave only en in languages; the platform itself \
             takes Chinese",
        ),
    };
    remark.at(context.table_at(span)).help(help.0, help.1)
}

fn texts<'a>(context: &Context<'a>) -> Vec<Stated<'a>> {
    let declarations = context.declarations;
    let mut texts = vec![
        Stated::new(
            "小程序的名称",
            "the program's name",
            &declarations.program.name,
            TextKind::Name,
        ),
        Stated::new(
            "开发者主体的名称",
            "the name of the responsible party",
            &declarations.developer.name,
            TextKind::Name,
        ),
        Stated::new(
            "变更时的告知方式",
            "how changes are announced",
            &declarations.guide.notice,
            TextKind::Value(values::notice),
        ),
        Stated::new(
            "存储期限",
            "the storage period",
            &declarations.guide.storage,
            TextKind::Value(values::storage),
        ),
    ];
    for entry in &declarations.information {
        let name = called(&entry.id.value);
        let (zh, en) = (format!("{}的用途", name.zh), format!("the purpose of {}", name.en));
        texts.push(Stated::new(&zh, &en, &entry.purpose, TextKind::Sentence));
        let (zh, en) = (format!("{}的名称", name.zh), format!("the name of {}", name.en));
        texts.push(Stated::new(&zh, &en, &entry.name, TextKind::Name));
        let (zh, en) = (format!("{}的使用场景", name.zh), format!("the scene of {}", name.en));
        texts.push(Stated::new(&zh, &en, &entry.scene, TextKind::Sentence));
    }
    for party in declarations.others() {
        texts.extend(party_texts(party));
    }
    if let Some(provider) = &declarations.service_provider {
        texts.push(Stated::new(
            "服务商的名称",
            "the service provider's name",
            &provider.name,
            TextKind::PartyName,
        ));
    }
    texts
}

/// The texts of a plugin, an SDK or a recipient.
fn party_texts(party: &DeclaredParty) -> Vec<Stated<'_>> {
    let mut texts = Vec::new();
    let (zh, en) = match party.kind {
        ThirdPartyKind::Plugin => ("插件", "plugin"),
        ThirdPartyKind::Sdk => ("SDK ", "SDK"),
        ThirdPartyKind::Recipient => ("接收方", "recipient"),
    };
    texts.push(Stated::new(
        &format!("{zh}的名称"),
        &format!("the {en}'s name"),
        &party.name,
        TextKind::PartyName,
    ));
    if let Some(provider) = party.provider() {
        texts.push(Stated::new(
            &format!("{zh}的提供方"),
            &format!("the {en}'s provider"),
            provider,
            TextKind::PartyName,
        ));
    }
    for entry in &party.information {
        let handled = called(&entry.id.value);
        texts.push(Stated::new(
            &format!("{zh}处理{}的用途", handled.zh),
            &format!("the purpose of the {en}'s {}", handled.en),
            &entry.purpose,
            TextKind::Sentence,
        ));
    }
    texts.push(Stated::new(
        &format!("{zh}的使用场景"),
        &format!("the {en}'s scene"),
        &party.sharing.scene,
        TextKind::Sentence,
    ));
    texts.push(Stated::new(
        &format!("{zh}的共享方式"),
        &format!("the {en}'s manner"),
        &party.sharing.manner,
        TextKind::Sentence,
    ));
    let protection = &party.sharing.protection;
    texts.push(Stated::new(
        &format!("{zh}的安全处理方式"),
        &format!("the {en}'s protection"),
        protection,
        TextKind::Sentence,
    ));
    texts
}
