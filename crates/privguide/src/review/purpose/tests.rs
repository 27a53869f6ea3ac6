//! How well purposes are judged: labelled texts, written before the rules were run on them.

use super::judge;

/// What is wrong with an empty text is another rule's matter.
fn is_bad(id: &str, text: &str) -> bool {
    text.trim().is_empty() || judge(id, text).is_some()
}

/// Precision and recall of "bad" over `id`, text, verdict rows; and the rows that were judged wrongly.
fn measure<'t>(rows: impl Iterator<Item = (&'t str, &'t str, bool)>) -> (f64, f64, Vec<String>) {
    let (mut right, mut found, mut bad) = (0_u32, 0_u32, 0_u32);
    let mut wrong = Vec::new();
    for (id, text, labelled_bad) in rows {
        let told = is_bad(id, text);
        right += u32::from(told && labelled_bad);
        found += u32::from(told);
        bad += u32::from(labelled_bad);
        if told != labelled_bad {
            wrong.push(format!("{id}\t{text}\t{:?}", judge(id, text)));
        }
    }
    (f64::from(right) / f64::from(found), f64::from(right) / f64::from(bad), wrong)
}

#[test]
fn labelled_purposes_are_told_apart() {
    let rows = include_str!("purposes.tsv").lines().map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        (fields[0], fields[1], fields[2] == "bad")
    });
    let (precision, recall, wrong) = measure(rows);
    assert!(precision >= 0.98 && recall >= 0.95, "precision {precision:.3}, recall {recall:.3}\n{}", wrong.join("\n"));
}
