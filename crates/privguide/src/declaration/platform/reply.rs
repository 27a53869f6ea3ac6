//! Saved replies of the open platform: the saved declarations, what it found in the code, and what
//! it says is missing.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{language::Text, text};

/// Why a text is not a known reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is not JSON.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// It is JSON, but contains neither `setting_list` nor `owner_setting` nor `privacy_list`.
    #[error("no reply of the platform that is known here")]
    NotASetting,
    /// The reply is an error of the platform.
    #[error("the platform answered with error {code}: {message}")]
    Refused {
        /// `errcode`
        code: i64,
        /// `errmsg`
        message: String,
    },
}

impl ImportError {
    /// The reason as a message.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NotJson(message) => {
                Text::new(format!("不是 JSON：{message}"), format!("not JSON: {message}"))
            }
            Self::NotASetting => Text::new(
                "既不是 getprivacysetting 的返回，也不是 setprivacysetting 的请求：没有 setting_list、owner_setting 或 privacy_list",
                "neither a getprivacysetting response nor a setprivacysetting request: there is no setting_list, owner_setting or privacy_list",
            ),
            Self::Refused { code, message } => Text::new(
                format!("平台返回了错误 {code}：{message}；请保存成功的返回"),
                format!(
                    "the platform answered with error {code}: {message}; save a successful response"
                ),
            ),
        }
    }
}

/// The content of a response, converted for further use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    /// Keys in the order of the response, with their purposes; a purpose that is not given is
    /// empty.
    pub(crate) settings: Vec<(String, String)>,
    /// The platform's names of keys.
    pub(crate) names: BTreeMap<String, String>,
    /// The members of `owner_setting` that are not empty.
    pub(crate) owner: BTreeMap<String, String>,
    /// Third parties.
    pub(crate) sdks: Vec<FoundSdk>,
    /// The day of `update_time`, in China's time zone.
    pub(crate) updated: Option<jiff::civil::Date>,
    /// `update_time`, to determine which of two responses is newer.
    pub(super) time: Option<i64>,
    /// The types that the platform found in the code; `None` if it has not examined any code, or if
    /// the text is a request.
    pub(crate) detected: Option<Vec<String>>,
}

/// A third party as the platform has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FoundSdk {
    /// `sdk_name`
    pub(crate) name: String,
    /// `sdk_biz_name`
    pub(crate) provider: String,
    /// Keys with their purposes.
    pub(crate) settings: Vec<(String, String)>,
}

/// The union of several saved replies, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replies {
    /// The declarations at the platform: from the newest response; without a response, from the
    /// request that was sent; `None` without either.
    pub(crate) setting: Option<Reply>,
    /// True if `setting` comes from a request and not from a response.
    pub(crate) is_request: bool,
    /// The platform's check of location interfaces, `get_code_privacy_info`.
    pub(crate) interfaces: Option<CodeInterfaces>,
    /// What was left out or looks wrong, one sentence each, without a full stop.
    pub(crate) notes: Vec<Text>,
}

/// The content of `get_code_privacy_info`, about the uploaded code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CodeInterfaces {
    /// Interfaces that the program has no permission for.
    pub(crate) without_permission: Vec<String>,
    /// Interfaces that `requiredPrivateInfos` does not list.
    pub(crate) without_configuration: Vec<String>,
}

impl Replies {
    /// Adds a reply.
    ///
    /// # Errors
    /// When the text is not a known reply.
    pub fn add(&mut self, text: &str) -> Result<(), ImportError> {
        let value = json(text)?;
        if ["without_auth_list", "without_conf_list"].iter().any(|key| value.get(key).is_some()) {
            let names = |key: &str| {
                let mut names: Vec<String> =
                    list(&value, key).iter().filter_map(Value::as_str).map(text::clean).collect();
                names.sort();
                names.dedup();
                names
            };
            self.interfaces = Some(CodeInterfaces {
                without_permission: names("without_auth_list"),
                without_configuration: names("without_conf_list"),
            });
            return Ok(());
        }
        let (found, notes) = setting(&value)?;
        // Only a response says what was found in the code, or when the declarations were changed.
        let is_request = ["privacy_list", "code_exist", "update_time"]
            .iter()
            .all(|key| value.get(key).is_none());
        let better = match &self.setting {
            None => true,
            Some(_) if self.is_request != is_request => self.is_request,
            Some(known) => (known.time, &known.settings) < (found.time, &found.settings),
        };
        if better {
            (self.setting, self.is_request) = (Some(found), is_request);
        }
        self.notes.extend(notes);
        self.notes.sort();
        self.notes.dedup();
        Ok(())
    }
}

/// A reply as JSON; an error of the platform is not a reply.
pub(super) fn json(text: &str) -> Result<Value, ImportError> {
    let body = text.trim_start_matches('\u{feff}');
    let value: Value =
        serde_json::from_str(body).map_err(|error| ImportError::NotJson(error.to_string()))?;
    let code = value.get("errcode").and_then(Value::as_i64).unwrap_or(0);
    if code != 0 {
        return Err(ImportError::Refused { code, message: string(&value, "errmsg") });
    }
    Ok(value)
}

/// A `getprivacysetting` response or a `setprivacysetting` request.
pub(super) fn setting(value: &Value) -> Result<(Reply, Vec<Text>), ImportError> {
    if ["setting_list", "owner_setting", "privacy_list"].iter().all(|key| value.get(key).is_none())
    {
        return Err(ImportError::NotASetting);
    }
    let mut notes = Vec::new();
    let found = read(value, &mut notes);
    Ok((found, notes))
}

fn string(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).map(text::clean).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn read(response: &Value, notes: &mut Vec<Text>) -> Reply {
    let mut found =
        Reply { settings: settings(list(response, "setting_list"), notes), ..Reply::default() };
    let examined = response.get("code_exist").and_then(Value::as_i64) != Some(0);
    let keys: Vec<String> = list(response, "privacy_list")
        .iter()
        .filter_map(Value::as_str)
        .map(text::clean)
        .filter(|key| !key.is_empty())
        .collect();
    found.detected = response.get("privacy_list").filter(|_| examined).map(|_| keys.clone());
    for key in keys {
        if !found.settings.iter().any(|(known, _)| *known == key) {
            found.settings.push((key, String::new()));
        }
    }
    if !examined {
        notes.push(Text::new(
            "code_exist 为 0：平台当时还没有代码的检测结果，privacy_list 不完整",
            "code_exist is 0: the platform had not examined any code yet, so privacy_list is incomplete",
        ));
    }
    let descriptions = response
        .get("privacy_desc")
        .map(|desc| list(desc, "privacy_desc_list"))
        .unwrap_or_default();
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
    found.time = response.get("update_time").and_then(Value::as_i64);
    found.updated = found.time.and_then(date_in_china);
    found
}

fn settings(list: &[Value], notes: &mut Vec<Text>) -> Vec<(String, String)> {
    let mut settings: Vec<(String, String)> = Vec::new();
    for entry in list {
        let (key, purpose) = (string(entry, "privacy_key"), string(entry, "privacy_text"));
        if key.is_empty() || settings.iter().any(|(known, _)| *known == key) {
            notes.push(Text::new(
                format!("setting_list 里有没有键或重复的一项，已略去：`{key}`"),
                format!("an entry of setting_list was left out because it has no key, or its key occurs twice: `{key}`"),
            ));
            continue;
        }
        if purpose.is_empty() && entry.get("privacy_value").is_some() {
            notes.push(Text::new(
                format!("`{key}` 的用途写在 privacy_value 里，平台不认：应为 privacy_text"),
                format!("the purpose of `{key}` is in privacy_value, which the platform ignores: it belongs in privacy_text"),
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
        // A known mistake of clients: the object was sent as a JSON string.
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
    let values = OWNER.into_iter().map(|key| (key.to_owned(), string(owner, key)));
    values.filter(|(_, value)| !value.is_empty()).collect()
}

/// The date in China for a timestamp in seconds.
fn date_in_china(seconds: i64) -> Option<jiff::civil::Date> {
    const DAY: i64 = 24 * 60 * 60;
    let days = seconds.checked_add(8 * 60 * 60)?.div_euclid(DAY);
    let days = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok().filter(|date| date.year() >= 2020)
}
