//! What the reference and the schema say of a section of `privguide.toml`.

use privguide::language::Language;

/// A table of the file.
pub struct Section {
    /// `guide`; empty for the top of the file.
    pub name: &'static str,
    /// How often it may be there.
    pub shape: Shape,
    /// What it is for.
    pub text: Both,
    /// Its keys; none when the keys are ids.
    pub keys: &'static [Key],
}

/// How a section is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Once: `[guide]`, or the top of the file.
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
    /// What it takes.
    pub value: Value,
    /// A value as written.
    pub example: &'static str,
    /// What it is for.
    pub text: Both,
}

/// What a key takes.
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
    /// For whom a third party acts.
    Role,
    /// The same, or the developer themselves.
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
