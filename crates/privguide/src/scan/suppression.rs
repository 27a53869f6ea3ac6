//! Comments that allow a finding: `// privguide-allow RULE: reason`.

use crate::tree::{Place, SourceText};
use serde::{Deserialize, Serialize};

/// A comment that allows findings of a rule on its own line or, if nothing else is on its line, on
/// the next one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Suppression {
    /// The directive, from its word to the end of its reason.
    pub place: Place,
    /// The rule that it allows, as it is written.
    pub rule: String,
    /// The reason; empty if the author gave none.
    pub reason: String,
    /// The line that it applies to, from 1.
    pub line: u32,
}

const WORD: &str = "privguide-allow";

/// The maximum number of bytes that are read of a directive, and of its line before it: a bundle is
/// a single line, and examining all of it for each directive would not be linear. A longer reason
/// is truncated.
const LONGEST: usize = 2_000;

/// Every directive in a source, in order.
#[must_use]
pub(crate) fn suppressions(source: &SourceText) -> Vec<Suppression> {
    let text = source.text();
    let starts =
        memchr::memmem::find_iter(text.as_bytes(), WORD).filter_map(|at| directive(source, at));
    let mut found: Vec<(Suppression, bool)> = starts.collect();
    // Several directives on consecutive lines all apply to the first line of code after them.
    for at in (0..found.len()).rev() {
        if found[at].1 {
            let next = found[at].0.place.line + 1;
            let below =
                found.get(at + 1).filter(|(other, alone)| *alone && other.place.line == next);
            found[at].0.line = below.map_or(next, |(other, _)| other.line);
        }
    }
    found.into_iter().map(|(suppression, _)| suppression).collect()
}

fn directive(source: &SourceText, at: usize) -> Option<(Suppression, bool)> {
    let text = source.text();
    let near = &text[text.ceil_char_boundary(at.saturating_sub(LONGEST))..at];
    let before = near.rsplit('\n').next().unwrap_or_default();
    let begins_line = before.len() < near.len() || near.len() == at;
    let before = before.trim_end();
    let opener =
        ["//", "/*", "<!--", "#", "*"].into_iter().find(|opener| before.ends_with(opener))?;
    let alone = begins_line && before[..before.len() - opener.len()].trim().is_empty();
    let behind = &text[at + WORD.len()..];
    let behind = &behind[..behind.floor_char_boundary(LONGEST)];
    let line = behind.split('\n').next().unwrap_or_default();
    let end =
        ["*/", "-->"].into_iter().filter_map(|stop| line.find(stop)).min().unwrap_or(line.len());
    let body = line[..end].trim_end();
    if !body.starts_with(char::is_whitespace) {
        return None;
    }
    let (rule, reason) = body.split_once([':', '：']).unwrap_or((body, ""));
    let place = source.place(at..at + WORD.len() + body.len());
    let line = place.line;
    Some((
        Suppression { place, rule: rule.trim().to_owned(), reason: reason.trim().to_owned(), line },
        alone,
    ))
}

#[cfg(test)]
mod tests {
    use super::suppressions;
    use crate::tree::{SourceText, TreePath};

    fn found(text: &str) -> Vec<(u32, String, String)> {
        let all = suppressions(&SourceText::new(TreePath::root(), text));
        all.into_iter().map(|one| (one.line, one.rule, one.reason)).collect()
    }

    #[test]
    fn it_holds_for_its_own_line_or_for_the_next_one() {
        let text = "wx.a() // privguide-allow rule-a: because\n  // privguide-allow rule-b：理由\nwx.b()\n\
                    <!-- privguide-allow rule-c: x -->\n/* privguide-allow rule-d: y */\n<camera/>\n";
        let suppressions = found(text);
        let lines: Vec<u32> = suppressions.iter().map(|(line, ..)| *line).collect();
        assert_eq!(lines, [1, 3, 6, 6]);
        assert_eq!((suppressions[1].1.as_str(), suppressions[1].2.as_str()), ("rule-b", "理由"));
        assert_eq!(suppressions[2].2, "x");
    }

    #[test]
    fn without_a_reason_it_is_found_all_the_same_and_a_string_is_none() {
        assert_eq!(found("// privguide-allow rule-a\n"), [(2, "rule-a".to_owned(), String::new())]);
        assert_eq!(found("const s = 'privguide-allow rule-a: x'\n"), []);
        assert_eq!(found("// privguide-allowed\n"), []);
    }
}
