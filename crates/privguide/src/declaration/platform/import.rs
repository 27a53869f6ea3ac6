//! A saved `getprivacysetting` response (or a `setprivacysetting` request) as `privguide.toml`.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

use super::known;
use crate::{declaration::FORMAT, language::Text, text};

/// New declarations, and what of the response they cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The text of `privguide.toml`.
    pub text: String,
    /// What was left out, is missing or looks wrong, one sentence each without a full stop.
    pub notes: Vec<Text>,
}

/// Why a text is no such response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is not JSON.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// It is JSON, but neither `setting_list` nor `owner_setting` nor `privacy_list` is in it.
    #[error("neither a getprivacysetting response nor a setprivacysetting request")]
    NotASetting,
    /// The platform had refused the call.
    #[error("the platform answered with error {code}: {message}")]
    Refused {
        /// `errcode`
        code: i64,
        /// `errmsg`
        message: String,
    },
}

impl ImportError {
    /// In words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NotJson(message) => Text::new(format!("不是 JSON：{message}"), format!("not JSON: {message}")),
            Self::NotASetting => Text::new(
                "既不是 getprivacysetting 的返回，也不是 setprivacysetting 的请求：没有 setting_list、owner_setting 或 privacy_list",
                "neither a getprivacysetting response nor a setprivacysetting request: there is no setting_list, owner_setting or privacy_list",
            ),
            Self::Refused { code, message } => Text::new(
                format!("平台返回了错误 {code}：{message}；请保存成功的返回"),
                format!("the platform answered with error {code}: {message}; save a successful response"),
            ),
        }
    }
}

/// What a response says, made ready to be written.
#[derive(Default)]
struct Found {
    /// Keys in the order of the response, with their purposes; blank when nobody gave one.
    settings: Vec<(String, String)>,
    /// What the platform calls a key.
    names: BTreeMap<String, String>,
    owner: BTreeMap<String, String>,
    sdks: Vec<FoundSdk>,
    updated: Option<jiff::civil::Date>,
}

struct FoundSdk {
    name: String,
    provider: String,
    settings: Vec<(String, String)>,
}

/// Reads a saved response and writes declarations: what it says is filled in, what it cannot say is an empty `""` with a comment.
///
/// # Errors
/// When the text is no such response.
pub fn import(text: &str) -> Result<Import, ImportError> {
    let body = text.trim_start_matches('\u{feff}');
    let response: Value = serde_json::from_str(body).map_err(|error| ImportError::NotJson(error.to_string()))?;
    let code = response.get("errcode").and_then(Value::as_i64).unwrap_or(0);
    if code != 0 {
        return Err(ImportError::Refused { code, message: string(&response, "errmsg") });
    }
    if ["setting_list", "owner_setting", "privacy_list"].iter().all(|key| response.get(key).is_none()) {
        return Err(ImportError::NotASetting);
    }
    let mut notes = Vec::new();
    let found = read(&response, &mut notes);
    Ok(Import { text: write(&found, &mut notes), notes })
}

fn string(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).map(text::clean).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn read(response: &Value, notes: &mut Vec<Text>) -> Found {
    let mut found = Found { settings: settings(list(response, "setting_list"), notes), ..Found::default() };
    for key in list(response, "privacy_list").iter().filter_map(Value::as_str).map(text::clean) {
        if !found.settings.iter().any(|(known, _)| *known == key) && !key.is_empty() {
            found.settings.push((key, String::new()));
        }
    }
    if response.get("code_exist").and_then(Value::as_i64) == Some(0) {
        notes.push(Text::new(
            "code_exist 为 0：平台当时还没有代码的检测结果，privacy_list 不完整",
            "code_exist is 0: the platform had not examined any code yet, so privacy_list is incomplete",
        ));
    }
    let descriptions = response.get("privacy_desc").map(|desc| list(desc, "privacy_desc_list")).unwrap_or_default();
    for description in descriptions {
        found.names.insert(string(description, "privacy_key"), string(description, "privacy_desc"));
    }
    found.owner = owner(response, notes);
    found.sdks = list(response, "sdk_privacy_info_list")
        .iter()
        .map(|sdk| FoundSdk {
            name: string(sdk, "sdk_name"),
            provider: string(sdk, "sdk_biz_name"),
            settings: settings(list(sdk, "sdk_list"), notes),
        })
        .collect();
    found.updated = response.get("update_time").and_then(Value::as_i64).and_then(date_in_china);
    found
}

fn settings(list: &[Value], notes: &mut Vec<Text>) -> Vec<(String, String)> {
    let mut settings: Vec<(String, String)> = Vec::new();
    for entry in list {
        let (key, purpose) = (string(entry, "privacy_key"), string(entry, "privacy_text"));
        if key.is_empty() || settings.iter().any(|(known, _)| *known == key) {
            notes.push(Text::new(
                format!("setting_list 里有没有键或重复的一项，已略去：`{key}`"),
                format!("an entry of setting_list without a key, or with one that stands twice, is left out: `{key}`"),
            ));
            continue;
        }
        if purpose.is_empty() && entry.get("privacy_value").is_some() {
            notes.push(Text::new(
                format!("`{key}` 的用途写在 privacy_value 里，平台不认：应为 privacy_text"),
                format!("the purpose of `{key}` stands in privacy_value, which the platform ignores: it is privacy_text"),
            ));
        }
        settings.push((key, purpose));
    }
    settings
}

const OWNER: [&str; 7] = [
    "contact_email",
    "contact_phone",
    "contact_weixin",
    "contact_qq",
    "notice_method",
    "store_expire_timestamp",
    "ext_file_media_id",
];

fn owner(response: &Value, notes: &mut Vec<Text>) -> BTreeMap<String, String> {
    let nested;
    let owner = match response.get("owner_setting") {
        // A known mistake: the object sent as a string of JSON.
        Some(Value::String(text)) => {
            notes.push(Text::new(
                "owner_setting 是一段字符串，平台会以 47001 拒绝：应为 JSON 对象",
                "owner_setting is a string, which the platform refuses with 47001: it must be an object",
            ));
            nested = serde_json::from_str(text).unwrap_or(Value::Null);
            &nested
        }
        Some(owner) => owner,
        None => &Value::Null,
    };
    let said = OWNER.into_iter().map(|key| (key.to_owned(), string(owner, key)));
    said.filter(|(_, value)| !value.is_empty()).collect()
}

/// The platform counts seconds; its days are those of China.
fn date_in_china(seconds: i64) -> Option<jiff::civil::Date> {
    const DAY: i64 = 24 * 60 * 60;
    let days = seconds.checked_add(8 * 60 * 60)?.div_euclid(DAY);
    let days = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok().filter(|date| date.year() >= 2020)
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn write(found: &Found, notes: &mut Vec<Text>) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    let owner = |key: &str| found.owner.get(key).map(String::as_str).unwrap_or_default();
    line("# 由保存的 getprivacysetting 返回生成：把每一处 \"\" 填好，然后运行 cargo privguide check");
    line("# Written from a saved getprivacysetting response: fill in every \"\", then run: cargo privguide check");
    line(&format!("format = {FORMAT}"));
    line("\n[program]");
    line("# 小程序的名称 / the name of the Mini Program");
    line("name = \"\"");
    line("\n[developer]");
    line("# 开发者主体的名称，与公众平台登记的一致 / the responsible party, as registered with the platform");
    line("name = \"\"");
    let contacts = [("email", "contact_email"), ("phone", "contact_phone"), ("wechat", "contact_weixin"), ("qq", "contact_qq")];
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
    line("# 生效日期：返回里没有 / date from which the guide holds: the response does not tell");
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
            line(&format!("information.{} = {}", written_key(key), quoted(purpose)));
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

/// `[information.X]`, below what it is.
fn information(key: &str, purpose: &str, names: &BTreeMap<String, String>, notes: &mut Vec<Text>) -> String {
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
            format!("`{key}` is no type of the platform; it is written as one of your own"),
        ));
    }
    if purpose.is_empty() {
        notes.push(Text::new(format!("`{key}` 没有用途"), format!("`{key}` has no purpose")));
    }
    let _ = write!(out, "purpose = {}", quoted(purpose));
    out
}

fn written_key(key: &str) -> String {
    toml_edit::Key::new(key).display_repr().into_owned()
}
