//! `--quiet` shows errors only, and `--verbose` everything.

use std::fs;

use privguide_tests::{copy_of, run};

use super::{code, text};

/// The shop with one error and four warnings of one rule.
fn shop() -> tempfile::TempDir {
    let shop = copy_of("shop");
    let file = shop.path().join("privguide.toml");
    let mut declarations = fs::read_to_string(&file).expect("read");
    for id in ["Compass", "Gyroscope", "LicensePlate", "BlueTooth", "Camera", "MessageFile"] {
        declarations.extend(["\n[information.", id, "]\npurpose = { zh-CN = \"\", en = \"\" }\n"]);
    }
    fs::write(&file, declarations).expect("written");
    shop
}

fn lines_with(text: &str, part: &str) -> usize {
    text.lines().filter(|line| line.contains(part)).count()
}

#[test]
fn quiet_shows_errors_and_nothing_else() {
    let shop = shop();
    let usual = run(shop.path(), &["check"]);
    let quiet = run(shop.path(), &["check", "--quiet"]);
    assert_eq!(
        (code(&usual), code(&quiet)),
        (1, 1),
        "the verdict does not depend on what is shown"
    );
    let (usual, quiet) = (text(&usual.stdout), text(&quiet.stdout));
    assert!(lines_with(&usual, "warning[") > 0 && lines_with(&quiet, "warning[") == 0, "{quiet}");
    assert_eq!(lines_with(&usual, "error["), lines_with(&quiet, "error["), "{quiet}");

    // A clean check prints nothing, and neither does writing files.
    let clean = copy_of("shop");
    for arguments in [
        &["check", "-q"][..],
        &["-q", "check"],
        &["generate", "-q"],
        &["generate", "--check", "-q"],
        &["declare", "-q"],
        &["fix", "-q"],
    ] {
        let output = run(clean.path(), arguments);
        assert_eq!(
            (code(&output), text(&output.stdout), text(&output.stderr)),
            (0, String::new(), String::new()),
            "{arguments:?}"
        );
    }
    // A failure is an error.
    let output = run(clean.path(), &["check", "-q", "-A", "no-such-rule"]);
    assert!(code(&output) == 2 && text(&output.stderr).contains("no-such-rule"));
}

#[test]
fn verbose_shows_every_warning_with_its_line() {
    let shop = shop();
    let usual = text(&run(shop.path(), &["check"]).stdout);
    let verbose = text(&run(shop.path(), &["check", "--verbose"]).stdout);
    assert!(
        usual.contains("unused-declaration") && usual.contains("--verbose shows them all"),
        "{usual}"
    );
    assert_eq!(lines_with(&usual, "warning[unused-declaration]"), 1, "like ones are grouped");
    assert_eq!(lines_with(&verbose, "warning[unused-declaration]"), 6, "{verbose}");
    assert!(!verbose.contains("--verbose"), "{verbose}");
    assert!(verbose.contains("| [information.Gyroscope]"), "{verbose}");
}

#[test]
fn both_at_once_is_a_mistake() {
    let output = run(copy_of("shop").path(), &["check", "-q", "-v"]);
    assert!(
        code(&output) == 2 && text(&output.stderr).contains("cannot be used with"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn errors_come_first_and_the_last_lines_say_what_to_do() {
    let shop = shop();
    let page = shop.path().join("miniprogram/pages/home/home.js");
    fs::write(
        &page,
        fs::read_to_string(&page).expect("read")
            + "\nwx.chooseContact()\nwx.onCompassChange()\nwx.getSystemInfo()\nwx.addPhoneContact()\n",
    )
    .expect("written");
    let said = text(&run(shop.path(), &["check"]).stdout);
    let last_error = said.rfind("\nerror[").expect("errors");
    let first_warning = said.find("\nwarning[").expect("warnings");
    assert!(last_error < first_warning, "{said}");
    let mut last = said.lines().rev();
    let (next, summary) = (last.next().expect("a line"), last.next().expect("a line"));
    assert!(
        summary.starts_with("privguide: Fine Goods: ")
            && summary.contains(" errors, ")
            && summary.contains(" warning"),
        "{summary}"
    );
    assert!(next.starts_with("next: run cargo privguide "), "{next}");
}
