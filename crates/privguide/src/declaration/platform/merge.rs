//! Adds to `privguide.toml` what only a saved reply contains. Comments, order and style are
//! preserved. If both have a value, the developer's text is kept and a difference is reported.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use super::{
    Converted, is_english,
    reply::{self, FoundSdk, ImportError, Reply},
};
use crate::{
    declaration::{Declarations, Translated, parse, values},
    language::{Language, Text},
    text,
    tree::SourceText,
};

/// Why nothing could be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// The text is not a known reply.
    #[error(transparent)]
    Reply(#[from] ImportError),
    /// `privguide.toml` contains mistakes that must be corrected first.
    #[error("privguide.toml must be corrected first")]
    Unreadable,
}

/// Adds the values in a reply to `privguide.toml` if it has no value there.
///
/// # Errors
/// When the text is not a known reply, or `privguide.toml` cannot be edited.
pub fn merge(source: &SourceText, response: &str) -> Result<Converted, MergeError> {
    let (found, mut notes) = reply::setting(&reply::json(response)?)?;
    let parsed = parse(source.clone());
    if !parsed.is_readable() {
        return Err(MergeError::Unreadable);
    }
    // toml_edit keeps existing line ends but writes LF in new text.
    let windows = source.text().contains("\r\n");
    let plain = source.text().replace("\r\n", "\n");
    let mut document: DocumentMut = plain.parse().map_err(|_| MergeError::Unreadable)?;
    information(&mut document, &parsed.declarations, &found, &mut notes);
    owner(&mut document, &parsed.declarations, &found, &mut notes);
    for sdk in &found.sdks {
        third_party(&mut document, &parsed.declarations, sdk, &mut notes);
    }
    let mut text = document.to_string();
    if windows {
        text = text.replace('\n', "\r\n");
    }
    if !parse(SourceText::new(source.path().clone(), text.clone())).is_readable() {
        return Err(MergeError::Unreadable);
    }
    Ok(Converted { text, notes })
}

fn chinese(text: &Translated) -> Option<String> {
    text.get(Language::ZhCn).map(|text| text::clean(&text.value)).filter(|text| !text.is_empty())
}

fn difference(what_zh: &str, what_en: &str, ours: &str, theirs: &str) -> Text {
    Text::new(
        format!("{what_zh}两边不同，保留 privguide.toml 的“{ours}”；平台是“{theirs}”"),
        format!("{what_en} differs: “{ours}” of privguide.toml stays; the platform has “{theirs}”"),
    )
}

/// The platform shows exactly the text that was sent.
fn not_chinese(key: &str) -> Text {
    Text::new(
        format!("平台上 `{key}` 的用途是英文，没有补进中文用途"),
        format!("the platform's purpose of `{key}` is English; it was not taken for a Chinese one"),
    )
}

fn information(
    document: &mut DocumentMut,
    declarations: &Declarations,
    found: &Reply,
    notes: &mut Vec<Text>,
) {
    for (key, purpose) in &found.settings {
        let declared = declarations.information(key);
        match declared.and_then(|declared| chinese(&declared.purpose)) {
            Some(ours) if ours == *purpose || purpose.is_empty() => {}
            Some(ours) => notes.push(difference(
                &format!("`{key}` 的用途"),
                &format!("the purpose of `{key}`"),
                &ours,
                purpose,
            )),
            None if purpose.is_empty() && declared.is_some() => {}
            None if is_english(purpose) => notes.push(not_chinese(key)),
            None => fill_purpose(document, key, purpose, declared.is_none()),
        }
        if declared.is_none() && super::known(key).is_none() {
            let name = found.names.get(key).filter(|name| !name.is_empty()).unwrap_or(key);
            if let Some(entry) = document["information"][key.as_str()].as_table_like_mut() {
                entry.insert("name", value(name));
            }
        }
    }
}

/// `[information.X] purpose`, or the short form `X = "…"` if the file uses it.
fn fill_purpose(document: &mut DocumentMut, key: &str, purpose: &str, new: bool) {
    let section = document.entry("information").or_insert_with(implicit);
    let Some(section) = section.as_table_like_mut() else { return };
    let short = section.iter().last().is_some_and(|(_, item)| item.is_str());
    match section.get_mut(key) {
        None if short => {
            section.insert(key, value(purpose));
        }
        None => {
            let mut table = Table::new();
            table.insert("purpose", value(purpose));
            if new {
                table.decor_mut().set_prefix("\n");
            }
            section.insert(key, Item::Table(table));
        }
        Some(item) if item.is_str() => replace(item, purpose),
        Some(item) => {
            if let Some(entry) = item.as_table_like_mut() {
                set_chinese(entry, "purpose", purpose);
            }
        }
    }
}

fn implicit() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

/// `key = "…"`, or its `zh-CN` if it has both languages.
fn set_chinese(table: &mut dyn TableLike, key: &str, text: &str) {
    match table.get_mut(key) {
        Some(item) if item.is_str() => replace(item, text),
        Some(item) => {
            if let Some(both) = item.as_table_like_mut() {
                match both.get_mut("zh-CN") {
                    Some(item) => replace(item, text),
                    None => drop(both.insert("zh-CN", value(text))),
                }
            }
        }
        None => drop(table.insert(key, value(text))),
    }
}

/// Replaces a value; the comment after it is kept.
fn replace(item: &mut Item, text: &str) {
    let Some(old) = item.as_value_mut() else { return };
    let decor = old.decor().clone();
    *old = Value::from(text);
    *old.decor_mut() = decor;
}

fn value(text: &str) -> Item {
    Item::Value(Value::from(text))
}

fn owner(
    document: &mut DocumentMut,
    declarations: &Declarations,
    found: &Reply,
    notes: &mut Vec<Text>,
) {
    let theirs =
        |key: &str| found.owner.get(key).map(String::as_str).filter(|text| !text.is_empty());
    let contacts = [
        ("email", "contact_email"),
        ("phone", "contact_phone"),
        ("wechat", "contact_weixin"),
        ("qq", "contact_qq"),
    ];
    for (key, from) in contacts {
        let Some(theirs) = theirs(from) else { continue };
        let ours = document.get("developer").and_then(|table| table.get(key));
        let ours = ours
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .unwrap_or_default();
        match text::clean(&ours) {
            ours if ours.is_empty() => set(document, "developer", key, theirs),
            ours if ours == theirs => {}
            ours => notes.push(difference(
                &format!("`developer.{key}` "),
                &format!("`developer.{key}`"),
                &ours,
                theirs,
            )),
        }
    }
    let guide = [
        (
            "notice",
            "notice_method",
            &declarations.guide.notice,
            values::notice as fn(&str) -> Option<Text>,
        ),
        ("storage", "store_expire_timestamp", &declarations.guide.storage, values::storage),
    ];
    for (key, from, ours, read) in guide {
        let Some(theirs) = theirs(from) else { continue };
        let same = |ours: &str| {
            ours == theirs || read(ours).is_some_and(|ours| Some(ours) == read(theirs))
        };
        let ours = values::in_language(ours, Language::ZhCn, read).or_else(|| chinese(ours));
        match ours {
            None => set(document, "guide", key, theirs),
            Some(ours) if same(&ours) => {}
            Some(ours) => notes.push(difference(
                &format!("`guide.{key}` "),
                &format!("`guide.{key}`"),
                &ours,
                theirs,
            )),
        }
    }
}

fn set(document: &mut DocumentMut, section: &str, key: &str, text: &str) {
    let table = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
    if let Some(table) = table.as_table_like_mut() {
        set_chinese(table, key, text);
    }
}

fn third_party(
    document: &mut DocumentMut,
    declarations: &Declarations,
    sdk: &FoundSdk,
    notes: &mut Vec<Text>,
) {
    let at =
        declarations.sdks.iter().position(|known| chinese(&known.name).as_ref() == Some(&sdk.name));
    let Some(at) = at else {
        let list =
            document.entry("sdk").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        let mut table = Table::new();
        table.insert("name", value(&sdk.name));
        table.insert("provider", value(&sdk.provider));
        let mut handled = Table::new();
        handled.set_dotted(true);
        for (key, purpose) in &sdk.settings {
            handled.insert(key, value(purpose));
        }
        table.insert("information", Item::Table(handled));
        match list.as_array_of_tables_mut() {
            Some(list) => list.push(table),
            None => notes.push(Text::new(
                format!("`sdk` 写成了内联的列表，没有补上“{}”", sdk.name),
                format!("`sdk` is an inline list; “{}” was not added", sdk.name),
            )),
        }
        return;
    };
    let known = &declarations.sdks[at];
    let provider = chinese(&known.provider);
    if let Some(ours) = provider.as_ref().filter(|ours| **ours != sdk.provider) {
        notes.push(difference(
            &format!("“{}”的提供方", sdk.name),
            &format!("the provider of “{}”", sdk.name),
            ours,
            &sdk.provider,
        ));
    }
    for (key, purpose) in sdk.settings.iter().filter(|(_, purpose)| !purpose.is_empty()) {
        let ours = known.information.iter().find(|entry| entry.id.value == *key);
        match ours.and_then(|entry| chinese(&entry.purpose)) {
            Some(ours) if ours == *purpose => {}
            Some(ours) => {
                notes.push(difference(
                    &format!("“{}”的 `{key}` 的用途", sdk.name),
                    &format!("the purpose of `{key}` of “{}”", sdk.name),
                    &ours,
                    purpose,
                ));
            }
            None if is_english(purpose) => notes.push(not_chinese(key)),
            None => {
                let table = document
                    .get_mut("sdk")
                    .and_then(|list| list.get_mut(at))
                    .and_then(Item::as_table_like_mut);
                let Some(table) = table else { continue };
                let handled = table.entry("information").or_insert(Item::Table(Table::new()));
                if let Some(handled) = handled.as_table_like_mut() {
                    set_chinese(handled, key, purpose);
                }
            }
        }
    }
}
