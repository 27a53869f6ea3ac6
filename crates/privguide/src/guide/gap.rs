//! Gaps: what a guide leaves out because it is not declared.

use crate::language::{Language, Text};

/// Something that the guide leaves out because it is not declared. The review reports each gap;
/// `generate` lists them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// `[program] name`: the title and the introduction are written without it.
    ProgramName,
    /// `[developer] name`: the introduction is written without it.
    DeveloperName,
    /// The purpose of an information type that the code uses or that is declared: there is no
    /// sentence about the type.
    Purpose {
        /// The type's id.
        information: String,
        /// False if the type is not declared at all.
        declared: bool,
    },
    /// The purpose of an information type that a plugin or SDK handles: there is no sentence about
    /// the type.
    ThirdPartyPurpose {
        /// The plugin or SDK.
        party: String,
        /// The type's id.
        information: String,
    },
    /// The name of a plugin or SDK, or of its provider.
    ThirdParty {
        /// The table in `privguide.toml`: `plugin.1`, `sdk.2`.
        party: String,
        /// `name`, `provider` or `information`.
        key: &'static str,
    },
    /// Something that only the lists show: where and how information is used.
    List {
        /// The table in `privguide.toml`: `information.Location`, `sdk.2`.
        table: String,
        /// `scene`, `manner`, `contact` or `link`.
        key: &'static str,
    },
    /// The declaration of a known third party whose code is in the program.
    Unlisted {
        /// Its id in the catalogue.
        party: String,
    },
    /// The declaration of a plugin in `app.json`: it is not known what the plugin handles.
    Plugin {
        /// The name under which the program uses it.
        alias: String,
    },
    /// All contacts: the third article of the user's rights is missing.
    Contact,
    /// `[guide] notice`: the article about a change of purpose is written without the method.
    Notice,
    /// `[guide] updated`.
    Updated,
    /// `[guide] effective`.
    Effective,
    /// A text in one language: the text in the other language is used in its place.
    Translation {
        /// The key in `privguide.toml`: `information.Location.purpose`.
        key: String,
        /// The language that is missing.
        language: Language,
    },
}

impl Gap {
    /// The rule that reports it.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::ProgramName | Self::DeveloperName => "missing-name",
            Self::Purpose { declared: true, .. } => "blank-purpose",
            Self::Purpose { declared: false, .. } => "undeclared-information",
            Self::ThirdPartyPurpose { .. } | Self::ThirdParty { .. } => "incomplete-third-party",
            Self::List { .. } | Self::Unlisted { .. } => "incomplete-list",
            Self::Plugin { .. } => "undeclared-plugin",
            Self::Contact => "missing-contact",
            Self::Notice => "missing-notice",
            Self::Updated | Self::Effective => "missing-date",
            Self::Translation { language: Language::En, .. } => "missing-english",
            Self::Translation { language: Language::ZhCn, .. } => "missing-chinese",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn next_step(&self) -> Text {
        match self {
            Self::Purpose { information, declared: true } => Text::new(
                format!("在 privguide.toml 的 [information.{information}] 里写明用途"),
                format!("write the purpose into [information.{information}] of privguide.toml"),
            ),
            Self::Purpose { .. } => Text::new(
                "运行 cargo privguide declare 补上声明，再写明用途",
                "run cargo privguide declare, then write the purpose",
            ),
            Self::Plugin { .. } => Text::new(
                "运行 cargo privguide declare 补上 [[plugin]]，再写明名称、提供方和处理的信息",
                "run cargo privguide declare, then write the name, the provider and what it handles",
            ),
            Self::Unlisted { .. } => Text::new(
                "运行 cargo privguide declare 补上 [[sdk]]，再写明它处理的信息",
                "run cargo privguide declare, then write what it handles",
            ),
            Self::Translation { key, language } => Text::new(
                format!("在 privguide.toml 的 `{key}` 里写 {} = \"…\"", language.tag()),
                format!("write {} = \"…\" into `{key}` of privguide.toml", language.tag()),
            ),
            _ => Text::new("在 privguide.toml 里填写", "fill it in in privguide.toml"),
        }
    }

    /// The gap as a message.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::ProgramName => Text::new(
                "指引里没有小程序名称：`[program]` 缺少 `name`",
                "the guide does not name the program: `[program]` has no `name`",
            ),
            Self::DeveloperName => Text::new(
                "指引里没有开发者名称：`[developer]` 缺少 `name`",
                "the guide does not name the developer: `[developer]` has no `name`",
            ),
            Self::Purpose { information, .. } => Text::new(
                format!("指引里没有 `{information}` 的用途：未声明"),
                format!(
                    "the guide does not say why `{information}` is handled: no purpose is declared"
                ),
            ),
            Self::ThirdPartyPurpose { party, information } => Text::new(
                format!("指引里没有“{party}”处理 `{information}` 的用途：未声明"),
                format!(
                    "the guide does not say why “{party}” handles `{information}`: no purpose is declared"
                ),
            ),
            Self::ThirdParty { party, key } => Text::new(
                format!("指引里没有第三方的名称或者提供方：`{party}` 缺少 `{key}`"),
                format!(
                    "the guide does not name a third party or its provider: `{party}` has no `{key}`"
                ),
            ),
            Self::List { table, key } => Text::new(
                format!("清单里缺一项：`{table}` 没有 `{key}`"),
                format!("a list lacks a field: `{table}` has no `{key}`"),
            ),
            Self::Unlisted { party } => Text::new(
                format!("清单里没有第三方 `{party}` 的说明：程序里有它，没有声明"),
                format!(
                    "a list does not describe the third party `{party}`: it is in the program and not declared"
                ),
            ),
            Self::Plugin { alias } => Text::new(
                format!("指引里没有插件 `{alias}` 的说明：未在 `[[plugin]]` 中声明"),
                format!(
                    "the guide does not describe the plugin `{alias}`: no `[[plugin]]` declares it"
                ),
            ),
            Self::Contact => Text::new(
                "指引里没有联系方式：`[developer]` 至少填写一种",
                "the guide has no contact: give at least one in `[developer]`",
            ),
            Self::Notice => Text::new(
                "指引里没有变更时的告知方式：`[guide]` 缺少 `notice`",
                "the guide does not say how users are informed of a change: `[guide]` has no `notice`",
            ),
            Self::Updated => Text::new(
                "指引里没有更新日期：`[guide]` 缺少 `updated`",
                "the guide has no date of update: `[guide]` has no `updated`",
            ),
            Self::Effective => Text::new(
                "指引里没有生效日期：`[guide]` 缺少 `effective`",
                "the guide has no effective date: `[guide]` has no `effective`",
            ),
            Self::Translation { key, language: Language::En } => Text::new(
                format!("英文指引里的 `{key}` 是中文：缺少英文"),
                format!("the English guide shows `{key}` in Chinese: no English is given"),
            ),
            Self::Translation { key, language: Language::ZhCn } => Text::new(
                format!("中文指引里的 `{key}` 是英文：缺少中文"),
                format!("the Chinese guide shows `{key}` in English: no Chinese is given"),
            ),
        }
    }
}
