//! Judges English purposes.

use super::{
    PurposeFault, contradiction,
    topic::{PurposeText, topic},
    words::{List, words as data},
};
use crate::catalog::information_types;

/// A text with fewer words does not state a purpose.
const SHORT: usize = 2;

pub(super) fn judge(id: &str, text: &str) -> Option<PurposeFault> {
    if text.contains("explicit consent") {
        return Some(PurposeFault::Sentence);
    }
    let words: Vec<&str> = words(text);
    let spaced = format!(" {} ", words.join(" ")).replace(" in order to ", " to ");
    let own = topic(id);
    // The name in the platform's table counts as a name, too.
    let known = information_types().iter().find(|known| known.id == id);
    let mut labels: Vec<String> = own.map(|topic| topic.label_en.clone()).unwrap_or_default();
    labels.extend(known.map(|known| known.thing.en.to_lowercase()));
    let labels = labels.as_slice();
    let acts = own.map(|topic| topic.act_en.as_slice()).unwrap_or_default();
    let without = unlabelled(&spaced, labels);
    let lists = &data().english;
    let left = |lists: &[&List]| {
        without
            .split(' ')
            .filter(|word| {
                !word.is_empty()
                    && !acts.iter().any(|act| act == word)
                    && !lists.iter().any(|list| list.contains(word))
            })
            .count()
    };
    if is_denied(text, labels) {
        return Some(PurposeFault::Denied);
    }
    if left(&[&lists.generic]) == 0 {
        return Some(if without.len() == spaced.len() {
            PurposeFault::Vague
        } else {
            PurposeFault::Circular
        });
    }
    if left(&[&lists.generic, &lists.placeholder]) == 0 {
        return Some(PurposeFault::Meaningless);
    }
    if words.len() < SHORT {
        return Some(PurposeFault::Short);
    }
    if describes_reading(id, &spaced) {
        return Some(PurposeFault::Reading);
    }
    contradiction(id, &PurposeText::English(&spaced))
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.strip_suffix("'s").unwrap_or(word))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The text without the names of the information, the longest first.
fn unlabelled(spaced: &str, labels: &[String]) -> String {
    let mut labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
    labels.into_iter().fold(spaced.to_owned(), |text, label| {
        text.replace(&format!(" {label} "), " ").replace(&format!(" {label}s "), " ")
    })
}

/// "Not used", "we do not collect this": without its denials every clause is empty, and at least
/// one clause contains a denial.
fn is_denied(text: &str, labels: &[String]) -> bool {
    let clauses: Vec<String> = text
        .split([',', '.', ';', '!', '(', ')', '\n'])
        .map(|clause| format!(" {} ", words(clause).join(" ")).replace(" in order to ", " to "))
        .filter(|clause| clause != "  ")
        .collect();
    let lists = &data().english;
    let empty = |clause: &String| {
        let clause = unlabelled(clause, labels);
        clause.split(' ').all(|word| {
            word.is_empty() || lists.generic.contains(word) || lists.unused.contains(word)
        })
    };
    let denial =
        |clause: &String| lists.denial.iter().any(|word| clause.contains(&format!(" {word} ")));
    let refused = |clause: &String| lists.refusal.occur_in(clause);
    !clauses.is_empty()
        && (clauses.iter().all(|clause| empty(clause) || refused(clause))
            && clauses.iter().any(denial)
            || clauses.iter().any(|clause| empty(clause) && refused(clause)))
}

/// Whether the purpose of one of the three write-only permissions describes reading.
fn describes_reading(id: &str, spaced: &str) -> bool {
    let limited = ["AlbumWriteOnly", "Contact", "CalendarWriteOnly"].contains(&id);
    limited && data().english.reading.occur_in(spaced) && !data().english.writing.occur_in(spaced)
}
