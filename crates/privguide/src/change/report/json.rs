//! The report as JSON.

use serde::Serialize;

use super::{
    super::{Change, Verdict},
    Labels,
};

#[derive(Serialize)]
struct JsonReport<'a> {
    version: u32,
    before: &'a str,
    after: &'a str,
    /// Whether users must consent again: `required`, `judge`, `not-required`.
    consent: &'static str,
    verdict: Verdict,
    #[serde(flatten)]
    change: &'a Change,
    update_due: bool,
}

/// The report as JSON.
pub(super) fn json(change: &Change, labels: &Labels) -> String {
    let report = JsonReport {
        version: 1,
        before: &labels.before,
        after: &labels.after,
        consent: match change.verdict() {
            Verdict::SeparateConsent | Verdict::Consent => "required",
            // Mistakes must be corrected first; until then it is open whether users must consent.
            Verdict::Mend | Verdict::Judge => "judge",
            Verdict::Tell | Verdict::Nothing => "not-required",
        },
        verdict: change.verdict(),
        change,
        update_due: change.dates.is_update_due(),
    };
    let mut text = serde_json::to_string_pretty(&report)
        .expect("a change holds only texts, numbers and lists");
    text.push('\n');
    text
}
