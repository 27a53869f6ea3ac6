//! Measures how well purposes are judged, with labelled texts in `tests/purposes`. Each file was
//! written before the rules were applied to it.

use std::path::Path;

use super::judge;

/// Another rule reports empty texts.
fn is_bad(id: &str, text: &str) -> bool {
    text.trim().is_empty() || judge(id, text).is_some()
}

/// Precision and recall of "bad" over rows of id, text and verdict; and the rows with a wrong
/// verdict.
fn measure<'t>(rows: impl Iterator<Item = (&'t str, &'t str, bool)>) -> (f64, f64, Vec<String>) {
    let (mut right, mut found, mut bad) = (0_u32, 0_u32, 0_u32);
    let mut wrong = Vec::new();
    for (id, text, labelled_bad) in rows {
        let is_found = is_bad(id, text);
        right += u32::from(is_found && labelled_bad);
        found += u32::from(is_found);
        bad += u32::from(labelled_bad);
        if is_found != labelled_bad {
            wrong.push(format!("{id}\t{text}\t{:?}", judge(id, text)));
        }
    }
    (f64::from(right) / f64::from(found), f64::from(right) / f64::from(bad), wrong)
}

#[test]
fn labelled_purposes_are_told_apart() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/purposes");
    let mut failed = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        if path.extension().is_none_or(|extension| extension != "tsv") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        let rows = text.lines().map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[0], fields[1], fields[2] == "bad")
        });
        let (precision, recall, wrong) = measure(rows);
        let line = format!(
            "{}: precision {precision:.3}, recall {recall:.3}\n{}",
            path.display(),
            wrong.join("\n")
        );
        if precision < 0.98 || recall < 0.95 {
            failed.push(line);
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// The examples in help texts, `init` and `explain` are acceptable purposes.
#[test]
fn every_example_is_a_good_purpose() {
    for known in crate::catalog::information_types() {
        for text in [&known.example.zh, &known.example.en] {
            assert_eq!(judge(&known.id, text), None, "{} {text}", known.id);
        }
    }
}
