//! The comparison as a whole.

use serde::Serialize;

use super::{
    InformationChange, Origin, Reason, State, StatementChange, TextChange, ThirdPartyChange,
    Verdict, consent, information, statement, text, third_party, uses,
};
use crate::{
    guide::{self, Guide},
    language::Language,
    tree::TreePath,
};

/// What is different between two states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Information types, in the order of the platform's table, then the developer's own.
    pub(crate) information: Vec<InformationChange>,
    /// Plugins and SDKs.
    pub(crate) third_parties: Vec<ThirdPartyChange>,
    /// Everything else that the guide states.
    pub(crate) statements: Vec<StatementChange>,
    /// The guide's dates.
    pub dates: Dates,
    /// What follows from it, the gravest first.
    pub reasons: Vec<Reason>,
    /// The text difference of the guides.
    pub(crate) guides: Vec<GuideChange>,
}

/// The dates in the guide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dates {
    /// `updated`, before and now.
    pub updated: (Option<String>, Option<String>),
    /// `effective`, before and now.
    pub effective: (Option<String>, Option<String>),
    /// True when the guide says something else than before, the dates aside.
    pub content_changed: bool,
}

/// The text difference of the guide in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct GuideChange {
    /// The language.
    pub language: Language,
    /// Where the guide belongs.
    pub path: TreePath,
    /// What is different in its text.
    pub text: TextChange,
}

impl Dates {
    /// True when the guide says something else but carries the date it had.
    #[must_use]
    pub fn is_update_due(&self) -> bool {
        self.content_changed && self.updated.0.is_some() && self.updated.0 == self.updated.1
    }

    /// True when the guide takes effect before it was changed.
    #[must_use]
    pub fn is_effective_too_early(&self) -> bool {
        // Dates are written YYYY-MM-DD: their order is that of the text.
        self.updated
            .1
            .as_ref()
            .zip(self.effective.1.as_ref())
            .is_some_and(|(updated, effective)| effective < updated)
    }

    /// True when a date is another than before.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.updated.0 != self.updated.1 || self.effective.0 != self.effective.1
    }
}

impl Change {
    /// Notes which commit introduced each new use: `find` gets its file, its line and its
    /// interface.
    pub fn name_origins(&mut self, mut find: impl FnMut(&TreePath, u32, &str) -> Option<Origin>) {
        for new in self.information.iter_mut().flat_map(|information| &mut information.uses.new) {
            let found = &new.found;
            new.brought_by = find(&found.file, found.line, &found.interface);
        }
    }

    /// Whether users must consent again.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        consent::verdict(&self.reasons)
    }

    /// True when nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.information.is_empty()
            && self.third_parties.is_empty()
            && self.statements.is_empty()
            && !self.dates.has_changed()
            && self.guides.iter().all(|guide| guide.text.hunks.is_empty())
    }
}

/// Compares two states.
///
/// The guides compared are those that *this* version writes for each state: a file that was stale,
/// or written by an older version, does not show up as a change of what the developer states.
#[must_use]
pub fn compare(before: &State, after: &State) -> Change {
    let uses = uses::compare(before, after);
    let information = information::compare(before, after, &uses);
    let third_parties = third_party::compare(before, after);
    let statements = statement::compare(before, after);
    let differences = consent::Differences {
        information: &information,
        third_parties: &third_parties,
        statements: &statements,
    };
    let reasons = consent::reasons(before, after, &differences);
    let dates = dates(before, after);
    let guides = guides(before, after);
    Change { information, third_parties, statements, dates, reasons, guides }
}

fn dates(before: &State, after: &State) -> Dates {
    let updated = |state: &State| {
        state.declarations.as_ref()?.guide.updated.as_ref().map(|date| date.value.to_string())
    };
    let effective = |state: &State| {
        state.declarations.as_ref()?.guide.effective.as_ref().map(|date| date.value.to_string())
    };
    let dateless = |state: &State, language| {
        let mut declarations = state.declarations.clone()?;
        (declarations.guide.updated, declarations.guide.effective) = (None, None);
        let Guide { title, lead, sections, .. } =
            guide::build(&declarations, &state.detected, language);
        Some((title, lead, sections))
    };
    let shown = |language: &Language| {
        [before, after].iter().any(|state| languages(state).contains(language))
    };
    Dates {
        updated: (updated(before), updated(after)),
        effective: (effective(before), effective(after)),
        content_changed: Language::ALL
            .iter()
            .filter(|language| shown(language))
            .any(|&language| dateless(before, language) != dateless(after, language)),
    }
}

/// The languages that a state's guide is written in.
fn languages(state: &State) -> Vec<Language> {
    let Some(declarations) = &state.declarations else { return Vec::new() };
    let languages: Vec<Language> =
        declarations.guide.languages.iter().map(|language| language.value).collect();
    if languages.is_empty() { vec![Language::ZhCn] } else { languages }
}

/// Differences of the guides, Chinese first. The document models are compared, independent of the
/// files' format.
fn guides(before: &State, after: &State) -> Vec<GuideChange> {
    let built = |state: &State, language| match &state.declarations {
        Some(declarations) if languages(state).contains(&language) => {
            Some(guide::build(declarations, &state.detected, language))
        }
        _ => None,
    };
    let path = |state: &State, language| {
        let paths = guide::paths(state.declarations.as_ref()?).ok()?;
        paths.into_iter().find(|(known, _)| *known == language).map(|(_, path)| path)
    };
    let lists = |state: &State, language| {
        let declarations = state.declarations.as_ref()?;
        let (_, _, path) = guide::list_paths(declarations)
            .ok()?
            .into_iter()
            .find(|(known, ..)| *known == language)?;
        Some((
            path,
            guide::build_lists(declarations, &state.detected, language, &guide::ListKind::ALL),
        ))
    };
    let of_lists = Language::ALL.into_iter().filter_map(|language| {
        let (old, new) = (lists(before, language), lists(after, language));
        let (path, _) = new.as_ref().or(old.as_ref())?;
        let change =
            text::compare(old.as_ref().map(|(_, list)| list), new.as_ref().map(|(_, list)| list));
        (!change.hunks.is_empty()).then(|| GuideChange {
            language,
            path: path.clone(),
            text: change,
        })
    });
    let changes = Language::ALL.into_iter().filter_map(|language| {
        let change =
            text::compare(built(before, language).as_ref(), built(after, language).as_ref());
        let path = path(after, language)
            .or_else(|| path(before, language))
            .or_else(|| fallback_path(language))?;
        (!change.hunks.is_empty()).then_some(GuideChange { language, path, text: change })
    });
    changes.chain(of_lists).collect()
}

fn fallback_path(language: Language) -> Option<TreePath> {
    TreePath::new(&format!("privacy-guide.{language}"))
}
