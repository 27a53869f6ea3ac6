//! The first ten minutes of a native, a uni-app and a mini-game developer: the output of the real
//! binary on a real terminal, at 80 and 120 columns, in both languages. Snapshots are reviewed
//! before they are accepted.
#![cfg(unix)]

mod moving;
mod programs;
mod terminal;

use std::{fmt::Write as _, path::Path};

use terminal::{Answer, Terminal};
use unicode_width::UnicodeWidthStr as _;

/// The words that a developer types, with the answers to questions.
struct Typed(&'static [&'static str], &'static [Answer]);

const NATIVE: &[Typed] = &[
    Typed(&["check"], &[]),
    Typed(&["chekc"], &[]),
    Typed(
        &["init"],
        &[
            Answer("?|？", ""),
            Answer("name of the Mini Program|小程序的名称", "小店"),
            Answer("party|主体", "示例商贸有限公司"),
            Answer("e-mail|邮箱", "privacy@example.com"),
        ],
    ),
    Typed(&["check"], &[]),
    Typed(&["why", "getLocation"], &[]),
    Typed(&["explain", "112"], &[]),
    Typed(&["fix"], &[]),
    Typed(&["help", "generate"], &[]),
];

const UNI_APP: &[Typed] = &[
    Typed(&["check"], &[]),
    Typed(&["why", "uni.getLocation"], &[]),
    Typed(&["explain", "uni.scanCode"], &[]),
    Typed(&["init"], &[Answer("?|？", "n"), Answer("party|主体", ""), Answer("e-mail|邮箱", "")]),
    Typed(&["check"], &[]),
    Typed(
        &["explain", "setClipboardData:fail api scope is not declared in the privacy agreement"],
        &[],
    ),
];

const MINI_GAME: &[Typed] = &[
    Typed(&["check"], &[]),
    Typed(&["explain", "1026"], &[]),
    Typed(&["check", "-W", "sensitive-interface"], &[]),
    Typed(&["list", "interfaces", "--kind", "mini-game"], &[]),
];

/// Runs every command in a terminal and appends its output.
fn transcript(folder: &Path, typed: &[Typed], columns: u16, language: &str) -> String {
    let mut out = String::new();
    for Typed(words, answers) in typed {
        let shown = Terminal { columns, language }.run(folder, words, answers);
        let _ = writeln!(
            out,
            "$ cargo privguide {}\n{}[{}]\n",
            words.join(" "),
            shown.text,
            shown.code
        );
        for line in shown.text.lines() {
            assert!(
                line.width() <= usize::from(columns) || is_one_piece(line),
                "{} columns at {columns}: {line}",
                line.width()
            );
        }
    }
    out
}

/// A path, a headline or a paragraph of prose that the terminal itself may wrap; source lines and
/// their marks must always fit.
fn is_one_piece(line: &str) -> bool {
    let is_source =
        line.trim_start().starts_with(|c: char| c.is_ascii_digit()) && line.contains(" | ");
    !is_source && !line.contains('^')
}

fn check(name: &str, files: &[(&str, &str)], typed: &[Typed]) {
    for language in ["en", "zh-CN"] {
        for columns in [80, 120] {
            let place = tempfile::tempdir().expect("a temporary folder");
            let folder = place.path().join(name);
            programs::write(&folder, files);
            let text = transcript(&folder, typed, columns, language);
            insta::assert_snapshot!(format!("{name}-{columns}-{language}"), text);
        }
    }
}

#[test]
fn a_native_developer() {
    check("shop", programs::NATIVE, NATIVE);
}

#[test]
fn a_uni_app_developer() {
    check("uni-shop", programs::UNI_APP, UNI_APP);
}

#[test]
fn a_mini_game_developer() {
    check("jump", programs::MINI_GAME, MINI_GAME);
}

#[test]
fn paths_are_links_where_the_terminal_has_them() {
    let place = tempfile::tempdir().expect("a temporary folder");
    programs::write(place.path(), programs::NATIVE);
    let raw = Terminal { columns: 100, language: "en" }.raw(
        place.path(),
        &["check"],
        &[],
        &[("FORCE_HYPERLINK", "1")],
    );
    assert!(raw.contains("\u{1b}]8;;file://") && raw.contains("pages/map/map.js\u{1b}\\"), "{raw}");
    let plain = Terminal { columns: 100, language: "en" }.raw(
        place.path(),
        &["check"],
        &[],
        &[("FORCE_HYPERLINK", "0")],
    );
    assert!(!plain.contains("\u{1b}]8"), "{plain}");
}
