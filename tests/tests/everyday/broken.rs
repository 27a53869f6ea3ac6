//! A mistake in `privguide.toml`: its place, line and cause are reported in both languages; nothing
//! is written, and nothing is judged.

use std::fs;

use privguide_tests::{copy_of, run};

use super::{LANGUAGES, code, text};

/// A mistake and its report.
struct Mistake {
    old: &'static str,
    new: &'static str,
    /// `line:column`.
    at: &'static str,
    /// The line that is shown, and the character below which the mark is.
    line: &'static str,
    marked: &'static str,
    /// The cause in English and in Chinese.
    cause: [&'static str; 2],
}

const MISTAKES: &[Mistake] = &[
    Mistake {
        old: "[developer]",
        new: "[developer",
        at: "7:11",
        line: "[developer",
        marked: "",
        cause: ["unclosed table", "引号或括号没有配对"],
    },
    Mistake {
        old: "email = \"privacy@example.com\"",
        new: "email = \"privacy@example.com",
        at: "9:29",
        line: "email = \"privacy@example.com",
        marked: "",
        cause: ["expected `\"`", "引号或括号没有配对"],
    },
    Mistake {
        old: "phone =",
        new: "email =",
        at: "10:1",
        line: "email = \"400-000-0000\"",
        marked: "email",
        cause: ["duplicate key", "同一个键写了两次"],
    },
    Mistake {
        old: "[guide]",
        new: "[developer]",
        at: "12:2",
        line: "[developer]",
        marked: "developer",
        cause: ["duplicate key", "同一个键写了两次"],
    },
    // There is Chinese text before the place: the position of the mark is counted in cells, not in
    // characters or bytes.
    Mistake {
        old: "notice = { zh-CN = \"弹窗\", en",
        new: "notice = { zh-CN = \"弹窗\" en",
        at: "17:25",
        line: "notice = { zh-CN = \"弹窗\" en = \"a pop-up window\" }",
        marked: "",
        cause: ["not valid TOML", "无法使用"],
    },
    Mistake {
        old: "format = 1",
        new: "format = 99",
        at: "2:10",
        line: "format = 99",
        marked: "99",
        cause: ["newer than this version knows", "新"],
    },
];

#[test]
fn the_place_the_line_and_the_cause() {
    for mistake in MISTAKES {
        let shop = copy_of("shop");
        let file = shop.path().join("privguide.toml");
        let old = fs::read_to_string(&file).expect("read");
        assert!(old.contains(mistake.old), "{}", mistake.old);
        let new = old.replacen(mistake.old, mistake.new, 1);
        fs::write(&file, &new).expect("written");
        for (language, cause) in LANGUAGES.into_iter().zip(mistake.cause) {
            for verb in ["check", "generate", "declare", "fix", "export"] {
                let output = run(shop.path(), &[verb, "--lang", language]);
                let message = text(&output.stderr);
                assert_eq!(code(&output), 2, "{verb}: {message}");
                assert_eq!(text(&output.stdout), "", "{verb}");
                assert!(
                    message.lines().next().is_some_and(|line| line.contains("privguide.toml")),
                    "{message}"
                );
                assert!(
                    message.contains(&format!("--> privguide.toml:{}\n", mistake.at)),
                    "{}: {message}",
                    mistake.at
                );
                assert!(
                    message.contains(&format!(" | {}\n", mistake.line)) && message.contains(cause),
                    "{cause}: {message}"
                );
                let marks = message.lines().rev().find_map(|line| {
                    line.trim().strip_prefix('|').filter(|rest| rest.contains('^'))
                });
                let length = marks.map(|marks| marks.matches('^').count());
                assert_eq!(length, Some(mistake.marked.len().max(1)), "{message}");
                assert_eq!(fs::read_to_string(&file).expect("read"), new, "{verb} wrote");
            }
        }
    }
}
