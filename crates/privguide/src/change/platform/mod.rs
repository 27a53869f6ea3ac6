//! Compares the code, `privguide.toml` and the declarations saved at the platform.
//!
//! In: a [`PrivacyState`] and saved [`Replies`]. Out: a row for each information type, third party
//! and statement, with a verdict and how to fix it. Two pages of the console are relevant: an item
//! can be added on both, but it can be removed only on the second one (the information page of a
//! submission), after a build without the interface was uploaded.

mod report;

use std::collections::BTreeSet;

use serde::Serialize;

use super::{PrivacyState, information::label, meaning};
use crate::{
    catalog::information_types,
    declaration::{
        ContactKind, Translated,
        platform::{Replies, Reply},
        values,
    },
    language::{Language, Text},
    text,
};

/// The comparison with the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Information types in the order of the platform's table, then statements, third parties and
    /// location interfaces.
    pub(crate) rows: Vec<ComparisonRow>,
    /// Messages about things that could not be compared or look wrong in the replies.
    pub notes: Vec<Text>,
}

impl Comparison {
    /// Compares a state with saved replies.
    #[must_use]
    pub fn new(state: &PrivacyState, replies: &Replies) -> Self {
        compare_replies(state, replies)
    }

    /// True if all three sides agree.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.rows.iter().all(|row| row.verdict == RowVerdict::Same)
    }
}

/// One item, as each side has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ComparisonRow {
    /// The type's key at the platform, or the key in `privguide.toml`.
    pub key: String,
    /// Its label.
    pub label: Text,
    /// Whether the code uses it; `None` if code cannot show it.
    pub used: Option<bool>,
    /// The value in `privguide.toml`.
    pub declared: Option<String>,
    /// Whether the platform found it in the uploaded code; `None` if that is not known.
    pub detected: Option<bool>,
    /// The value at the platform.
    pub platform: Option<String>,
    /// The result of the comparison.
    pub verdict: RowVerdict,
    /// How to fix it; empty if nothing has to be done.
    pub remedy: Text,
}

/// The result of comparing one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RowVerdict {
    /// All sides agree.
    Same,
    /// `privguide.toml` and the platform have different values.
    Differs,
    /// `privguide.toml` has it, the platform does not.
    PlatformLacks,
    /// Only the platform has it.
    OnlyPlatform,
    /// The code uses it, but neither `privguide.toml` nor the platform has it.
    Undeclared,
    /// The platform found it in the uploaded code, but the scanned code does not have it.
    OnlyDetected,
    /// It is declared, and nothing uses it.
    Unused,
    /// The platform requires a permission or a configuration entry for it.
    NotConfigured,
}

impl RowVerdict {
    /// As JSON and short reports name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs => "differs",
            Self::PlatformLacks => "platform-lacks",
            Self::OnlyPlatform => "only-platform",
            Self::Undeclared => "undeclared",
            Self::OnlyDetected => "only-detected",
            Self::Unused => "unused",
            Self::NotConfigured => "not-configured",
        }
    }

    /// A short text for people.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Same => Text::new("一致", "the same"),
            Self::Differs => Text::new("两边不同", "differs"),
            Self::PlatformLacks => Text::new("平台没有", "the platform lacks it"),
            Self::OnlyPlatform => Text::new("只有平台有", "only the platform has it"),
            Self::Undeclared => Text::new("都没有声明", "declared nowhere"),
            Self::OnlyDetected => Text::new("只有平台检测到", "only the platform found it"),
            Self::Unused => Text::new("声明了，没有用到", "declared, not used"),
            Self::NotConfigured => {
                Text::new("没有权限或者没有配置", "no permission or configuration")
            }
        }
    }
}

fn compare_replies(state: &PrivacyState, replies: &Replies) -> Comparison {
    let mut review = Comparison { rows: Vec::new(), notes: replies.notes.clone() };
    if let Some(found) = &replies.setting {
        if replies.is_request {
            review.notes.push(Text::new(
                "只有 setprivacysetting 的请求，没有 getprivacysetting 的返回：比较的是提交过的内容，平台检测到什么不得而知",
                "there is a setprivacysetting request and no getprivacysetting response: what was sent is compared, and what the platform \
                 found in the code is not known",
            ));
        }
        information(state, found, &mut review);
        statements(state, found, &mut review.rows);
        third_parties(state, found, &mut review.rows);
    }
    if let Some(interfaces) = &replies.interfaces {
        for name in &interfaces.without_permission {
            review.rows.push(interface(name, &Text::new(
                "在“开发管理—接口设置”里申请开通，或调用 apply_privacy_interface；审核通过后再提交代码",
                "apply for it in the console's interface settings, or call apply_privacy_interface; submit the code once it is granted",
            )));
        }
        for name in &interfaces.without_configuration {
            let bare = name.trim_start_matches("wx.");
            review.rows.push(interface(
                name,
                &Text::new(
                    format!("在 app.json（代开发的写 ext.json）的 requiredPrivateInfos 里写上 \"{bare}\"，重新上传"),
                    format!(
                        "list \"{bare}\" in requiredPrivateInfos of app.json (ext.json for a service provider), and upload again"
                    ),
                ),
            ));
        }
    }
    review
}

fn interface(name: &str, remedy: &Text) -> ComparisonRow {
    ComparisonRow {
        key: name.to_owned(),
        label: Text::new("地理位置接口", "location interface"),
        used: None,
        declared: None,
        detected: Some(true),
        platform: None,
        verdict: RowVerdict::NotConfigured,
        remedy: remedy.clone(),
    }
}

fn chinese(text: &Translated) -> Option<String> {
    let text_in = |language| {
        text.get(language).map(|text| text::clean(&text.value)).filter(|text| !text.is_empty())
    };
    text_in(Language::ZhCn).or_else(|| text_in(Language::En))
}

fn information(state: &PrivacyState, found: &Reply, review: &mut Comparison) {
    let declared = |id: &str| {
        state.declarations.as_ref().and_then(|declarations| declarations.information(id))
    };
    let mut ids: BTreeSet<&str> = state.detected.information.iter().map(String::as_str).collect();
    ids.extend(
        state
            .declarations
            .iter()
            .flat_map(|declarations| &declarations.information)
            .map(|entry| entry.id.value.as_str()),
    );
    ids.extend(found.settings.iter().map(|(key, _)| key.as_str()));
    ids.extend(found.detected.iter().flatten().map(String::as_str));
    let order = |id: &&str| {
        information_types().iter().position(|known| known.id == **id).unwrap_or(usize::MAX)
    };
    let mut ids: Vec<&str> = ids.into_iter().collect();
    ids.sort_by_key(order);
    for id in ids {
        let known = information_types().iter().find(|known| known.id == id);
        let own = known.is_none_or(|known| known.self_collected);
        let entry = declared(id);
        let theirs =
            found.settings.iter().find(|(key, _)| key == id).map(|(_, purpose)| purpose.clone());
        let sides = Sides {
            used: state.detected.information.contains(id),
            own,
            declared: entry.and_then(|entry| chinese(&entry.purpose)),
            named: entry.is_some(),
            detected: found.detected.as_ref().map(|keys| keys.iter().any(|key| key == id)),
            platform: theirs.filter(|purpose| !purpose.is_empty()),
        };
        let (verdict, remedy) = sides.judged(id);
        let name = entry.map(|entry| entry.name.clone()).unwrap_or_default();
        let mut label = label(id, &name);
        if let Some(theirs) =
            found.names.get(id).filter(|name| known.is_none() && label.zh == id && !name.is_empty())
        {
            label = Text::new(theirs.clone(), theirs.clone());
        }
        review.rows.push(ComparisonRow {
            key: id.to_owned(),
            label,
            used: (!own).then_some(sides.used),
            declared: sides.declared.clone(),
            detected: sides.detected.filter(|_| !own),
            platform: sides.platform.clone(),
            verdict,
            remedy,
        });
    }
}

/// One type as each side has it.
struct Sides {
    used: bool,
    /// The developer's own forms collect it, so code cannot show it.
    own: bool,
    declared: Option<String>,
    named: bool,
    detected: Option<bool>,
    platform: Option<String>,
}

impl Sides {
    fn judged(&self, id: &str) -> (RowVerdict, Text) {
        let gone = !self.own && !self.used && self.detected != Some(true);
        match (&self.declared, &self.platform) {
            (Some(_), _) if gone && self.detected.is_some() => (RowVerdict::Unused, unused()),
            (Some(ours), Some(theirs))
                if meaning::compare(ours, theirs) != meaning::WordingChange::Same =>
            {
                (
                    RowVerdict::Differs,
                    Text::new(
                        "以 privguide.toml 为准：用 export 的请求体调用 setprivacysetting，或在控制台（入口 1 服务内容声明，入口 2 提审的信息页）改写；以平台为准：改 privguide.toml",
                        "if privguide.toml is right: call setprivacysetting with what export prints, or rewrite it in the console (entry 1, service \
                     content declaration; entry 2, information page of the submission); if the platform is right: change privguide.toml",
                    ),
                )
            }
            (Some(_), Some(_)) => (RowVerdict::Same, self.missed()),
            (Some(_), None) => (RowVerdict::PlatformLacks, self.add()),
            (None, Some(_)) => (RowVerdict::OnlyPlatform, self.only_platform(id)),
            (None, None) if self.used || self.named => (
                RowVerdict::Undeclared,
                Text::new(
                    format!(
                        "运行 cargo privguide declare，写明 [information.{id}] 的用途，再用 export 的请求体调用 setprivacysetting，或在控制台填写"
                    ),
                    format!(
                        "run cargo privguide declare, write the purpose of [information.{id}], then call setprivacysetting with what export \
                         prints, or fill it in in the console"
                    ),
                ),
            ),
            (None, None) if self.detected == Some(true) => (
                RowVerdict::OnlyDetected,
                Text::new(
                    format!(
                        "平台看的是上一次上传的代码包：重新上传再取一次；仍然检测到，就在代码包里找它（cargo privguide why {id}）"
                    ),
                    format!(
                        "the platform looked at the package that was uploaded last: upload again and ask again; if it still finds it, look for it \
                         in the package (cargo privguide why {id})"
                    ),
                ),
            ),
            // The platform lists the key without a text, and neither the program nor the
            // declarations have it.
            (None, None) => (RowVerdict::Same, Text::new("", "")),
        }
    }

    fn add(&self) -> Text {
        if self.used && self.detected == Some(false) {
            return Text::new(
                "平台没有检测到：在控制台（入口 1 或入口 2）手动勾选这一项并填写用途，或用 export 的请求体调用 setprivacysetting",
                "the platform did not find it: tick it by hand in the console (entry 1 or 2) and write the purpose, or call setprivacysetting \
                 with what export prints",
            );
        }
        Text::new(
            "用 export 的请求体调用 setprivacysetting，或在控制台（入口 2 提审的信息页）填写用途",
            "call setprivacysetting with what export prints, or write the purpose in the console (entry 2, information page of the submission)",
        )
    }

    /// The note for a row that needs no change: the platform's detection does not find it.
    fn missed(&self) -> Text {
        if self.used && self.detected == Some(false) {
            Text::new(
                "平台没有检测到，靠手动勾选保留：不要取消",
                "the platform did not find it and keeps it because it was ticked by hand: leave it so",
            )
        } else {
            Text::new("", "")
        }
    }

    fn only_platform(&self, id: &str) -> Text {
        if self.used || self.own {
            return Text::new(
                format!(
                    "仍在处理：运行 cargo privguide import --merge，把它写进 privguide.toml；不再处理：在入口 2（提审的信息页）删除 {id}"
                ),
                format!(
                    "still handled: run cargo privguide import --merge to take it into privguide.toml; no longer handled: remove {id} at entry 2 \
                     (information page of the submission)"
                ),
            );
        }
        if self.detected == Some(true) {
            return Text::new(
                format!(
                    "平台在上一次上传的代码包里检测到它，扫描的代码里没有：上传新版本后在入口 2 删除；仍在处理就写进 privguide.toml（cargo privguide why {id}）"
                ),
                format!(
                    "the platform found it in the package uploaded last, the scanned code does not have it: upload a new build, then remove it at \
                     entry 2; if it is still handled, declare it in privguide.toml (cargo privguide why {id})"
                ),
            );
        }
        Text::new(
            "代码里没有：上传新版本后，只能在入口 2（提审的信息页）删除",
            "the code does not have it: once a new build is uploaded, remove it at entry 2 (information page of the submission)",
        )
    }
}

fn unused() -> Text {
    Text::new(
        "代码里已经没有：先从 privguide.toml 删去；上传新版本后，只能在入口 2（提审的信息页）删除这一项",
        "the code no longer has it: take it out of privguide.toml; once a new build is uploaded, only entry 2 (information page of the \
         submission) lets you remove it",
    )
}

/// Compares contacts, notice and storage.
fn statements(state: &PrivacyState, found: &Reply, rows: &mut Vec<ComparisonRow>) {
    let theirs = |key: &str| found.owner.get(key).filter(|text| !text.is_empty()).cloned();
    let contact = |kind: ContactKind| {
        let contacts =
            state.declarations.iter().flat_map(|declarations| &declarations.developer.contacts);
        contacts
            .filter(|contact| contact.kind == kind)
            .map(|contact| text::clean(&contact.value.value))
            .next()
    };
    let contacts = [
        ("developer.email", "contact_email", ContactKind::Email, Text::new("邮箱", "e-mail")),
        ("developer.phone", "contact_phone", ContactKind::Phone, Text::new("电话", "phone")),
        (
            "developer.wechat",
            "contact_weixin",
            ContactKind::Wechat,
            Text::new("微信号", "WeChat ID"),
        ),
        ("developer.qq", "contact_qq", ContactKind::Qq, Text::new("QQ号", "QQ number")),
    ];
    for (key, from, kind, label) in contacts {
        rows.extend(statement(key, label, contact(kind), theirs(from), |ours, theirs| {
            ours == theirs
        }));
    }
    let guide = state.declarations.as_ref().map(|declarations| &declarations.guide);
    let value = |text: &Translated, read: fn(&str) -> Option<Text>| {
        values::in_language(text, Language::ZhCn, read).or_else(|| chinese(text))
    };
    let notice = guide.and_then(|guide| value(&guide.notice, values::notice));
    rows.extend(statement(
        "guide.notice",
        Text::new("变更的告知方式", "notice of changes"),
        notice,
        theirs("notice_method"),
        same(values::notice),
    ));
    let storage = guide.and_then(|guide| value(&guide.storage, values::storage));
    let label = Text::new("存储期限", "storage period");
    rows.extend(statement(
        "guide.storage",
        label,
        storage,
        theirs("store_expire_timestamp"),
        same(values::storage),
    ));
}

fn same(read: fn(&str) -> Option<Text>) -> impl Fn(&str, &str) -> bool {
    move |ours, theirs| ours == theirs || read(ours).is_some_and(|ours| Some(ours) == read(theirs))
}

fn statement(
    key: &str,
    label: Text,
    declared: Option<String>,
    platform: Option<String>,
    same: impl Fn(&str, &str) -> bool,
) -> Option<ComparisonRow> {
    let verdict = match (&declared, &platform) {
        (None, None) => return None,
        (Some(ours), Some(theirs)) if same(ours, theirs) => RowVerdict::Same,
        (Some(_), Some(_)) => RowVerdict::Differs,
        (Some(_), None) => RowVerdict::PlatformLacks,
        (None, Some(_)) => RowVerdict::OnlyPlatform,
    };
    let remedy = match verdict {
        RowVerdict::Same => Text::new("", ""),
        RowVerdict::OnlyPlatform => Text::new(
            "运行 cargo privguide import --merge 写进 privguide.toml，或从平台删去",
            "run cargo privguide import --merge to take it into privguide.toml, or remove it from the platform",
        ),
        _ => Text::new(
            "用 export 的请求体调用 setprivacysetting，或在控制台（入口 1 服务内容声明）改写",
            "call setprivacysetting with what export prints, or rewrite it in the console (entry 1, service content declaration)",
        ),
    };
    Some(ComparisonRow {
        key: key.to_owned(),
        label,
        used: None,
        declared,
        detected: None,
        platform,
        verdict,
        remedy,
    })
}

/// Compares third parties by name; everything that one of them handles is one text.
fn third_parties(state: &PrivacyState, found: &Reply, rows: &mut Vec<ComparisonRow>) {
    let handled = |provider: &str, mut entries: Vec<(String, String)>| {
        entries.sort();
        let entries: Vec<String> =
            entries.into_iter().map(|(key, purpose)| format!("{key}: {purpose}")).collect();
        if entries.is_empty() {
            provider.to_owned()
        } else {
            format!("{provider} ({})", entries.join("; "))
        }
    };
    let mut parties: Vec<(String, Option<String>, Option<String>)> = Vec::new();
    for sdk in state.declarations.iter().flat_map(|declarations| &declarations.sdks) {
        let Some(name) = chinese(&sdk.name) else { continue };
        let entries = sdk.information.iter();
        let entries = entries
            .map(|entry| (entry.id.value.clone(), chinese(&entry.purpose).unwrap_or_default()))
            .collect();
        parties.push((
            name,
            Some(handled(&chinese(&sdk.provider).unwrap_or_default(), entries)),
            None,
        ));
    }
    for sdk in &found.sdks {
        let theirs = Some(handled(&sdk.provider, sdk.settings.clone()));
        match parties.iter_mut().find(|(name, ..)| *name == sdk.name) {
            Some(party) => party.2 = theirs,
            None => parties.push((sdk.name.clone(), None, theirs)),
        }
    }
    for (name, ours, theirs) in parties {
        let label = Text::new(format!("SDK {name}"), format!("SDK {name}"));
        rows.extend(statement(&format!("sdk.{name}"), label, ours, theirs, |ours, theirs| {
            meaning::compare(ours, theirs) == meaning::WordingChange::Same
        }));
    }
}
