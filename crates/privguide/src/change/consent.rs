//! What the law makes of a change.
//!
//! The Personal Information Protection Law asks for renewed consent when purpose, method or type of information changes (art. 14,
//! para. 2) and for separate consent when another party receives information (art. 23); every other change of what users were told is to
//! be told them (art. 17, para. 2), and what is no longer needed is to be deleted (art. 47). A tool sees texts and code: where a text
//! has not changed but the code has, it can only say that a person has to judge. Spelling, spaces and a corrected translation are none
//! of these.

use serde::{Serialize, Serializer};

use super::{
    Fate, InformationChange, State, StatementChange, Subject, ThirdPartyChange,
    purpose::{PurposeChange, PurposeWeight},
};
use crate::language::Text;

/// Whether users must consent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They must.
    Required,
    /// A person has to judge.
    Judge,
    /// Nothing asks for it.
    NotRequired,
}

/// One consequence of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// How far it goes.
    pub weight: Weight,
    /// On which article it rests.
    pub article: Article,
    /// What it is, in one sentence without a full stop.
    pub text: Text,
}

/// How far a consequence goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Users must consent again.
    Consent,
    /// Users must consent again if a person finds that purpose or method has changed.
    Judge,
    /// Users are to be told; their consent still holds.
    Tell,
}

/// An article of the Personal Information Protection Law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Article {
    /// Consent is informed.
    Fourteen1,
    /// Changed purpose, method or type: consent again.
    Fourteen2,
    /// What users were told has changed: tell them.
    Seventeen2,
    /// Another party receives information: separate consent.
    TwentyThree,
    /// Delete what is no longer needed.
    FortySeven,
}

impl Article {
    /// How it is cited.
    #[must_use]
    pub fn text(self) -> Text {
        let (zh, en) = match self {
            Self::Fourteen1 => ("第十四条第一款", "art. 14(1)"),
            Self::Fourteen2 => ("第十四条第二款", "art. 14(2)"),
            Self::Seventeen2 => ("第十七条第二款", "art. 17(2)"),
            Self::TwentyThree => ("第二十三条", "art. 23"),
            Self::FortySeven => ("第四十七条", "art. 47"),
        };
        Text::new(format!("《个人信息保护法》{zh}"), format!("PIPL {en}"))
    }
}

/// `PIPL art. 14(2)`
impl Serialize for Article {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text().en)
    }
}

/// The gravest consequence decides.
pub(super) fn verdict(reasons: &[Reason]) -> Verdict {
    match reasons.iter().map(|reason| reason.weight).min() {
        Some(Weight::Consent) => Verdict::Required,
        Some(Weight::Judge) => Verdict::Judge,
        Some(Weight::Tell) | None => Verdict::NotRequired,
    }
}

/// What was found to differ.
pub(super) struct Differences<'a> {
    pub(super) information: &'a [InformationChange],
    pub(super) third_parties: &'a [ThirdPartyChange],
    pub(super) statements: &'a [StatementChange],
}

/// The consequences, the gravest first.
pub(super) fn reasons(before: &State, after: &State, differences: &Differences<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    match (&before.declarations, &after.declarations) {
        (None, Some(_)) => {
            let text = Text::new(
                "此前没有隐私指引：应当先告知用户并取得同意",
                "there was no guide before: users are to be told and to consent first",
            );
            return vec![Reason { weight: Weight::Consent, article: Article::Fourteen1, text }];
        }
        (Some(_), None) => {
            let text = Text::new(
                "隐私声明已被删除，而小程序可能仍在处理个人信息",
                "the declarations are gone, while the program may still handle information",
            );
            reasons.push(Reason { weight: Weight::Judge, article: Article::Seventeen2, text });
        }
        _ => {}
    }
    differences.information.iter().for_each(|change| information(change, &mut reasons));
    differences.third_parties.iter().for_each(|change| third_party(change, &mut reasons));
    differences.statements.iter().for_each(|change| statement(change, &mut reasons));
    reasons.sort_by_key(|reason| reason.weight);
    reasons.dedup();
    reasons
}

fn reworded(changes: &[PurposeChange]) -> bool {
    changes.iter().any(|change| change.weight == PurposeWeight::Wording)
}

fn information(change: &InformationChange, reasons: &mut Vec<Reason>) {
    let Text { zh, en } = &change.label;
    let mut push = |weight, article, text| reasons.push(Reason { weight, article, text });
    // Users consented to what was declared; what was already used without a declaration is the review's business.
    let newly_declared = change.declared.1 && !change.declared.0;
    let newly_used = change.used.1 && !change.used.0 && !change.declared.0;
    if newly_declared {
        push(
            Weight::Consent,
            Article::Fourteen2,
            Text::new(format!("新增处理的信息种类：{zh}"), format!("new type of information: {en}")),
        );
    } else if newly_used {
        let text = Text::new(
            format!("新增处理的信息种类：{zh}（尚未声明）"),
            format!("new type of information: {en} (not declared yet)"),
        );
        push(Weight::Consent, Article::Fourteen2, text);
    }
    if change.fate == Fate::Removed {
        let text = Text::new(
            format!("不再处理：{zh}；处理目的已实现或者不再必要的，应当主动删除已收集的信息"),
            format!(
                "no longer handled: {en}; what was collected is to be deleted once its purpose is achieved or it is no longer needed"
            ),
        );
        push(Weight::Tell, Article::FortySeven, text);
    }
    if !(change.declared.0 && change.declared.1) {
        return;
    }
    if reworded(&change.purposes) {
        push(Weight::Consent, Article::Fourteen2, Text::new(format!("用途变更：{zh}"), format!("changed purpose: {en}")));
    }
    if reworded(&change.names) {
        let text = Text::new(
            format!("信息种类的名称变更：{zh}；若所指的信息不同，须重新取得同意"),
            format!("renamed type of information: {en}; if it now means other information, consent is needed again"),
        );
        push(Weight::Judge, Article::Fourteen2, text);
    }
    let count = change.uses.new.len();
    if count > 0 {
        let text = Text::new(
            format!("在 {count} 处新的位置使用：{zh}；若用途或者处理方式因此改变，须重新取得同意"),
            format!(
                "used in {count} new {}: {en}; if its purpose or method changes with it, consent is needed again",
                if count == 1 { "place" } else { "places" }
            ),
        );
        push(Weight::Judge, Article::Fourteen2, text);
    }
}

fn third_party(change: &ThirdPartyChange, reasons: &mut Vec<Reason>) {
    let Text { zh, en } = &change.name;
    let mut push = |weight, text| reasons.push(Reason { weight, article: Article::TwentyThree, text });
    match change.fate {
        Fate::Added if change.information.is_empty() => push(
            Weight::Judge,
            Text::new(
                format!("新增第三方：{zh}；若向其提供个人信息，须取得单独同意"),
                format!("new third party: {en}; if it receives personal information, separate consent is needed"),
            ),
        ),
        Fate::Added => push(
            Weight::Consent,
            Text::new(
                format!("新增处理个人信息的第三方：{zh}"),
                format!("new third party that handles personal information: {en}"),
            ),
        ),
        Fate::Removed => {}
        Fate::Changed => {
            if reworded(&change.providers) {
                push(
                    Weight::Consent,
                    Text::new(
                        format!("第三方的提供方变更：{zh}"),
                        format!("the provider behind a third party has changed: {en}"),
                    ),
                );
            }
            for information in &change.information {
                let (label_zh, label_en) = (&information.label.zh, &information.label.en);
                if information.fate == Fate::Added {
                    let text = Text::new(
                        format!("第三方“{zh}”新增处理：{label_zh}"),
                        format!("“{en}” handles a new type of information: {label_en}"),
                    );
                    push(Weight::Consent, text);
                } else if information.fate == Fate::Changed && reworded(&information.purposes) {
                    let text = Text::new(
                        format!("第三方“{zh}”的用途变更：{label_zh}"),
                        format!("“{en}” has changed its purpose: {label_en}"),
                    );
                    push(Weight::Consent, text);
                }
            }
            if let Some((old, new)) = &change.versions {
                let text = Text::new(
                    format!("第三方“{zh}”的版本由 {old} 改为 {new}；若其处理的信息或者用途因此改变，须取得单独同意"),
                    format!(
                        "“{en}” went from version {old} to {new}; if what it handles or why changes with it, separate consent is needed"
                    ),
                );
                push(Weight::Judge, text);
            }
        }
    }
}

fn statement(change: &StatementChange, reasons: &mut Vec<Reason>) {
    if change.weight != PurposeWeight::Wording {
        return;
    }
    let Text { zh, en } = change.subject.text();
    let en = lower_first(&en);
    match change.subject {
        Subject::Developer => {
            let text = Text::new(
                "开发者名称变更；若个人信息转由另一主体处理，须取得单独同意",
                "the developer’s name has changed; if another party now handles the information, separate consent is needed",
            );
            reasons.push(Reason { weight: Weight::Judge, article: Article::TwentyThree, text });
        }
        Subject::Kind | Subject::ProgramName => {}
        _ => {
            let text = Text::new(format!("{zh}变更"), format!("the {en} has changed"));
            reasons.push(Reason { weight: Weight::Tell, article: Article::Seventeen2, text });
        }
    }
}

/// `Storage period` inside a sentence; `E-mail` and `QQ number` keep their letters.
fn lower_first(text: &str) -> String {
    match text {
        "QQ number" | "WeChat ID" => text.to_owned(),
        text => text.chars().take(1).flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect(),
    }
}
