//! The texts about a section of `privguide.toml` for the reference and the schema.

use privguide::language::Language;

/// A table of the file.
pub struct Section {
    /// `guide`; empty for the top level of the file.
    pub name: &'static str,
    /// How often it may occur.
    pub shape: Shape,
    /// A description.
    pub text: Both,
    /// Its keys; empty if the keys are ids.
    pub keys: &'static [Key],
}

/// The syntax of a section.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Once: `[guide]`, or the top level of the file.
    Once,
    /// Any number of times: `[[plugin]]`.
    List,
    /// Once for every information type: `[information.<id>]`.
    PerInformation,
    /// Rule ids and levels: `[rules]`.
    Levels,
}

/// A key of a section.
pub struct Key {
    /// `purpose`
    pub name: &'static str,
    /// The kind of its value.
    pub value: Value,
    /// An example value.
    pub example: &'static str,
    /// A description.
    pub text: Both,
}

/// The kinds of values of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The number of the layout.
    Format,
    /// A string.
    Text,
    /// A string, or a number.
    TextOrNumber,
    /// A string in Chinese, or `{ zh-CN = "…", en = "…" }`.
    Translated,
    /// A date.
    Date,
    /// Strings.
    Texts,
    /// A language tag.
    Language,
    /// Language tags.
    Languages,
    /// Ids of information types.
    InformationIds,
    /// Ids of information types with a purpose each.
    Purposes,
    /// Whether a third party acts for itself or for the developer.
    Role,
    /// Like `Role`, or the developer.
    RecipientRole,
}

/// English and Chinese.
pub struct Both(pub &'static str, pub &'static str);

impl Both {
    /// The text in one language.
    pub const fn get(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.0,
            Language::ZhCn => self.1,
        }
    }
}
