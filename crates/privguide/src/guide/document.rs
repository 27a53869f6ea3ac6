//! The document model: sections of blocks of inline text. No formatting, no escaping; renderers do
//! both.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{Gap, clean};
use crate::{
    catalog::information_types,
    declaration::{DeclaredInformation, Translated},
    language::Language,
};

/// A guide in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guide {
    /// The number of its layout.
    pub(crate) format: u32,
    /// The language of its sentences.
    pub language: Language,
    /// Its title.
    pub(crate) title: Inline,
    /// The text before the first section.
    pub(crate) lead: Vec<Block>,
    /// The sections in their order.
    pub(crate) sections: Vec<Section>,
    /// What the guide leaves out because it is not declared. Not part of the document.
    #[serde(skip)]
    pub(crate) gaps: Vec<Gap>,
}

impl Guide {
    /// A section, if the guide has it.
    #[must_use]
    pub(crate) fn section(&self, id: SectionId) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The sentence about an information type, as it is declared; `None` if the guide says nothing
    /// about the type.
    #[must_use]
    pub fn sentence_about(&self, id: &str, declared: &DeclaredInformation) -> Option<String> {
        let given = |text: &Translated| {
            let own = text.get(self.language).or(text.zh.as_ref()).or(text.en.as_ref());
            own.map(|given| clean(given.value.trim())).filter(|given| !given.is_empty())
        };
        let phrase = information_types()
            .iter()
            .find(|row| row.id == id)
            .map(|row| row.phrase.get(self.language).to_owned());
        let phrase = phrase.or_else(|| given(&declared.name))?;
        let purpose = given(&declared.purpose)?;
        let texts =
            self.section(SectionId::Information)?.blocks.iter().flat_map(|block| match block {
                Block::Paragraph { text } => vec![text.plain()],
                Block::Article(article) => vec![article.text.plain()],
                Block::List { items } => items.iter().map(Inline::plain).collect(),
                Block::Facts { .. } | Block::Table { .. } => Vec::new(),
            });
        texts.into_iter().find(|text| text.contains(&phrase) && text.contains(&*purpose))
    }
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Section {
    /// The id, which is the same in every language and layout.
    pub(crate) id: SectionId,
    /// Its number among the sections of this guide; the dates at the end have none.
    pub(crate) number: Option<u32>,
    /// Its heading, without the number.
    pub(crate) title: String,
    /// Its content.
    pub(crate) blocks: Vec<Block>,
}

/// The sections that a guide can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SectionId {
    /// 插件基本信息: only in a plugin's guide.
    PluginBasics,
    /// 开发者处理的信息
    Information,
    /// 未成年人保护
    Minors,
    /// 第三方插件信息/SDK信息
    ThirdParties,
    /// 第三方服务商信息
    ServiceProvider,
    /// 你的权益
    Rights,
    /// 开发者对信息的存储
    Storage,
    /// 信息的使用规则
    Use,
    /// 信息对外提供
    Disclosure,
    /// 联系方式
    Contact,
    /// 补充文档
    Supplement,
    /// 更新日期、生效日期
    Dates,
    /// 个人信息收集清单: a document of its own.
    InformationList,
    /// 第三方共享个人信息清单: the same.
    ThirdPartyList,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum Block {
    /// A paragraph.
    Paragraph {
        /// The text.
        text: Inline,
    },
    /// A numbered article.
    Article(Article),
    /// An unordered list.
    List {
        /// Its items.
        items: Vec<Inline>,
    },
    /// Labelled values: contacts, dates, facts about a plugin.
    Facts {
        /// The pairs.
        facts: Vec<Fact>,
    },
    /// A table; each row has one cell per column.
    Table {
        /// The title of each column.
        columns: Vec<String>,
        /// The rows.
        rows: Vec<Vec<Inline>>,
    },
}

/// A numbered article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Article {
    /// Section and article: `4.2`.
    pub(crate) number: String,
    /// The text.
    pub(crate) text: Inline,
}

/// A labelled value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Fact {
    /// The label.
    pub(crate) label: String,
    /// The value.
    pub(crate) value: Inline,
}

/// A run of text that distinguishes our words from those of the developer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inline(pub(crate) Vec<Span>);

/// A part of a run of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum Span {
    /// A sentence of the layout.
    Fixed {
        /// The words.
        text: String,
    },
    /// The developer's words: untrusted. Control, bidirectional and invisible characters have been
    /// removed, but markup has not.
    Given {
        /// The words.
        text: String,
        /// Their language, if it differs from the guide's: a text that is given in one language
        /// only is used in both.
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
    },
    /// A value that the developer still has to give.
    Missing {
        /// The mark that is shown in its place.
        text: String,
    },
    /// Another file of the project.
    Link {
        /// The words: a file name is untrusted.
        text: String,
        /// The address, relative to the guide's own file: a path without a scheme, percent-encoded.
        target: String,
    },
}

impl Span {
    /// The words.
    #[must_use]
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Fixed { text }
            | Self::Given { text, .. }
            | Self::Missing { text }
            | Self::Link { text, .. } => text,
        }
    }
}

impl Inline {
    /// A sentence of the layout.
    #[must_use]
    pub(crate) fn fixed(text: impl Into<String>) -> Self {
        Self(vec![Span::Fixed { text: text.into() }])
    }

    /// The words of all parts.
    #[must_use]
    pub(crate) fn plain(&self) -> String {
        self.0.iter().map(Span::text).collect()
    }

    /// True if a part is in another language than the guide.
    #[must_use]
    pub(crate) fn is_placeholder(&self) -> bool {
        self.0.iter().any(|span| matches!(span, Span::Given { language: Some(_), .. }))
    }

    /// Appends another run; adjacent sentences of the layout become one part.
    pub(crate) fn append(&mut self, other: Self) {
        for span in other.0 {
            match (self.0.last_mut(), span) {
                (Some(Span::Fixed { text: before }), Span::Fixed { text }) => {
                    before.push_str(&text);
                }
                (_, span) => self.0.push(span),
            }
        }
    }

    /// Joins runs with a separator of the layout.
    #[must_use]
    pub(crate) fn join(runs: impl IntoIterator<Item = Self>, separator: &str) -> Self {
        let mut joined = Self::default();
        for (index, run) in runs.into_iter().enumerate() {
            if index > 0 {
                joined.append(Self::fixed(separator));
            }
            joined.append(run);
        }
        joined
    }
}

/// `{ "text": …, "parts": [ … ] }`: readers that do not need the parts use the text.
impl Serialize for Inline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut inline = serializer.serialize_struct("Inline", 2)?;
        inline.serialize_field("text", &self.plain())?;
        inline.serialize_field("parts", &self.0)?;
        inline.end()
    }
}
