//! Converts a saved `getprivacysetting` response (or `setprivacysetting` request) to
//! `privguide.toml`.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    Converted, is_english, known,
    reply::{self, ImportError, Reply},
};
use crate::{declaration::FORMAT, language::Text};

/// Creates declarations from a saved response: values in the response are filled in; all other
/// values are an empty `""` with a comment.
///
/// # Errors
/// When the text is not such a response.
pub fn import(text: &str) -> Result<Converted, ImportError> {
    let (found, mut notes) = reply::setting(&reply::json(text)?)?;
    Ok(Converted { text: write(&found, &mut notes), notes })
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn write(found: &Reply, notes: &mut Vec<Text>) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    let owner = |key: &str| found.owner.get(key).map(String::as_str).unwrap_or_default();
    line(
        "# 由保存的 getprivacysetting 返回生成：把每一处 \"\" 填好，然后运行 cargo privguide check",
    );
    line(
        "# Written from a saved getprivacysetting response: fill in every \"\", then run: cargo privguide check",
    );
    line(&format!("format = {FORMAT}"));
    line("\n[program]");
    line("# 小程序的名称 / the name of the Mini Program");
    line("name = \"\"");
    line("\n[developer]");
    line(
        "# 开发者主体的名称，与公众平台登记的一致 / the responsible party, as registered with the platform",
    );
    line("name = \"\"");
    let contacts = [
        ("email", "contact_email"),
        ("phone", "contact_phone"),
        ("wechat", "contact_weixin"),
        ("qq", "contact_qq"),
    ];
    let given: Vec<_> = contacts.into_iter().filter(|(_, key)| !owner(key).is_empty()).collect();
    for (key, from) in &given {
        line(&format!("{key} = {}", quoted(owner(from))));
    }
    if given.is_empty() {
        line("# 至少留一种联系方式：email、phone、wechat、qq / at least one way to reach you");
        line("email = \"\"");
    }
    line("\n[guide]");
    line("languages = [\"zh-CN\"]");
    let date = found.updated.map_or_else(|| "\"\"".to_owned(), |date| date.to_string());
    line(&format!("updated = {date}"));
    line("# 生效日期：返回里没有 / date from which the guide is effective: not in the response");
    line("effective = \"\"");
    line(&format!("notice = {}", quoted(owner("notice_method"))));
    if !owner("store_expire_timestamp").is_empty() {
        line(&format!("storage = {}", quoted(owner("store_expire_timestamp"))));
    }
    for (key, purpose) in &found.settings {
        line("");
        line(&information(key, purpose, &found.names, notes));
    }
    for sdk in &found.sdks {
        line("\n[[sdk]]");
        line(&format!("name = {}", quoted(&sdk.name)));
        line(&format!("provider = {}", quoted(&sdk.provider)));
        for (key, purpose) in &sdk.settings {
            line(&format!(
                "information.{} = {}",
                written_key(key),
                in_its_language(key, purpose, notes)
            ));
        }
    }
    if !owner("ext_file_media_id").is_empty() {
        notes.push(Text::new(
            "补充文档的内容不在返回里：把文件放进项目，再写 [supplement] files",
            "the supplementary document is not part of the response: put the file into the project and set [supplement] files",
        ));
    }
    out
}

/// `[information.X]`, after a comment that describes the type.
fn information(
    key: &str,
    purpose: &str,
    names: &BTreeMap<String, String>,
    notes: &mut Vec<Text>,
) -> String {
    let mut out = String::new();
    let type_known = known(key);
    if let Some(known) = type_known {
        let _ = writeln!(out, "# {} / {}", known.label().zh, known.label().en);
    }
    let _ = writeln!(out, "[information.{}]", written_key(key));
    if type_known.is_none() {
        let name = names.get(key).filter(|name| !name.is_empty()).map_or(key, String::as_str);
        let _ = writeln!(out, "name = {}", quoted(name));
        notes.push(Text::new(
            format!("`{key}` 不是平台的类型，作为自定义类型写入"),
            format!("`{key}` is not a type of the platform; it is written as one of your own"),
        ));
    }
    if purpose.is_empty() {
        notes.push(Text::new(format!("`{key}` 没有用途"), format!("`{key}` has no purpose")));
    }
    let _ = write!(out, "purpose = {}", in_its_language(key, purpose, notes));
    out
}

/// A purpose as a value for the language that it is in.
fn in_its_language(key: &str, purpose: &str, notes: &mut Vec<Text>) -> String {
    if !is_english(purpose) {
        return quoted(purpose);
    }
    notes.push(Text::new(
        format!("`{key}` 的用途是英文，写在 en 里，中文待填"),
        format!("the purpose of `{key}` is English: it is written as `en`, the Chinese one is to be filled in"),
    ));
    format!("{{ zh-CN = \"\", en = {} }}", quoted(purpose))
}

fn written_key(key: &str) -> String {
    toml_edit::Key::new(key).display_repr().into_owned()
}
