//! The model of `privguide.toml`.

use std::{collections::BTreeMap, ops::Range};

use serde::Serialize;

use crate::{
    catalog::{ProjectTable, ThirdParties},
    language::Language,
    tree::SourceText,
};

/// The newest layout of the guide that this version can write.
pub const FORMAT: u32 = 2;

/// A value and its byte range in `privguide.toml`, including quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The byte range.
    pub span: Range<usize>,
}

/// A text in one or both languages. A plain string in the file is Chinese.
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

/// The content of `privguide.toml`.
#[derive(Clone, Debug)]
pub struct Declarations {
    /// The file it was read from.
    pub source: SourceText,
    /// `format`: the number of the guide's layout. A newer version of the tool still writes the
    /// layout of an older number.
    pub format: u32,
    /// `language`: the language of messages; if absent, the locale decides.
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
    pub(crate) sdks: Vec<DeclaredParty>,
    /// `[[recipient]]`
    pub(crate) recipients: Vec<DeclaredParty>,
    /// `[service-provider]`
    pub(crate) service_provider: Option<ServiceProvider>,
    /// `[supplement]`
    pub(crate) supplement: Option<Supplement>,
    /// `[rules]`: levels (`allow`, `warn`, `deny`) by rule id; the span is that of the rule's id.
    pub rules: BTreeMap<String, Spanned<String>>,
    /// `[[interface]]`: rows that the project adds to the catalogue.
    pub(crate) interfaces: ProjectTable,
}

impl Declarations {
    /// The program's name in a language; if it is not given in that language, in the other one.
    #[must_use]
    pub fn program_name(&self, language: Language) -> Option<&str> {
        let other = if language == Language::En { Language::ZhCn } else { Language::En };
        let given = |language| {
            let name = self.program.name.get(language)?.value.trim();
            (!name.is_empty()).then_some(name)
        };
        given(language).or_else(|| given(other))
    }

    /// The paths of the supplementary documents, relative to `privguide.toml`, as written:
    /// untrusted.
    pub fn supplements(&self) -> impl Iterator<Item = &str> {
        let files = self.supplement.iter().flat_map(|supplement| &supplement.files);
        files.map(|file| file.value.as_str())
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

    /// The known third parties, including the project's rows.
    #[must_use]
    pub fn third_parties(&self) -> &ThirdParties {
        &self.interfaces.third_parties
    }

    /// All third parties that handle information: plugins, SDKs and recipients, each in the order
    /// of the file, without the developer's own hosts.
    pub fn others(&self) -> impl Iterator<Item = &DeclaredParty> {
        let recipients =
            self.recipients.iter().filter(|recipient| recipient.role != PartyRole::Own);
        self.plugins.iter().chain(&self.sdks).chain(recipients)
    }

    /// Declarations without any content.
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

    /// The declaration of an information type.
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
    /// The folder of the program, relative to the folder of `privguide.toml`; if absent, it is
    /// searched for.
    pub root: Option<Spanned<String>>,
}

/// `[developer]`
#[derive(Clone, Debug, Default)]
pub(crate) struct Developer {
    /// The responsible party, as registered.
    pub name: Translated,
    /// Ways to reach them: email, phone, wechat, qq, in this order.
    pub contacts: Vec<Contact>,
    /// The table's header, for findings about missing keys.
    pub span: Option<Range<usize>>,
}

/// One way to reach the developer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contact {
    /// `email`, `phone`, `wechat` or `qq`.
    pub(crate) kind: ContactKind,
    /// The address or number.
    pub value: Spanned<String>,
}

/// The kinds of contact that the platform accepts.
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
    /// The languages of the guide; default: Chinese only.
    pub languages: Vec<Spanned<Language>>,
    /// The path of the guide, relative to the folder of `privguide.toml`; `{lang}` is replaced by
    /// the language. Default `privacy-guide.{lang}.md`. The extension `.txt` selects plain text,
    /// `.html` a page, `.json` the document model.
    pub path: Option<Spanned<String>>,
    /// The path of the list of personal information and the list of third parties; if absent, the
    /// lists are not written. With `{list}` they are two files.
    pub lists: Option<Spanned<String>>,
    /// Date of the last change.
    pub updated: Option<Spanned<jiff::civil::Date>>,
    /// The date from which the guide is effective.
    pub effective: Option<Spanned<jiff::civil::Date>>,
    /// How users are informed of a change: 弹窗.
    pub notice: Translated,
    /// A fixed storage period (180天, "180 days"); if absent, the shortest time necessary.
    pub storage: Translated,
    /// The table's header.
    pub span: Option<Range<usize>>,
}

/// `[information.<id>]`
#[derive(Clone, Debug)]
pub struct DeclaredInformation {
    /// The platform's key, or the id of a type that the developer defines.
    pub id: Spanned<String>,
    /// The name of a type that the developer defines.
    pub name: Translated,
    /// Why the information is handled.
    pub purpose: Translated,
    /// The feature that uses it, for the list of personal information.
    pub(crate) scene: Translated,
    /// Globs, relative to the program's root, of the places where it may be used; empty: anywhere.
    pub places: Vec<Spanned<String>>,
    /// The header of the entry.
    pub span: Range<usize>,
}

/// `[[plugin]]`, `[[sdk]]` or `[[recipient]]`: a third party that handles information. A recipient
/// may also be the developer's own hosts.
#[derive(Clone, Debug)]
pub struct DeclaredParty {
    /// Which of the three.
    pub kind: ThirdPartyKind,
    /// Its number among the entries of its kind, from 1.
    pub number: usize,
    /// The appid of a plugin, as in app.json; for other kinds, the id in the catalogue of third
    /// parties.
    pub id: Option<Spanned<String>>,
    /// Its name; the developer's own hosts need no name.
    pub name: Translated,
    /// The provider's legal name; a recipient is its own provider.
    pub provider: Translated,
    /// Its hosts, in addition to those in the catalogue; `*.name` matches every host below `name`.
    pub hosts: Vec<Spanned<String>>,
    /// The information that it handles, with purposes.
    pub information: Vec<SdkInformation>,
    /// Whether it acts for itself or on the developer's behalf.
    pub role: PartyRole,
    /// How information is sent to it.
    pub(crate) sharing: Sharing,
    /// The scopes of the permissions that it requests, if the developer states them.
    pub permissions: Option<Vec<Spanned<String>>>,
    /// The entry's header.
    pub span: Range<usize>,
}

impl DeclaredParty {
    /// The name of its table and its number: `sdk.2`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}.{}", self.kind.table(), self.number)
    }

    /// The provider, if it differs from the party itself.
    #[must_use]
    pub fn provider(&self) -> Option<&Translated> {
        (self.kind != ThirdPartyKind::Recipient).then_some(&self.provider)
    }
}

/// The kind of a third party: a plugin, an SDK or a recipient.
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

/// What the list of third parties says in addition to name, provider and purposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sharing {
    /// The feature that sends the information.
    pub(crate) scene: Translated,
    /// How it is sent: collected automatically, provided by the user, sent by a server.
    pub manner: Translated,
    /// How it is protected: encrypted, pseudonymised.
    pub protection: Translated,
    /// Its privacy statement.
    pub link: Option<Spanned<String>>,
    /// Its web site.
    pub website: Option<Spanned<String>>,
    /// A contact of the recipient, which PIPL art. 23 requires if the recipient decides on purpose
    /// and method.
    pub contact: Option<Spanned<String>>,
}

/// On whose behalf a plugin, SDK or recipient handles information.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyRole {
    /// Its provider decides on purpose and method: provision to another party (PIPL art. 23).
    #[default]
    ThirdParty,
    /// It acts on the developer's behalf: entrusted processing (PIPL art. 21).
    Processor,
    /// It is the developer: the developer's own hosts.
    Own,
}

impl PartyRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::ThirdParty, Self::Processor, Self::Own];
    /// The roles that a third party can have.
    pub(crate) const OTHERS: [Self; 2] = [Self::ThirdParty, Self::Processor];

    /// The name in `privguide.toml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ThirdParty => "third-party",
            Self::Processor => "processor",
            Self::Own => "own",
        }
    }
}

/// An information type that a third party handles, with its purpose.
#[derive(Clone, Debug)]
pub struct SdkInformation {
    /// The platform's key.
    pub id: Spanned<String>,
    /// Why it is handled.
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
pub(crate) struct Supplement {
    /// Paths of files, relative to the folder of `privguide.toml`.
    pub files: Vec<Spanned<String>>,
    /// The table's header.
    pub span: Range<usize>,
}
