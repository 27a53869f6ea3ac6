//! Compares conditional compilation with uni-app's own preprocessor:
//! `tests/official/conditions.tsv`.

use std::fs;

use privguide::internals::{ConditionSettings, Conditions, Vue};
use privguide_tests::repository;

#[test]
fn conditions_hold_as_the_compiler_says() {
    let path = repository().join("tests/official/conditions.tsv");
    let measured = fs::read_to_string(path).expect("a committed file");
    let conditions = Conditions::UniApp(ConditionSettings {
        vue: Some(Vue::Three),
        ..ConditionSettings::default()
    });
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in measured.lines() {
        let [kind, text, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}")
        };
        let text: String = serde_json::from_str(text).expect("a JSON text");
        let cut = conditions.cut(kind, &text);
        let is_letter =
            |word: &&str| word.len() == 1 && word.starts_with(|c: char| c.is_ascii_lowercase());
        let kept: String = cut.split_whitespace().filter(is_letter).collect();
        compared += 1;
        if kept != expected {
            wrong.push(format!("{text:?}: {kept:?}, the compiler keeps {expected:?}"));
        }
    }
    assert!(compared > 4000, "only {compared} rows");
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
}
