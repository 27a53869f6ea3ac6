//! Everything that could redirect a file that is written.

use std::fs;

use crate::lab::Lab;

/// The rest of `[guide]`, for which `generate` must fail.
const GUIDE_PATHS: &[&str] = &[
    ".git/hooks/pre-push",
    ".git/guide.md",
    ".GIT/guide.md",
    "a/.git/guide.md",
    "../victim/guide.md",
    "/tmp/guide.md",
    "docs/x.sh",
    "package.json",
    "app.json",
    "src/lib.rs",
    "out/guide.md",
    "theirs.md",
    "dangling.md",
    "hook.md",
    "out/../../victim/guide.md",
    "guide.md/../../../victim/guide.md",
    "pages/a/a.js",
    "Makefile",
    "here/README.md",
    "README.md",
];

#[test]
fn a_path_of_the_guide() {
    for path in GUIDE_PATHS {
        let lab = Lab::new();
        lab.link(lab.victim(), "out");
        lab.link(lab.victim().join("guide.md"), "theirs.md");
        lab.link(lab.victim().join("none.md"), "dangling.md");
        lab.link(".git/hooks/pre-push", "hook.md");
        lab.link(".", "here");
        lab.write("README.md", "# ours\n");
        lab.append("privguide.toml", &format!("path = \"{path}\"\n"));
        let output = lab.command(&lab.repository(), &["generate"]).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{path}: {said}");
        assert_eq!(
            fs::read(lab.repository().join("README.md")).expect("read"),
            b"# ours\n",
            "{path}"
        );
        lab.survives_briefly(path);
    }
}

#[test]
fn a_program_that_a_manifest_names() {
    let lab = Lab::new();
    let victim = lab.victim().display().to_string();
    let programs = ["../victim", "/etc", &victim, "link", "a/../../victim", "./../victim/."];
    for (at, program) in programs.into_iter().enumerate() {
        for with_declarations in [true, false] {
            let table = ["[workspace.metadata.privguide]", "[package.metadata.privguide]"][at % 2];
            let lab = Lab::new();
            if !with_declarations {
                lab.remove("privguide.toml");
            }
            lab.link(lab.victim(), "link");
            lab.append(
                "Cargo.toml",
                &format!(
                    "{table}\nprograms = [\"{}\"]\n",
                    program.replace(&victim, &lab.victim().display().to_string())
                ),
            );
            if with_declarations {
                for verb in [
                    &["generate", "--workspace"][..],
                    &["declare", "--workspace"],
                    &["check", "--workspace"],
                ] {
                    let output = lab.command(&lab.repository(), verb).output().expect("it runs");
                    assert_eq!(
                        output.status.code(),
                        Some(2),
                        "{program}: {}",
                        String::from_utf8_lossy(&output.stderr)
                    );
                }
            }
            lab.survives_briefly(&format!("{table} {program}"));
        }
    }
}

/// A committed link in the place of a file that is to be written.
#[test]
fn a_link_in_the_place_of_a_file_that_is_written() {
    let places = [
        ("report.json", "guide.md"),
        ("privguide-baseline.toml", "none.toml"),
        ("privguide-baseline.toml", "privguide.toml"),
        ("privguide.toml", "privguide.toml"),
        ("privguide.toml", "none.toml"),
        ("app.json", "app.json"),
        ("privacy-guide.zh-CN.md", "guide.md"),
        ("privacy-guide.zh-CN.md", "none.md"),
    ];
    for (file, target) in places {
        let lab = Lab::new();
        lab.link(lab.victim().join(target), file);
        lab.survives(&format!("{file} -> {target}"), &[]);
    }
}

#[test]
fn a_report_is_not_led_away_and_replaces_nothing_in_silence() {
    let lab = Lab::new();
    lab.link(lab.victim(), "reports");
    lab.link(lab.victim().join("guide.md"), "report.json");
    lab.link("package.json", "tied.json");
    lab.write("package.json", "{ \"name\": \"shop\" }\n");
    for file in [
        "report.json",
        "reports/report.json",
        "tied.json",
        ".git/report.json",
        ".git/hooks/pre-push",
        "pages",
    ] {
        let output = lab
            .command(&lab.repository(), &["check", "--report", &format!("json={file}")])
            .output()
            .expect("it runs");
        assert_eq!(
            output.status.code(),
            Some(2),
            "{file}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    lab.survives("links at reports", &[]);
    assert_eq!(
        fs::read(lab.repository().join("package.json")).expect("read"),
        b"{ \"name\": \"shop\" }\n"
    );
    let report = |file: &str| {
        let output = lab
            .command(&lab.repository(), &["check", "--report", &format!("json={file}")])
            .output()
            .expect("it runs");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(report("package.json").contains("package.json was there and has been replaced"));
    // Replacing an earlier report is what the user wants.
    assert!(!report("package.json").contains("replaced"));
    assert!(!report("/dev/null").contains("replaced"));
    assert!(!fs::metadata("/dev/null").expect("there").is_file());
}

#[test]
fn declarations_that_the_command_line_names_are_not_behind_a_link_out() {
    let lab = Lab::new();
    lab.link(lab.victim().join("privguide.toml"), "other.toml");
    for verb in ["check", "generate", "declare", "fix"] {
        let output = lab
            .command(&lab.repository(), &[verb, "--config", "other.toml"])
            .output()
            .expect("it runs");
        assert_eq!(
            output.status.code(),
            Some(2),
            "{verb}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    lab.survives("--config behind a link", &[]);
}
