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
    /// The noun as the guide's sentence has it: 你的位置信息.
    pub phrase: Text,
    /// A purpose as reviewers accept it.
    pub example: Text,
    /// What the developer does with it.
    pub verb: Verb,
    /// Which sentence the guide uses.
    pub(crate) family: Family,
    /// Which article of the user's rights names it.
    pub(crate) right: Right,
    /// True when no interface belongs to it: the developer collects it with forms and servers of
    /// their own.
    #[serde(default)]
    pub self_collected: bool,
    /// Other spellings met in consoles, older documents and real guides.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Month in which it is first known to have been in the table (`YYYY-MM`).
    pub since: String,
    /// Which document it comes from: `page`, `game`, `api` (see the head of `information.toml`).
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
pub enum Verb {
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
    pub fn text(self) -> Text {
        match self {
            Self::Collect => Text::new("收集", "collect"),
            Self::Access => Text::new("访问", "access"),
            Self::Use => Text::new("使用", "use"),
            Self::Call => Text::new("调用", "call on"),
            Self::Read => Text::new("读取", "read"),
        }
    }
}

/// The two sentence families of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Family {
    /// The sentence says that explicit consent is asked first.
    Consent,
    /// The plain sentence.
    Plain,
}

/// Which article of the user's rights names an information type.
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
