//! Changing output on a terminal: `watch`, and the progress line.

use std::{fmt::Write as _, fs, path::Path};

use crate::{programs, terminal::Terminal};

const CLEARED: &str = "\u{1b}[2J";

/// `12:34:56`
fn times(text: &str) -> usize {
    let is_time = |word: &str| {
        word.len() == 8
            && word
                .char_indices()
                .all(|(at, c)| if at % 3 == 2 { c == ':' } else { c.is_ascii_digit() })
    };
    text.split([' ', '\u{3000}', '\n', '\r']).filter(|word| is_time(word)).count()
}

fn append(file: &Path, text: &str) {
    let old = fs::read_to_string(file).expect("read");
    fs::write(file, old + text).expect("written");
}

#[test]
fn watch_shows_one_result_with_its_time_and_does_not_repeat_itself() {
    for (language, waiting, same) in
        [("en", "waiting for changes", "the same result"), ("zh-CN", "等待改动", "结果没有变化")]
    {
        let place = tempfile::tempdir().expect("a folder");
        programs::write(place.path(), programs::NATIVE);
        let mut watch = Terminal { columns: 100, language }.spawn(
            place.path(),
            &["watch"],
            &[("FORCE_HYPERLINK", "0")],
        );
        let first = watch.wait_for(waiting);
        assert!(first.contains("pages/map/map.js") && times(&first) == 1, "{first}");

        // A change without effect gives a single line.
        let page = place.path().join("pages/map/map.js");
        append(&page, "// nothing\n");
        let second = watch.wait_for(waiting);
        assert!(second.contains(same) && times(&second) == 1, "{second}");
        assert!(!second.contains(CLEARED) && !second.contains("pages/map/map.js"), "{second}");

        // Another result replaces the first.
        append(&page, "wx.getClipboardData()\nwx.startRecord()\n");
        let third = watch.wait_for(waiting);
        let screen = third.rsplit(CLEARED).next().expect("a piece");
        assert!(
            third.contains(CLEARED) && screen.contains("wx.startRecord") && times(screen) == 1,
            "{third}"
        );

        // A failure replaces it, too; it is not repeated while it persists, and disappears with its
        // cause.
        let declarations = place.path().join("privguide.toml");
        fs::write(&declarations, "format = 1\n[developer\n").expect("written");
        let broken = watch.wait_for(waiting);
        assert!(broken.contains(CLEARED) && broken.contains("privguide.toml:2:"), "{broken}");
        append(&declarations, "\n");
        let again = watch.wait_for(waiting);
        assert!(again.contains(same) && !again.contains("privguide.toml:2:"), "{again}");
        fs::remove_file(&declarations).expect("removed");
        let mended = watch.wait_for(waiting);
        assert!(mended.contains(CLEARED) && mended.contains("wx.startRecord"), "{mended}");
        watch.stop();
    }
}

/// A program for which every machine takes longer than a second.
fn slow(folder: &Path) {
    programs::write(folder, programs::NATIVE);
    let mut text = String::new();
    for at in 0..6000 {
        let _ = writeln!(
            text,
            "export function f{at}(a) {{ const b = a.c{at}(() => wx['get' + a.d]); return {{ b, f: [a, b, f{at}] }} }}"
        );
    }
    let files = if cfg!(debug_assertions) { 8 } else { 80 };
    for at in 0..files {
        fs::write(folder.join(format!("pages/map/large{at}.js")), &text).expect("written");
        append(&folder.join("pages/map/map.js"), &format!("import './large{at}'\n"));
    }
}

#[test]
fn a_run_that_takes_time_says_so_on_the_terminal_and_takes_it_back() {
    let place = tempfile::tempdir().expect("a folder");
    slow(place.path());
    let terminal = Terminal { columns: 100, language: "en" };
    let raw = terminal.raw(place.path(), &["list", "files", "--format", "short"], &[], &[]);
    let said: Vec<&str> =
        raw.split("\r\u{1b}[K").filter(|piece| piece.starts_with("privguide: /")).collect();
    assert!(said.first().is_some_and(|line| line.ends_with(" … 1 s")), "{said:?}");
    // The last piece is the result: the progress line before it was cleared.
    assert!(
        raw.rsplit("\r\u{1b}[K")
            .next()
            .is_some_and(|result| result.contains("large7.js") && !result.contains(" s\n"))
    );

    // Without a terminal there is no progress line, for example in a job's log or a pipe.
    let output = privguide_tests::run(place.path(), &["list", "files", "--format", "short"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_short_run_says_nothing_about_time() {
    let place = tempfile::tempdir().expect("a folder");
    programs::write(place.path(), &[("app.json", "{ \"pages\": [] }"), ("app.js", "App({})\n")]);
    let raw = Terminal { columns: 100, language: "en" }.raw(place.path(), &["check"], &[], &[]);
    assert!(!raw.contains("\u{1b}[K") && !raw.contains(" s\r"), "{raw:?}");
}
