//! The model of `privguide.toml`.

use std::{collections::BTreeMap, ops::Range};

use serde::Serialize;

use crate::{
    catalog::{ProjectTable, ThirdParties},
    language::Language,
    tree::SourceText,
};

/// The newest layout of the guide that this version writes.
pub const FORMAT: u32 = 2;

/// A value and its bytes in `privguide.toml` (quotes included).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Range<usize>,
}

/// A text in one or both languages, as far as the developer gave it. A plain string in the file is
/// Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translated {
    /// Simplified Chinese.
    pub zh: Option<Spanned<String>>,
    /// English.
    pub en: Option<Spanned<String>>,
}

impl Translated {
    /// The text in one language, if given.
    #[must_use]
    pub fn get(&self, language: Language) -> Option<&Spanned<String>> {
        match language {
            Language::ZhCn => self.zh.as_ref(),
            Language::En => self.en.as_ref(),
        }
    }
}

/// Everything `privguide.toml` says.
#[derive(Clone, Debug)]
pub struct Declarations {
    /// The file it was read from.
    pub source: SourceText,
    /// `format`: the number of the guide's layout; a newer tool keeps an older number's output.
    pub format: u32,
    /// `language`: of messages; absent: the locale decides.
    pub language: Option<Language>,
    /// `[program]`
    pub(crate) program: ProgramSettings,
    /// `[developer]`
    pub(crate) developer: Developer,
    /// `[guide]`
    pub(crate) guide: GuideSettings,
    /// `[information.<id>]`, in the order of the file.
    pub information: Vec<DeclaredInformation>,
    /// `[[plugin]]`
    pub plugins: Vec<DeclaredParty>,
    /// `[[sdk]]`
    pub sdks: Vec<DeclaredParty>,
    /// `[[recipient]]`
    pub recipients: Vec<DeclaredParty>,
    /// `[service-provider]`
    pub(crate) service_provider: Option<ServiceProvider>,
    /// `[supplement]`
    pub supplement: Option<Supplement>,
    /// `[rules]`: rule id to level (`allow`, `warn`, `deny`); the span is that of the rule's id.
    pub rules: BTreeMap<String, Spanned<String>>,
    /// `[[interface]]`: the project's own rows of the catalogue.
    pub(crate) interfaces: ProjectTable,
}

impl Declarations {
    /// The program's name in a language; where it is not given in that, in the other one.
    #[must_use]
    pub fn program_name(&self, language: Language) -> Option<&str> {
        let other = if language == Language::En { Language::ZhCn } else { Language::En };
        let given = |language| {
            let name = self.program.name.get(language)?.value.trim();
            (!name.is_empty()).then_some(name)
        };
        given(language).or_else(|| given(other))
    }

    /// The languages that the guide is written in, sorted; Chinese when none is given.
    #[must_use]
    pub fn guide_languages(&self) -> Vec<Language> {
        let mut languages: Vec<Language> =
            self.guide.languages.iter().map(|language| language.value).collect();
        languages.sort();
        languages.dedup();
        if languages.is_empty() { vec![Language::ZhCn] } else { languages }
    }

    /// The third parties that are known, with the project's own rows.
    #[must_use]
    pub fn third_parties(&self) -> &ThirdParties {
        &self.interfaces.third_parties
    }

    /// All third parties that handle information: plugins, SDKs, recipients, each in the order of
    /// the file. Own hosts are left out.
    pub fn others(&self) -> impl Iterator<Item = &DeclaredParty> {
        let recipients = self.recipients.iter().filter(|recipient| recipient.role != Role::Own);
        self.plugins.iter().chain(&self.sdks).chain(recipients)
    }

    /// Declarations that say nothing yet.
    #[must_use]
    pub fn empty(source: SourceText) -> Self {
        Self {
            source,
            format: FORMAT,
            language: None,
            program: ProgramSettings::default(),
            developer: Developer::default(),
            guide: GuideSettings::default(),
            information: Vec::new(),
            plugins: Vec::new(),
            sdks: Vec::new(),
            recipients: Vec::new(),
            service_provider: None,
            supplement: None,
            rules: BTreeMap::new(),
            interfaces: ProjectTable::default(),
        }
    }

    /// What is declared about one information type.
    #[must_use]
    pub fn information(&self, id: &str) -> Option<&DeclaredInformation> {
        self.information.iter().find(|entry| entry.id.value == id)
    }
}

/// `[program]`
#[derive(Clone, Debug, Default)]
pub(crate) struct ProgramSettings {
    /// The name shown in the guide, per language.
    pub name: Translated,
    /// Folder of the program, from the folder of `privguide.toml`; absent: found.
    pub root: Option<Spanned<String>>,
}

/// `[developer]`
#[derive(Clone, Debug, Default)]
pub(crate) struct Developer {
    /// The responsible party, as registered.
    pub name: Translated,
    /// Ways to reach them, in the order email, phone, wechat, qq.
    pub contacts: Vec<Contact>,
    /// The table's header, for findings about what is missing from it.
    pub span: Option<Range<usize>>,
}

/// One way to reach the developer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// `email`, `phone`, `wechat` or `qq`.
    pub(crate) kind: ContactKind,
    /// The address or number.
    pub value: Spanned<String>,
}

/// Kinds of contact the platform accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ContactKind {
    /// 邮箱
    Email,
    /// 电话
    Phone,
    /// 微信号
    Wechat,
    /// QQ号
    Qq,
}

/// `[guide]`
#[derive(Clone, Debug, Default)]
pub(crate) struct GuideSettings {
    /// Languages the guide is written in; default: Chinese only.
    pub languages: Vec<Spanned<Language>>,
    /// Where it is written, from the folder of `privguide.toml`; `{lang}` is replaced by the
    /// language. Default `privacy-guide.{lang}.md`. A `.txt` path gives plain text, `.html` a page,
    /// `.json` the document model.
    pub path: Option<Spanned<String>>,
    /// Where the list of personal information and the list of third parties are written; absent:
    /// nowhere. `{list}` makes two files.
    pub lists: Option<Spanned<String>>,
    /// Date of the last change.
    pub updated: Option<Spanned<jiff::civil::Date>>,
    /// Date from which it holds.
    pub effective: Option<Spanned<jiff::civil::Date>>,
    /// How users are informed of a change: 弹窗.
    pub notice: Translated,
    /// A fixed storage period (180天, "180 days"); absent: the shortest time necessary.
    pub storage: Translated,
    /// The table's header.
    pub span: Option<Range<usize>>,
}

/// `[information.<id>]`
#[derive(Clone, Debug)]
pub struct DeclaredInformation {
    /// The platform's key or the developer's own id.
    pub id: Spanned<String>,
    /// For types of the developer's own: what it is called.
    pub name: Translated,
    /// Why it is handled.
    pub purpose: Translated,
    /// In which feature, for the list of personal information.
    pub scene: Translated,
    /// Globs (from the program's root) of the places where it is used; empty: anywhere.
    pub places: Vec<Spanned<String>>,
    /// The whole entry's header.
    pub span: Range<usize>,
}

/// `[[plugin]]`, `[[sdk]]` or `[[recipient]]`: a third party that handles information; a recipient
/// may be the developer's own hosts.
#[derive(Clone, Debug)]
pub struct DeclaredParty {
    /// Which of the three.
    pub kind: ThirdPartyKind,
    /// Its place among those of its kind, from 1.
    pub number: usize,
    /// A plugin's appid, as in app.json; of others, the id in the catalogue of third parties.
    pub id: Option<Spanned<String>>,
    /// What it is called; own hosts need no name.
    pub name: Translated,
    /// The provider's legal name; a recipient is its own.
    pub provider: Translated,
    /// Its hosts, beside those of the catalogue; `*.name` means every host below.
    pub hosts: Vec<Spanned<String>>,
    /// What it handles and why.
    pub information: Vec<SdkInformation>,
    /// For whom it handles it.
    pub role: Role,
    /// How information is sent to it.
    pub sharing: Sharing,
    /// The scopes of the permissions that it asks users for, where the developer says so.
    pub permissions: Option<Vec<Spanned<String>>>,
    /// The entry's header.
    pub span: Range<usize>,
}

impl DeclaredParty {
    /// `sdk.2`: its table and its place in it.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}.{}", self.kind.table(), self.number)
    }

    /// The provider, where that is another than the party itself.
    #[must_use]
    pub fn provider(&self) -> Option<&Translated> {
        (self.kind != ThirdPartyKind::Recipient).then_some(&self.provider)
    }
}

/// A plugin, an SDK or a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThirdPartyKind {
    /// A plugin of `app.json`.
    Plugin,
    /// An SDK inside the program.
    Sdk,
    /// A party whose hosts the program connects to.
    Recipient,
}

impl ThirdPartyKind {
    /// The name of its tables in `privguide.toml`.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Plugin => "plugin",
            Self::Sdk => "sdk",
            Self::Recipient => "recipient",
        }
    }
}

/// What the list of third parties says beside name, provider and purposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    /// In which feature.
    pub scene: Translated,
    /// In which manner: collected automatically, handed over by the user, sent by a server.
    pub manner: Translated,
    /// How it protects information: encrypted, without names.
    pub protection: Translated,
    /// Its privacy statement.
    pub link: Option<Spanned<String>>,
    /// Its web site.
    pub website: Option<Spanned<String>>,
    /// How it is reached: PIPL art. 23 asks for it where the recipient decides for itself.
    pub contact: Option<Spanned<String>>,
}

/// For whom a plugin, SDK or recipient handles information.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// For its provider, who decides on purpose and method: provision to another party (PIPL art.
    /// 23).
    #[default]
    ThirdParty,
    /// For the developer, on whose behalf it acts: entrusted processing (PIPL art. 21).
    Processor,
    /// It is the developer: hosts of their own.
    Own,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::ThirdParty, Self::Processor, Self::Own];
    /// The roles of third parties.
    pub const OTHERS: [Self; 2] = [Self::ThirdParty, Self::Processor];

    /// As it is written in `privguide.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ThirdParty => "third-party",
            Self::Processor => "processor",
            Self::Own => "own",
        }
    }
}

/// What a plugin or SDK handles and why.
#[derive(Clone, Debug)]
pub struct SdkInformation {
    /// The platform's key.
    pub id: Spanned<String>,
    /// Why.
    pub purpose: Translated,
}

/// `[service-provider]`: who develops the program on the developer's behalf.
#[derive(Clone, Debug)]
pub(crate) struct ServiceProvider {
    /// Its legal name.
    pub name: Translated,
    /// The table's header.
    pub span: Range<usize>,
}

/// `[supplement]`: plain-text documents that are shown with the guide.
#[derive(Clone, Debug)]
pub struct Supplement {
    /// Files from the folder of `privguide.toml`.
    pub files: Vec<Spanned<String>>,
    /// The table's header.
    pub span: Range<usize>,
}
