//! Every format of the real command line, for a project whose names and texts try to be interpreted
//! as something else.

#![cfg(unix)]

use std::{fs, path::Path};

use privguide_tests::run;

const FORMATS: [&str; 7] = ["human", "short", "json", "sarif", "github", "summary", "gitlab"];

/// A project in which file names, keys and purposes are commands, markup and terminal sequences.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    write("app.json", r#"{ "pages": ["pages/a/a"] }"#);
    write("pages/a/a.js", "wx.getLocation()\n");
    for name in [
        "x,line=9::y %0A.js",
        "<img src=x onerror=alert(1)>.js",
        "[click](https:evil) @team.js",
        "a\u{202e}b`**c**`|d.js",
    ] {
        write(&format!("pages/a/{name}"), "wx.chooseAddress()\nwx[unknown]()\n");
    }
    let text = "x\\n::error::owned\\r\\n##[error]owned\\u001b[31m\\u0007 <script>alert(1)</script> [a](https://evil.example) {0} %0A";
    write(
        "privguide.toml",
        &format!(
            "format = 1\n\"{text}\" = 1\n[information.Album]\npurpose = \"{text}\"\n[information.\"{text}\"]\npurpose = \"{text}\"\n"
        ),
    );
    folder
}

fn report(folder: &Path, format: &str) -> String {
    let output = run(folder, &["check", "--lang", "en", "--format", format]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{format}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn no_format_lets_text_of_a_project_out_of_its_place() {
    let folder = hostile();
    for format in FORMATS {
        let text = report(folder.path(), format);
        let json = matches!(format, "json" | "sarif" | "gitlab");
        for line in text.lines() {
            let start = line.trim_start().trim_start_matches(['|', '+', ' ']);
            // The excerpt of another file begins with `::: file`, which is not a workflow command,
            // because it has no name.
            let command =
                (start.starts_with("::") && !start.starts_with("::: ")) || start.starts_with("##[");
            let own = format == "github"
                && (line.starts_with("::error file=")
                    || line.starts_with("::warning file=")
                    || line.starts_with("::notice title="));
            assert!(own || !command, "{format}: {line}");
            assert!(!line.contains(['\u{1b}', '\u{7}', '\r']), "{format}: {line:?}");
            assert!(json || !line.contains('\u{202e}'), "{format}: {line:?}");
        }
        if format == "summary" {
            assert!(
                !text.contains("<script") && !text.contains("<img") && !text.contains("](https"),
                "{text}"
            );
        }
        if json {
            serde_json::from_str::<serde_json::Value>(&text)
                .unwrap_or_else(|error| panic!("{format}: {error}"));
        }
    }
}

#[test]
fn several_reports_come_from_one_run() {
    let folder = hostile();
    let out = tempfile::tempdir().expect("a temporary folder");
    let reports: Vec<String> = FORMATS
        .iter()
        .map(|format| format!("{format}={}", out.path().join(format).display()))
        .collect();
    let mut arguments = vec!["check", "--lang", "en", "--format", "short"];
    for report in &reports {
        arguments.extend(["--report", report]);
    }
    let output = run(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1));
    for format in FORMATS {
        let file = fs::read_to_string(out.path().join(format)).expect("a report");
        assert_eq!(file, report(folder.path(), format), "{format}");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    let folder = hostile();
    fs::write(folder.path().join("file"), "").expect("written");
    let output = run(folder.path(), &["check", "--report", "sarif=file/x"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write file/x"));
}
