//! The reference of `privguide.toml`.

use privguide::language::Language;

use super::{
    keys::SECTIONS,
    notice, path,
    section::{Key, Section, Shape, Value},
    table::{code, table},
};
use crate::generated::Generated;

/// The reference in both languages.
pub fn files() -> Vec<Generated> {
    Language::ALL
        .into_iter()
        .map(|language| Generated::new(path("configuration", language), page(language)))
        .collect()
}

fn page(language: Language) -> String {
    let lead = match language {
        Language::En => {
            "A plain string is Chinese; `{ zh-CN = \"…\", en = \"…\" }` gives both languages. Editors check the file with the schema \
             [privguide.schema.json](../../privguide/privguide.schema.json): put `#:schema PATH-OR-URL` on its first line."
        }
        Language::ZhCn => {
            "直接写的文字是中文；`{ zh-CN = \"…\", en = \"…\" }` 给出两种语言。编辑器可用 \
             [privguide.schema.json](../../privguide/privguide.schema.json) 检查：在文件第一行写 `#:schema 路径或地址`。"
        }
    };
    let sections: Vec<String> = SECTIONS.iter().map(|each| section(each, language)).collect();
    format!("{}\n\n# privguide.toml\n\n{lead}\n{}", notice(language), sections.concat())
}

fn section(section: &Section, language: Language) -> String {
    let text = section.text.get(language);
    let title = match (section.name, section.shape) {
        ("", _) => text.to_owned(),
        (name, Shape::List) => format!("`[[{name}]]`"),
        (name, Shape::PerInformation) => format!("`[{name}.<id>]`"),
        (name, Shape::Once | Shape::Levels) => format!("`[{name}]`"),
    };
    let lead = if section.name.is_empty() { String::new() } else { format!("{text}\n\n") };
    format!("\n## {title}\n\n{lead}{}", body(section, language))
}

fn body(section: &Section, language: Language) -> String {
    if section.shape == Shape::Levels {
        return "```toml\n[rules]\nunused-declaration = \"deny\"\n```\n".to_owned();
    }
    let head = match language {
        Language::En => ["Key", "Meaning", "Takes", "Example"],
        Language::ZhCn => ["键", "含义", "取值", "例"],
    };
    let row = |key: &Key| {
        let meaning = key.text.get(language).to_owned();
        vec![code(key.name), meaning, takes(key.value, language).to_owned(), code(key.example)]
    };
    table(&head, section.keys.iter().map(row))
}

const fn takes(value: Value, language: Language) -> &'static str {
    let both = match value {
        Value::Format => ("a number", "数字"),
        Value::Text => ("a string", "文字"),
        Value::TextOrNumber => ("a string or a number", "文字或数字"),
        Value::Translated => ("a text in one or two languages", "一种或两种语言的文字"),
        Value::Date => ("a date", "日期"),
        Value::Texts => ("a list of strings", "文字列表"),
        Value::Language => ("`zh-CN` or `en`", "`zh-CN` 或 `en`"),
        Value::Languages => ("a list of `zh-CN`, `en`", "`zh-CN`、`en` 的列表"),
        Value::InformationIds => {
            ("a list of [keys](interfaces.md)", "[键](interfaces.zh-CN.md)的列表")
        }
        Value::RecipientRole => {
            ("`own`, `processor` or `third-party`", "`own`、`processor` 或 `third-party`")
        }
        Value::Role => ("`third-party` or `processor`", "`third-party` 或 `processor`"),
        Value::Purposes => {
            ("[keys](interfaces.md) with a purpose each", "[键](interfaces.zh-CN.md)与各自的用途")
        }
    };
    match language {
        Language::En => both.0,
        Language::ZhCn => both.1,
    }
}
