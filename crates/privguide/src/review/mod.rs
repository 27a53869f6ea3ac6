//! What is wrong: rules × program × uses × declarations become findings.
//!
//! One rule is one Markdown file (`rules/<id>.md`: texts, source, examples that run as tests) and
//! one source file (`review/rules/<id>.rs`). Levels, suppressions and the order of findings are
//! applied in one place, after the rules.

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
pub use fixes::fixed;
pub use input::{BaselineUse, GuideState, LevelSetting, Settings};
pub(crate) use input::{GuideFile, ReviewInput, Reviewed};
pub use registry::{Rule, rule, rules};
pub use strictness::{Strictness, weakened};
pub use weakening::{Weakening, WeakeningKind};

use context::Context;
use levels::Levels;
use remark::Remark;

/// The result of the review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Everything that is wrong, worst first.
    pub findings: Vec<Finding>,
}

impl Review {
    /// True when the check fails.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }
}

/// Judges programs by every rule.
///
/// # Panics
/// Never in a released build: the rules' documents are read by a test.
#[must_use]
pub(crate) fn review(input: ReviewInput<'_>) -> Review {
    let context = Context::new(input);
    let levels = Levels::new(context.said, input.settings);
    let mut findings = Vec::new();
    for rule in rules() {
        let remarks = rule.check.map(|check| check(&context)).unwrap_or_default();
        findings.extend(remarks.into_iter().filter_map(|remark| finding(rule.id, remark, &levels)));
    }
    let told = |(rule, remark)| finding(rule, remark, &levels);
    // What is wrong with comments can be in a baseline, too: it is written after them, so it is
    // heeded after them.
    let about_comments = suppress::apply(input, &levels, &mut findings);
    findings.extend(about_comments.into_iter().filter_map(told));
    if let Some(baseline) =
        input.baseline.filter(|_| input.settings.baseline == BaselineUse::Heeded)
    {
        let about_entries = baseline_effect::apply(baseline, &mut findings);
        findings.extend(about_entries.into_iter().filter_map(told));
    }
    // A tree that weakens its own check is reported in spite of the tree's own levels.
    let levels = Levels::of_command_line(input.settings);
    let weakened = rules::weakened_check::remarks(input.settings).into_iter();
    findings
        .extend(weakened.filter_map(|remark| finding(rules::weakened_check::ID, remark, &levels)));
    Review { findings: order::merged_and_sorted(findings) }
}

/// Stamps a remark with its rule and level; `None` when the level says that it is not reported.
fn finding(rule: &'static str, remark: Remark, levels: &Levels) -> Option<Finding> {
    let Remark { message, information, places, help, fix, level } = remark;
    let document = document(rule);
    if document.is_off && !levels.is_set(rule) {
        return None;
    }
    let level = levels.of(rule, level.unwrap_or(document.level))?;
    // `app.config.ts` is configuration, and a source: the finding points at it, and `fix` leaves it
    // to its owner.
    let fix = fix.filter(|fix| {
        fix.edits.iter().all(|edit| matches!(edit.file.extension(), "json" | "toml"))
    });
    Some(Finding { rule, level, information, message, places, help, fix })
}

/// The document of a rule.
///
/// # Panics
/// When there is no such rule; the embedded documents themselves are read by a test.
fn document(id: &str) -> &'static RuleDocument {
    rule(id).expect("a rule").document()
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod official;
#[cfg(test)]
mod tests;
