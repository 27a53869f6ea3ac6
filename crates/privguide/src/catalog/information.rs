//! Information types: what a guide can say that a program handles.

use serde::{Deserialize, Serialize};

use crate::language::Text;

/// One row of the platform's table of information types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct InformationType {
    /// The platform's `privacy_key`, also the key in `privguide.toml`.
    pub id: String,
    /// The bare noun: 位置信息.
    pub thing: Text,
    /// The noun phrase as the guide's sentence uses it: 你的位置信息.
    pub(crate) phrase: Text,
    /// A purpose that reviewers accept.
    pub example: Text,
    /// The verb that the guide uses for it.
    pub(crate) verb: Verb,
    /// The kind of sentence that the guide uses.
    pub(crate) family: Family,
    /// The article on the user's rights that mentions it.
    pub(crate) right: Right,
    /// True if no interface requires it: developers collect it with their own forms and servers.
    #[serde(default)]
    pub self_collected: bool,
    /// Other spellings in consoles, older documents and real guides.
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// The first month (`YYYY-MM`) in which a source shows it in the table.
    pub since: String,
    /// The document it comes from: `page`, `game`, `api` (see the head of `information.toml`).
    pub source: String,
}

impl InformationType {
    /// The platform's label for the row: 收集你的位置信息, "collect your location".
    #[must_use]
    pub fn label(&self) -> Text {
        let verb = self.verb.text();
        Text::new(
            format!("{}{}", verb.zh, self.phrase.zh),
            format!("{} {}", verb.en, self.phrase.en),
        )
    }
}

/// What the developer does with an information type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verb {
    /// 收集
    Collect,
    /// 访问
    Access,
    /// 使用
    Use,
    /// 调用
    Call,
    /// 读取
    Read,
}

impl Verb {
    /// The verb in both languages.
    #[must_use]
    pub(crate) fn text(self) -> Text {
        match self {
            Self::Collect => Text::new("收集", "collect"),
            Self::Access => Text::new("访问", "access"),
            Self::Use => Text::new("使用", "use"),
            Self::Call => Text::new("调用", "call on"),
            Self::Read => Text::new("读取", "read"),
        }
    }
}

/// The two kinds of sentence in the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Family {
    /// The sentence says that explicit consent is requested first.
    Consent,
    /// The plain sentence.
    Plain,
}

/// The article on the user's rights that mentions an information type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Right {
    /// Article 1: the permission is withdrawn in the program's settings.
    Revoke,
    /// Article 2: how the developer is asked to delete what was passed on.
    Delete,
    /// Neither.
    None,
}
