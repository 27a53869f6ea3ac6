//! Everything else that a guide says: the responsible party, contacts, storage period, and how
//! users are informed of changes.

use serde::Serialize;

use super::{
    PrivacyState,
    purpose::{self, PurposeWeight},
};
use crate::{
    catalog::ProgramKind,
    declaration::{ContactKind, Declarations, Translated},
    guide,
    language::{Language, Text},
};

/// A statement that has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StatementChange {
    /// The subject of the statement.
    pub subject: StatementSubject,
    /// The language; `None` if it does not matter.
    pub language: Option<Language>,
    /// The old value; `None` if there was none.
    pub before: Option<String>,
    /// The new value; `None` if there is none. For a document whose content has changed, it is the
    /// same as the old value.
    pub after: Option<String>,
    /// What kind of change it is.
    pub weight: PurposeWeight,
}

/// The subject of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StatementSubject {
    /// Mini Program, plugin or mini game.
    Kind,
    /// The program's name.
    ProgramName,
    /// The responsible party.
    Developer,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A WeChat ID.
    Wechat,
    /// A QQ number.
    Qq,
    /// How users are informed of a change.
    Notice,
    /// The storage period.
    Storage,
    /// Who develops the program on the developer's behalf.
    ServiceProvider,
    /// A supplementary document.
    Supplement,
}

impl StatementSubject {
    /// Its label.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Kind => Text::new("程序类型", "Kind of program"),
            Self::ProgramName => Text::new("小程序名称", "Program name"),
            Self::Developer => Text::new("开发者名称", "Developer"),
            Self::Email => Text::new("邮箱", "E-mail"),
            Self::Phone => Text::new("电话", "Phone"),
            Self::Wechat => Text::new("微信号", "WeChat ID"),
            Self::Qq => Text::new("QQ号", "QQ number"),
            Self::Notice => Text::new("变更的告知方式", "Notice of changes"),
            Self::Storage => Text::new("存储期限", "Storage period"),
            Self::ServiceProvider => Text::new("第三方服务商", "Service provider"),
            Self::Supplement => Text::new("补充文档", "Supplementary document"),
        }
    }
}

/// Returns the statement from the declarations.
type StatementText = fn(&Declarations) -> Option<&Translated>;

/// Compares these statements of two states.
pub(super) fn compare(before: &PrivacyState, after: &PrivacyState) -> Vec<StatementChange> {
    let mut changes = Vec::new();
    let kind = |kind: ProgramKind| Some(kind.name().to_owned());
    push(
        &mut changes,
        StatementSubject::Kind,
        kind(before.detected.kind),
        kind(after.detected.kind),
    );
    let parts: [(StatementSubject, StatementText); 5] = [
        (StatementSubject::ProgramName, |declarations| Some(&declarations.program.name)),
        (StatementSubject::Developer, |declarations| Some(&declarations.developer.name)),
        (StatementSubject::Notice, |declarations| Some(&declarations.guide.notice)),
        (StatementSubject::Storage, |declarations| Some(&declarations.guide.storage)),
        (StatementSubject::ServiceProvider, |declarations| {
            declarations.service_provider.as_ref().map(|provider| &provider.name)
        }),
    ];
    for (subject, of) in parts {
        let text = |state: &PrivacyState| {
            state.declarations.as_ref().and_then(of).cloned().unwrap_or_default()
        };
        let translated =
            purpose::compare_texts(&text(before), &text(after)).into_iter().map(|change| {
                StatementChange {
                    subject,
                    language: Some(change.language),
                    before: change.before,
                    after: change.after,
                    weight: change.weight,
                }
            });
        changes.extend(translated);
    }
    for (subject, kind) in [
        (StatementSubject::Email, ContactKind::Email),
        (StatementSubject::Phone, ContactKind::Phone),
        (StatementSubject::Wechat, ContactKind::Wechat),
        (StatementSubject::Qq, ContactKind::Qq),
    ] {
        push(&mut changes, subject, contact(before, kind), contact(after, kind));
    }
    supplements(before, after, &mut changes);
    changes.sort_by_key(|change| change.subject);
    changes
}

fn push(
    changes: &mut Vec<StatementChange>,
    subject: StatementSubject,
    before: Option<String>,
    after: Option<String>,
) {
    if before != after {
        changes.push(StatementChange {
            subject,
            language: None,
            before,
            after,
            weight: PurposeWeight::Wording,
        });
    }
}

fn contact(state: &PrivacyState, kind: ContactKind) -> Option<String> {
    let contacts = &state.declarations.as_ref()?.developer.contacts;
    let values: Vec<String> = contacts
        .iter()
        .filter(|contact| contact.kind == kind)
        .map(|contact| guide::clean(&contact.value.value))
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn supplements(before: &PrivacyState, after: &PrivacyState, changes: &mut Vec<StatementChange>) {
    let mut names: Vec<&String> =
        before.supplements.keys().chain(after.supplements.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let (old, new) = (before.supplements.get(name), after.supplements.get(name));
        if old != new {
            let shown = |content: Option<&String>| content.map(|_| guide::clean(name));
            let (before, after) = (shown(old), shown(new));
            changes.push(StatementChange {
                subject: StatementSubject::Supplement,
                language: None,
                before,
                after,
                weight: PurposeWeight::Wording,
            });
        }
    }
}
