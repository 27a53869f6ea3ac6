//! Declarations as the body of a `setprivacysetting` request.

use serde::Serialize;

use super::{Converted, known};
use crate::{
    catalog::information_types,
    declaration::{ContactKind, Declarations, SdkInformation, ThirdPartyKind, Translated, values},
    language::{Language, Text},
    text,
};

/// The request is for the development version; for the live version, the platform accepts no
/// `setting_list`.
const DEVELOPMENT: u32 = 2;

#[derive(Serialize)]
struct SettingRequest {
    privacy_ver: u32,
    setting_list: Vec<Setting>,
    owner_setting: Owner,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sdk_privacy_info_list: Vec<Sdk>,
}

#[derive(Serialize)]
struct Setting {
    privacy_key: String,
    privacy_text: String,
}

#[derive(Serialize, Default)]
struct Owner {
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_qq: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_weixin: Option<String>,
    notice_method: String,
    /// In spite of its name, this is not a timestamp but a period such as `30天`; empty means the
    /// shortest time necessary.
    store_expire_timestamp: String,
}

#[derive(Serialize)]
struct Sdk {
    #[serde(rename = "sdk_name")]
    name: String,
    #[serde(rename = "sdk_biz_name")]
    provider: String,
    #[serde(rename = "sdk_list")]
    settings: Vec<Setting>,
}

/// Creates the request, even if something is missing: the notes say what the platform will reject.
///
/// # Panics
/// Never: the request holds only texts and numbers.
#[must_use]
pub fn export(declarations: &Declarations) -> Converted {
    let mut notes = Vec::new();
    let request = SettingRequest {
        privacy_ver: DEVELOPMENT,
        setting_list: settings(declarations, &mut notes),
        owner_setting: owner(declarations, &mut notes),
        sdk_privacy_info_list: sdks(declarations, &mut notes),
    };
    if declarations.supplement.as_ref().is_some_and(|supplement| !supplement.files.is_empty()) {
        notes.push(Text::new(
            "补充文档须先用 uploadprivacyextfile 上传，再把返回的 ext_file_media_id 填入 owner_setting",
            "upload the supplementary document with uploadprivacyextfile and put the ext_file_media_id it returns into owner_setting",
        ));
    }
    if declarations.others().any(|party| party.kind == ThirdPartyKind::Recipient) {
        notes.push(Text::new(
            "请求里没有 [[recipient]] 的位置，接收方未写入：写进补充文档",
            "the request has no place for [[recipient]]: put the recipients into the supplementary document",
        ));
    }
    let mut body =
        serde_json::to_string_pretty(&request).expect("a request holds only texts and numbers");
    body.push('\n');
    Converted { text: body, notes }
}

/// The Chinese text, because the platform shows Chinese; the English text if there is no Chinese
/// one.
fn chinese(text: &Translated) -> Option<String> {
    let text_in = |language| {
        text.get(language).map(|text| text::clean(&text.value)).filter(|text| !text.is_empty())
    };
    text_in(Language::ZhCn).or_else(|| text_in(Language::En))
}

fn settings(declarations: &Declarations, notes: &mut Vec<Text>) -> Vec<Setting> {
    let order = |id: &str| {
        information_types().iter().position(|known| known.id == id).unwrap_or(usize::MAX)
    };
    let mut entries: Vec<_> = declarations.information.iter().collect();
    entries.sort_by_key(|entry| order(&entry.id.value));
    let mut settings = Vec::new();
    for entry in entries {
        let key = &entry.id.value;
        if known(key).is_none() {
            notes.push(match chinese(&entry.name) {
                Some(name) => Text::new(
                    format!("自定义类型 `{key}` 以这个键提交，名称“{name}”无法一并提交"),
                    format!("the type `{key}` of your own is sent under this key; its name “{name}” cannot be sent"),
                ),
                None => Text::new(
                    format!("`{key}` 不是平台的类型，将作为自定义类型提交"),
                    format!("`{key}` is not a type of the platform; it is sent as one of your own"),
                ),
            });
        }
        if let Some(setting) = setting(key, &entry.purpose, notes) {
            settings.push(setting);
        }
    }
    settings
}

fn setting(key: &str, purpose: &Translated, notes: &mut Vec<Text>) -> Option<Setting> {
    let Some(text) = chinese(purpose) else {
        notes.push(Text::new(
            format!("`{key}` 没有用途，未写入请求"),
            format!("`{key}` has no purpose and is left out"),
        ));
        return None;
    };
    if purpose.get(Language::ZhCn).is_none_or(|zh| zh.value.trim().is_empty()) {
        notes.push(Text::new(
            format!("`{key}` 没有中文用途，写入的是英文；平台的指引是中文"),
            format!("`{key}` has no Chinese purpose, and the English one is sent; the platform's guide is Chinese"),
        ));
    }
    if text.starts_with("为了") || text.starts_with("用于") {
        notes.push(Text::new(
            format!("`{key}` 的用途以“为了”或“用于”开头，平台会再加一次"),
            format!(
                "the purpose of `{key}` begins with 为了 or 用于, which the platform adds once more"
            ),
        ));
    }
    Some(Setting { privacy_key: key.to_owned(), privacy_text: text })
}

fn owner(declarations: &Declarations, notes: &mut Vec<Text>) -> Owner {
    let contacts = &declarations.developer.contacts;
    let contact = |kind: ContactKind| {
        let values = contacts
            .iter()
            .filter(|contact| contact.kind == kind)
            .map(|contact| text::clean(&contact.value.value));
        values.into_iter().find(|value| !value.is_empty())
    };
    let owner = Owner {
        contact_email: contact(ContactKind::Email),
        contact_phone: contact(ContactKind::Phone),
        contact_qq: contact(ContactKind::Qq),
        contact_weixin: contact(ContactKind::Wechat),
        notice_method: values::in_language(
            &declarations.guide.notice,
            Language::ZhCn,
            values::notice,
        )
        .or_else(|| chinese(&declarations.guide.notice))
        .unwrap_or_default(),
        store_expire_timestamp: storage(declarations, notes),
    };
    if [&owner.contact_email, &owner.contact_phone, &owner.contact_qq, &owner.contact_weixin]
        .iter()
        .all(|contact| contact.is_none())
    {
        notes.push(Text::new(
            "缺少联系方式，平台会以 86069 拒绝：[developer] 至少填写一种",
            "there is no contact, and the platform refuses that with 86069: give at least one in [developer]",
        ));
    }
    if owner.notice_method.is_empty() {
        notes.push(Text::new(
            "缺少告知方式，平台会以 86070 拒绝：填写 [guide] notice",
            "there is no notice, and the platform refuses that with 86070: set [guide] notice",
        ));
    }
    owner
}

/// The platform only accepts a number of days.
fn storage(declarations: &Declarations, notes: &mut Vec<Text>) -> String {
    let Some(period) = chinese(&declarations.guide.storage) else { return String::new() };
    if let Some(days) = values::Period::read(&period).and_then(values::Period::days) {
        return format!("{days}天");
    }
    notes.push(Text::new(
        format!("存储期限“{period}”不是“数字+天”，平台会以 86072 拒绝，未写入请求（平台将显示最短时间）"),
        format!(
            "the storage period “{period}” is no number of days; the platform refuses that with 86072, so it is left out (the platform \
             then promises the shortest time necessary)"
        ),
    ));
    String::new()
}

fn sdks(declarations: &Declarations, notes: &mut Vec<Text>) -> Vec<Sdk> {
    let mut sdks = Vec::new();
    for sdk in &declarations.sdks {
        let (Some(name), Some(provider)) = (chinese(&sdk.name), chinese(&sdk.provider)) else {
            notes.push(Text::new(
                "有一个 [[sdk]] 缺少名称或提供方，未写入请求",
                "an [[sdk]] without name or provider is left out",
            ));
            continue;
        };
        let handled = |entry: &SdkInformation, notes: &mut Vec<Text>| {
            setting(&entry.id.value, &entry.purpose, notes)
        };
        let settings = sdk.information.iter().filter_map(|entry| handled(entry, notes)).collect();
        sdks.push(Sdk { name, provider, settings });
    }
    sdks
}
