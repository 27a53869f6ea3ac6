//! The review: applies the rules to programs, uses and declarations, and returns findings.
//!
//! A rule consists of a Markdown file (`rules/<id>.md`: texts, sources, examples that run as tests)
//! and a source file (`review/rules/<id>.rs`). Levels, suppressions and the order of findings are
//! applied after the rules, each in one place.

mod baseline;
mod baseline_effect;
mod configuration;
mod consent;
mod context;
mod document;
mod explain;
mod finding;
mod fixes;
mod input;
mod levels;
mod order;
mod purpose;
mod recipients;
mod registry;
mod remark;
mod rules;
mod strictness;
mod suppress;
mod third_parties;
mod translation;
mod weakening;

pub use baseline::{BASELINE_FILE, Baseline};
pub use document::{Example, RuleDocument};
pub use explain::{explain, nearest_topic};
pub use finding::{Finding, FindingPlace, Fix, FixEdit, Level, PlaceRole};
pub use fixes::FixedFile;
pub(crate) use input::GuideFreshness;
pub use input::{BaselineUse, LevelSetting, ReviewSettings};
pub(crate) use input::{GuideFile, ReviewInput, Reviewed};
pub use registry::Rule;
pub use strictness::Strictness;
pub use weakening::Weakening;
pub(crate) use weakening::WeakeningKind;

use context::Context;
use levels::Levels;
use remark::Remark;

/// The result of the review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// All findings, the most serious first.
    pub findings: Vec<Finding>,
}

impl Review {
    /// True if the check fails.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }
}

/// Applies every rule.
///
/// # Panics
/// Never in a released build: the rules' documents are read by a test.
#[must_use]
pub(crate) fn review(input: ReviewInput<'_>) -> Review {
    let context = Context::new(input, Rule::all().iter().map(|rule| rule.id).collect());
    let levels = Levels::new(context.declarations, input.settings);
    let mut findings = Vec::new();
    for rule in Rule::all() {
        let remarks = rule.check.map(|check| check(&context)).unwrap_or_default();
        findings.extend(remarks.into_iter().filter_map(|remark| finding(rule.id, remark, &levels)));
    }
    let reported = |(rule, remark)| finding(rule, remark, &levels);
    // Findings about suppression comments can be in the baseline, too, so the baseline is applied
    // after the comments.
    let about_comments = suppress::apply(input, &levels, &mut findings);
    findings.extend(about_comments.into_iter().filter_map(reported));
    if let Some(baseline) =
        input.baseline.filter(|_| input.settings.baseline == BaselineUse::Heeded)
    {
        let about_entries = baseline_effect::apply(baseline, &mut findings);
        findings.extend(about_entries.into_iter().filter_map(reported));
    }
    // A tree that weakens its own check is reported regardless of the levels that the tree itself
    // sets.
    let levels = Levels::of_command_line(input.settings);
    let weakened = rules::weakened_check::remarks(input.settings).into_iter();
    findings
        .extend(weakened.filter_map(|remark| finding(rules::weakened_check::ID, remark, &levels)));
    Review { findings: order::merged_and_sorted(findings) }
}

/// A finding from a remark, its rule and its level; `None` if it is not reported.
fn finding(rule: &'static str, remark: Remark, levels: &Levels) -> Option<Finding> {
    let Remark { message, information, places, help, fix, level } = remark;
    let document = document(rule);
    if document.is_off && !levels.is_set(rule) {
        return None;
    }
    let level = levels.level_of(rule, level.unwrap_or(document.level))?;
    // `app.config.ts` is both configuration and source: the finding points to it, but `fix` does
    // not edit it.
    let fix = fix.filter(|fix| {
        fix.edits.iter().all(|edit| matches!(edit.file.extension(), "json" | "toml"))
    });
    Some(Finding { rule, level, information, message, places, help, fix })
}

/// The document of a rule.
///
/// # Panics
/// When there is no such rule. A test parses all embedded documents.
fn document(id: &str) -> &'static RuleDocument {
    Rule::named(id).expect("a rule").document()
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod official;
#[cfg(test)]
mod tests;
