//! One line for each consequence, and one for the total.

use std::fmt::Write as _;

use super::{
    super::{Change, Verdict},
    words,
};
use crate::{guide, language::Language};

/// `consent[new-information]: …` for each consequence, then `verdict[consent]: …`.
pub(super) fn short(change: &Change, language: Language) -> String {
    let mut out = String::new();
    for reason in &change.reasons {
        let (weight, text) =
            (Verdict::from(reason.weight).name(), guide::clean(reason.text.get(language)));
        let articles = words::articles(&reason.articles, language);
        // Writing to a string cannot fail.
        let _ = match language {
            Language::ZhCn => writeln!(out, "{weight}[{}]: {text}（{articles}）", reason.rule),
            Language::En => writeln!(out, "{weight}[{}]: {text} ({articles})", reason.rule),
        };
    }
    let verdict = change.verdict();
    let _ = writeln!(out, "verdict[{}]: {}", verdict.name(), words::verdict(verdict).get(language));
    out
}
