//! The legal consequences of a change.
//!
//! The kinds of change are determined here; the consequences of each kind are in
//! `catalog/change.toml`. A tool only sees texts and code: if the code has changed but the text has
//! not, or if a text was reworded, it can only say that a person has to judge. Changes of spelling,
//! order and spaces and corrections of a translation have no consequence.

use serde::Serialize;

use super::{
    Fate, InformationChange, PrivacyState, StatementChange, StatementSubject, ThirdPartyChange,
    meaning,
    purpose::{self, PurposeChange, PurposeWeight},
    sensitive,
    table::{Facet, Provision, TextSlots, Weight, table},
};
use crate::{
    declaration::{PartyRole, values::Period},
    language::Text,
};

/// What has to be done about a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The new state contains a mistake that must be corrected first.
    Mend,
    /// Users must give separate consent.
    SeparateConsent,
    /// They must consent again.
    Consent,
    /// A person has to judge whether they must.
    Judge,
    /// Users need not consent again, but they must be informed.
    Tell,
    /// Nothing has to be done.
    Nothing,
}

impl Verdict {
    /// As JSON and short reports name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mend => "mend",
            Self::SeparateConsent => "separate-consent",
            Self::Consent => "consent",
            Self::Judge => "judge",
            Self::Tell => "tell",
            Self::Nothing => "nothing",
        }
    }
}

impl From<Weight> for Verdict {
    fn from(weight: Weight) -> Self {
        match weight {
            Weight::Mend => Self::Mend,
            Weight::SeparateConsent => Self::SeparateConsent,
            Weight::Consent => Self::Consent,
            Weight::Judge => Self::Judge,
            Weight::Tell => Self::Tell,
        }
    }
}

/// One consequence of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reason {
    /// Its row in `catalog/change.toml`.
    pub rule: &'static str,
    /// What has changed.
    pub(crate) facet: Facet,
    /// How serious it is.
    pub(crate) weight: Weight,
    /// The provision that it mainly rests on.
    pub article: &'static Provision,
    /// All provisions that it rests on, including `article`.
    pub articles: Vec<&'static Provision>,
    /// What it is, in one sentence without a full stop.
    pub text: Text,
}

/// The most serious consequence decides.
pub(super) fn verdict(reasons: &[Reason]) -> Verdict {
    reasons.iter().map(|reason| reason.weight).min().map_or(Verdict::Nothing, Verdict::from)
}

/// The differences that were found.
pub(super) struct Differences<'a> {
    pub(super) information: &'a [InformationChange],
    pub(super) third_parties: &'a [ThirdPartyChange],
    pub(super) statements: &'a [StatementChange],
}

/// The consequences, the most serious first.
pub(super) fn reasons(
    before: &PrivacyState,
    after: &PrivacyState,
    differences: &Differences<'_>,
) -> Vec<Reason> {
    let mut judge = ConsentJudge { before, after, reasons: Vec::new() };
    match (&before.declarations, &after.declarations) {
        (None, Some(_)) => {
            judge.push("guide-first", &[]);
            for change in differences.information.iter().filter(|change| change.declared.1) {
                judge.sensitive(change, true);
            }
            return judge.done();
        }
        (Some(_), None) => {
            judge.push("guide-gone", &[]);
            return judge.done();
        }
        _ => {}
    }
    differences.information.iter().for_each(|change| judge.information(change));
    differences.third_parties.iter().for_each(|change| judge.third_party(change));
    judge.statements(differences.statements);
    judge.done()
}

/// The two states, and the consequences found so far.
struct ConsentJudge<'a> {
    before: &'a PrivacyState,
    after: &'a PrivacyState,
    reasons: Vec<Reason>,
}

fn both(text: &str) -> Text {
    Text::new(text, text)
}

fn quoted(text: Option<&String>) -> Text {
    match text {
        Some(text) => both(text),
        None => Text::new("（无）", "(none)"),
    }
}

impl ConsentJudge<'_> {
    fn push(&mut self, id: &str, slots: &TextSlots<'_>) {
        let rule = table().rule(id);
        self.add(&rule.id, rule.facet, rule.weight, rule.articles(), rule.text(slots));
    }

    fn add(
        &mut self,
        rule: &'static str,
        facet: Facet,
        weight: Weight,
        articles: Vec<&'static Provision>,
        text: Text,
    ) {
        if let Some(&article) = articles.first() {
            self.reasons.push(Reason { rule, facet, weight, article, articles, text });
        }
    }

    /// Sorts the consequences, the most serious first; equally serious ones stay in order.
    fn done(mut self) -> Vec<Reason> {
        self.reasons.sort_by_key(|reason| reason.weight);
        self.reasons.dedup();
        self.reasons
    }

    fn information(&mut self, change: &InformationChange) {
        let what = [("what", change.label.clone())];
        // Users consented to what was declared. A use that was already undeclared before is
        // reported by `check`, not here.
        let newly_declared = change.declared.1 && !change.declared.0;
        let newly_used = change.used.1 && !change.used.0 && !change.declared.0 && !newly_declared;
        if change.declared.0 && !change.declared.1 && change.used.1 {
            self.push("undeclared", &what);
        } else if newly_declared {
            self.push("information-added", &what);
        } else if newly_used {
            self.push("information-used", &what);
        }
        if newly_declared || newly_used {
            self.sensitive(change, true);
            self.subjects(change);
        }
        if change.fate == Fate::Removed {
            self.push("information-removed", &what);
        }
        if !(change.declared.0 && change.declared.1) {
            return;
        }
        if purpose::decisive(&change.names).is_some() {
            self.push("information-renamed", &what);
        }
        self.purpose(change);
        let continuous = self.manner(change);
        self.sensitive(change, false);
        let count = change.uses.new.len();
        if count > 0 && !continuous {
            let places = if count == 1 { "place" } else { "places" };
            self.push(
                "new-place",
                &[
                    ("what", change.label.clone()),
                    ("count", both(&count.to_string())),
                    ("places", both(places)),
                ],
            );
        }
    }

    fn purpose(&mut self, change: &InformationChange) {
        let Some(decisive) = purpose::decisive(&change.purposes) else { return };
        let id = match (&decisive.before, &decisive.after) {
            (None, Some(_)) => "purpose-first",
            (Some(_), None) => "purpose-gone",
            _ => match decisive.weight {
                PurposeWeight::Widened => "purpose-widened",
                PurposeWeight::Narrowed => "purpose-narrowed",
                _ => "purpose-reworded",
            },
        };
        // If the purpose names a separate activity, that is more precise than "reworded".
        if !(self.subjects(change) && matches!(id, "purpose-widened" | "purpose-reworded")) {
            self.push(id, &worded(&change.label, decisive));
        }
    }

    /// Adds the separate activities that the purpose newly names; true if there are any.
    fn subjects(&mut self, change: &InformationChange) -> bool {
        let chinese_first = change.purposes.iter().filter(|change| change.weight.is_material());
        let Some(decisive) = chinese_first.min_by_key(|change| change.language) else {
            return false;
        };
        let Some(after) = &decisive.after else { return false };
        let subjects = meaning::new_subjects(decisive.before.as_deref(), after);
        for subject in &subjects {
            let text = subject.text(&worded(&change.label, decisive));
            self.add(&subject.id, Facet::Purpose, subject.weight, subject.articles(), text);
        }
        !subjects.is_empty()
    }

    /// Adds interfaces that handle the type in a different manner than all previous ones; true if
    /// there are any.
    fn manner(&mut self, change: &InformationChange) -> bool {
        let old = interfaces(self.before, &change.id);
        let new = interfaces(self.after, &change.id);
        if old.is_empty() {
            return false;
        }
        let mut found = false;
        for row in table().manner.iter().filter(|row| row.information == change.id) {
            let listed = |names: &[&str]| {
                names.iter().any(|name| row.interfaces.iter().any(|known| known == name))
            };
            if listed(&new) && !listed(&old) {
                self.push(
                    "manner",
                    &[("what", change.label.clone()), ("class", row.class.clone())],
                );
                found = true;
            }
        }
        found
    }

    /// Adds consequences for sensitive information: types that are new, or that have become
    /// sensitive through another interface or a wider purpose.
    fn sensitive(&mut self, change: &InformationChange, new: bool) {
        let was = if new {
            None
        } else {
            sensitive::class(&change.id, &interfaces(self.before, &change.id))
        };
        let Some(row) = sensitive::class(&change.id, &interfaces(self.after, &change.id)) else {
            return;
        };
        let same = was.is_some_and(|was| was.degree == row.degree);
        let wider = || {
            purpose::decisive(&change.purposes)
                .is_some_and(|change| change.weight == PurposeWeight::Widened)
        };
        if same && !wider() {
            return;
        }
        let id = match row.degree {
            sensitive::Degree::Always => "sensitive",
            sensitive::Degree::Perhaps => "sensitive-perhaps",
        };
        self.push(id, &[("what", change.label.clone()), ("class", row.class.clone())]);
    }

    fn third_party(&mut self, change: &ThirdPartyChange) {
        let party = ("party", change.name.clone());
        match change.fate {
            Fate::Removed => self.push("recipient-removed", &[party]),
            Fate::Added if change.roles.1 == PartyRole::Processor => {
                self.push("processor-changed", &[party]);
            }
            Fate::Added if change.information.is_empty() => {
                self.push("recipient-unknown", &[party]);
            }
            Fate::Added => {
                self.push("recipient-added", &[party]);
                change.information.iter().for_each(|one| self.handed_on(&one.id, &one.label));
            }
            Fate::Changed => self.changed_party(change),
        }
    }

    /// An information type that is always sensitive is also sensitive when a third party handles
    /// it. For other types, this depends on what the third party does with them, which is not known
    /// here.
    fn handed_on(&mut self, id: &str, label: &Text) {
        if let Some(row) =
            sensitive::class(id, &[]).filter(|row| row.degree == sensitive::Degree::Always)
        {
            self.push("sensitive", &[("what", label.clone()), ("class", row.class.clone())]);
        }
    }

    fn changed_party(&mut self, change: &ThirdPartyChange) {
        let party = || ("party", change.name.clone());
        if change.roles == (Some(PartyRole::Processor), PartyRole::ThirdParty) {
            return self.push("recipient-independent", &[party()]);
        }
        let processor = change.roles.1 == PartyRole::Processor;
        let turned = change.roles.0 != Some(change.roles.1);
        let provider = purpose::decisive(&change.providers);
        let material = |purposes: &[PurposeChange]| purpose::decisive(purposes).is_some();
        let handles = change
            .information
            .iter()
            .any(|one| one.fate != Fate::Changed || material(&one.purposes));
        if processor {
            // The third party acts on the developer's behalf: users need not consent, but the
            // contract must cover it.
            if turned || provider.is_some() || handles {
                self.push("processor-changed", &[party()]);
            }
            return;
        }
        if let Some(provider) = provider {
            let sides = [
                ("before", quoted(provider.before.as_ref())),
                ("after", quoted(provider.after.as_ref())),
            ];
            let [before, after] = sides;
            self.push("recipient-provider", &[party(), before, after]);
        }
        for information in &change.information {
            let what = ("what", information.label.clone());
            match (information.fate, purpose::decisive(&information.purposes)) {
                (Fate::Added, _) => {
                    self.push("recipient-information", &[party(), what]);
                    self.handed_on(&information.id, &information.label);
                }
                (Fate::Removed, _) => self.push("recipient-information-removed", &[party(), what]),
                (Fate::Changed, Some(purpose)) => {
                    let id = match purpose.weight {
                        PurposeWeight::Widened => "recipient-widened",
                        PurposeWeight::Narrowed => "recipient-narrowed",
                        _ => "recipient-reworded",
                    };
                    let [what, before, after] = worded(&information.label, purpose);
                    self.push(id, &[party(), what, before, after]);
                }
                (Fate::Changed, None) => {}
            }
        }
        if let Some((old, new)) = &change.versions {
            self.push("recipient-version", &[party(), ("before", both(old)), ("after", both(new))]);
        }
    }

    fn statements(&mut self, changes: &[StatementChange]) {
        let contacts = |state: &PrivacyState| {
            state
                .declarations
                .as_ref()
                .map_or(0, |declarations| declarations.developer.contacts.len())
        };
        let gone = contacts(self.after) == 0 && contacts(self.before) > 0;
        if gone {
            self.push("contact-gone", &[]);
        }
        let chinese = |subject: StatementSubject| {
            let about = || {
                changes
                    .iter()
                    .filter(move |change| change.subject == subject && change.weight.is_material())
            };
            about().min_by_key(|change| change.language)
        };
        let subjects = [
            StatementSubject::Developer,
            StatementSubject::Notice,
            StatementSubject::Storage,
            StatementSubject::ServiceProvider,
        ];
        for change in subjects.into_iter().filter_map(chinese) {
            let sides = [
                ("before", quoted(change.before.as_ref())),
                ("after", quoted(change.after.as_ref())),
            ];
            match change.subject {
                // If no name was given before, the responsible party has not changed.
                StatementSubject::Developer if change.before.is_some() => {
                    self.push("developer", &sides);
                }
                StatementSubject::Notice if change.after.is_none() => self.push("notice-gone", &[]),
                StatementSubject::Notice => self.push("notice", &sides),
                StatementSubject::Storage => self.retention(change),
                StatementSubject::ServiceProvider => {
                    let party = quoted(change.after.as_ref().or(change.before.as_ref()));
                    self.push("processor-changed", &[("party", party)]);
                }
                _ => {}
            }
        }
        for change in changes {
            let sides = |what: Text| {
                [
                    ("what", what),
                    ("before", quoted(change.before.as_ref())),
                    ("after", quoted(change.after.as_ref())),
                ]
            };
            match change.subject {
                StatementSubject::Email
                | StatementSubject::Phone
                | StatementSubject::Wechat
                | StatementSubject::Qq
                    if !gone =>
                {
                    self.push("contact", &sides(change.subject.text()));
                }
                StatementSubject::Supplement => self.push(
                    "supplement",
                    &sides(quoted(change.after.as_ref().or(change.before.as_ref()))),
                ),
                _ => {}
            }
        }
    }

    fn retention(&mut self, change: &StatementChange) {
        let shortest = Text::new("实现处理目的所必要的最短时间", "the shortest time necessary");
        let shown = |text: &Option<String>| match text.as_deref() {
            None => shortest.clone(),
            Some(text) => Period::read(text).map_or_else(|| both(text), Period::text),
        };
        let sides = [("before", shown(&change.before)), ("after", shown(&change.after))];
        let days =
            |text: &Option<String>| text.as_deref().and_then(Period::read).map(Period::about_days);
        let id = match (days(&change.before), days(&change.after)) {
            (Some(old), Some(new)) if old < new => "retention-longer",
            (Some(old), Some(new)) if old > new => "retention-shorter",
            // 12个月 and 1年 are the same period in other words.
            (Some(_), Some(_)) => return,
            _ => "retention-other",
        };
        self.push(id, &sides);
    }
}

fn worded(label: &Text, change: &PurposeChange) -> [(&'static str, Text); 3] {
    [
        ("what", label.clone()),
        ("before", quoted(change.before.as_ref())),
        ("after", quoted(change.after.as_ref())),
    ]
}

/// The interfaces with which a state handles a type.
fn interfaces<'a>(state: &'a PrivacyState, information: &str) -> Vec<&'a str> {
    let about =
        state.uses.iter().filter(|found| found.information.iter().any(|id| id == information));
    let mut names: Vec<&str> = about.map(|found| found.interface.as_str()).collect();
    names.dedup();
    names
}
