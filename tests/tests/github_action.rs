//! Runs the scripts of the GitHub action, with simulated variables and files of GitHub.

#![cfg(target_os = "linux")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use privguide_tests::{binary, copy, copy_of, repository};

/// A runner: the files and variables for a step of an action.
struct Runner {
    folder: tempfile::TempDir,
    event: serde_json::Value,
}

impl Runner {
    /// A runner with a checkout of `program` in the folder `shop` of a repository.
    fn new(program: &Path, event: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runner = Self { folder, event: serde_json::from_str(event).expect("a payload") };
        copy(program, &runner.path("repository/shop"));
        fs::create_dir_all(runner.path("repository/.git")).expect("a folder");
        fs::create_dir_all(runner.path("temp")).expect("a folder");
        fs::write(runner.path("output"), "").expect("written");
        fs::write(runner.path("summary"), "").expect("written");
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Runs a script of the action as a step.
    fn step(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new("bash");
        command
            .arg(repository().join(".github/actions/privguide").join(script))
            .current_dir(self.path("repository"));
        command.env_clear().env(
            "PATH",
            format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap_or_default()),
        );
        command
            .env("LANG", "C")
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_REPOSITORY", "owner/shop");
        for (name, file) in [
            ("GITHUB_OUTPUT", "output"),
            ("GITHUB_STEP_SUMMARY", "summary"),
            ("RUNNER_TEMP", "temp"),
        ] {
            command.env(name, self.path(file));
        }
        // The values that action.yml extracts from the event with GitHub's expressions.
        let (base, number) =
            (&self.event["pull_request"]["base"]["sha"], &self.event["pull_request"]["number"]);
        command.env("PRIVGUIDE_EVENT_BASE", base.as_str().unwrap_or_default());
        command.env(
            "PRIVGUIDE_NUMBER",
            number.as_str().map_or_else(|| number.to_string(), str::to_owned),
        );
        command
            .env("PRIVGUIDE_BINARY", binary())
            .env("PRIVGUIDE_PATH", "shop")
            .envs(variables.iter().copied());
        command.output().expect("bash starts")
    }

    /// An output that a step has set.
    fn output(&self, name: &str) -> String {
        let all = self.text("output");
        let found = all.lines().rev().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        found.unwrap_or_else(|| panic!("no output {name}: {all}")).to_owned()
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const PULL_REQUEST: &str = r#"{ "pull_request": { "number": 7, "base": { "sha": "0000000000000000000000000000000000000001" } } }"#;

/// A payload in which every value that a stranger can choose tries to become a command.
const HOSTILE: &str = r#"{ "pull_request": { "number": "7; touch owned", "title": "$(touch owned)",
    "base": { "sha": "--output=owned $(touch owned)\n::error::owned" }, "head": { "ref": "`touch owned`" } } }"#;

/// A program whose page uses undeclared information.
fn bad() -> tempfile::TempDir {
    let folder = copy_of("shop");
    let script = folder.path().join("miniprogram/pages/home/home.js");
    let text = fs::read_to_string(&script).expect("a page");
    fs::write(script, format!("{text}\nwx.openBluetoothAdapter()\n")).expect("written");
    folder
}

#[test]
fn a_good_pull_request_passes_with_a_summary() {
    let runner = Runner::new(&repository().join("tests/cargo/backend/miniprogram"), PULL_REQUEST);
    let output = runner.step("check.sh", &[]);
    assert!(output.status.success(), "{output:?}");
    assert!(!stdout(&output).contains("::error"), "{}", stdout(&output));
    assert!(
        runner.text("summary").contains("The code, the declarations and the guide agree"),
        "{}",
        runner.text("summary")
    );
    assert_eq!(
        (runner.output("errors"), runner.output("warnings"), runner.output("status")),
        ("0".into(), "0".into(), "0".into())
    );
    assert!(runner.step("verdict.sh", &[("PRIVGUIDE_STATUS", "0")]).status.success());
}

#[test]
fn a_bad_pull_request_is_annotated_and_fails_at_the_end() {
    let program = bad();
    let runner = Runner::new(program.path(), PULL_REQUEST);
    let output = runner.step("check.sh", &[("PRIVGUIDE_LANG", "en")]);
    assert!(
        output.status.success(),
        "the step goes on, so that reports can be uploaded: {output:?}"
    );
    let annotation = "::error file=shop/miniprogram/pages/home/home.js,line=";
    assert!(
        stdout(&output).lines().any(|line| line.starts_with(annotation)),
        "{}",
        stdout(&output)
    );
    assert!(
        runner.text("summary").contains("`undeclared-information`"),
        "{}",
        runner.text("summary")
    );
    assert_eq!(runner.output("status"), "1");
    assert_ne!(runner.output("errors"), "0");
    let sarif: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(runner.output("sarif")).expect("a file"))
            .expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let verdict = runner.step("verdict.sh", &[("PRIVGUIDE_STATUS", &runner.output("status"))]);
    assert_eq!(verdict.status.code(), Some(1));
}

#[test]
fn the_summary_says_what_changed_since_the_base() {
    let program = copy_of("shop");
    let runner = Runner::new(program.path(), PULL_REQUEST);
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(arguments);
        command
            .current_dir(runner.path("repository"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null");
        let output = command.output().expect("git starts");
        assert!(output.status.success(), "{output:?}");
        stdout(&output).trim().to_owned()
    };
    fs::remove_dir(runner.path("repository/.git")).expect("removed");
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "base"]);
    let base = git(&["rev-parse", "HEAD"]);
    let page = runner.path("repository/shop/miniprogram/pages/home/home.js");
    fs::write(
        &page,
        format!("{}\nwx.openBluetoothAdapter()\n", fs::read_to_string(&page).expect("a page")),
    )
    .expect("written");
    let output = runner.step("check.sh", &[("PRIVGUIDE_BASE", &base), ("PRIVGUIDE_LANG", "en")]);
    assert!(output.status.success() && !stdout(&output).contains("no comparison"), "{output:?}");
    let summary = runner.text("summary");
    let change = runner.text("temp/privguide/change.md");
    assert!(change.contains("luetooth") && summary.contains(&change), "{summary}");
}

#[test]
fn findings_can_be_let_pass_but_a_failure_cannot() {
    let program = bad();
    let runner = Runner::new(program.path(), PULL_REQUEST);
    assert!(runner.step("check.sh", &[("PRIVGUIDE_DENY", "nothing")]).status.success());
    assert_eq!(runner.output("status"), "0");
    assert_eq!(runner.step("check.sh", &[("PRIVGUIDE_DENY", "everything")]).status.code(), Some(2));
    assert_eq!(
        runner.step("check.sh", &[("PRIVGUIDE_PATH", "no/such/folder")]).status.code(),
        Some(2)
    );
}

#[test]
fn nothing_that_a_stranger_chooses_is_run() {
    let program = bad();
    let runner = Runner::new(program.path(), HOSTILE);
    let folder = runner.path("repository/$(touch owned); touch owned");
    copy(program.path(), &folder);
    let output = runner.step("check.sh", &[("PRIVGUIDE_PATH", "$(touch owned); touch owned")]);
    assert!(output.status.success(), "{output:?}");
    assert!(
        !stdout(&output).lines().any(|line| line.starts_with("::error::")),
        "{}",
        stdout(&output)
    );
    let comment = runner.step("comment.sh", &[("PRIVGUIDE_SUMMARY", &runner.output("summary"))]);
    assert!(
        comment.status.success() && stdout(&comment).contains("no pull request"),
        "{comment:?}"
    );
    // A path that looks like an option is treated as a path.
    assert_eq!(runner.step("check.sh", &[("PRIVGUIDE_PATH", "--help")]).status.code(), Some(2));
    assert!(!runner.path("repository/owned").exists() && !runner.path("owned").exists());
}

#[test]
fn the_comment_is_one_and_is_edited() {
    let program = bad();
    let runner = Runner::new(program.path(), PULL_REQUEST);
    runner.step("check.sh", &[]);
    fs::create_dir_all(runner.path("bin")).expect("a folder");
    let log = runner.path("gh.log");
    let script = format!("#!/bin/sh\nprintf '%s ' \"$@\" >> '{}'\n", log.display());
    write_executable(&runner.path("bin/gh"), &script);
    let summary = runner.output("summary");
    let output = runner.step("comment.sh", &[("PRIVGUIDE_SUMMARY", &summary)]);
    assert!(output.status.success(), "{output:?}");
    let expected = format!(
        "pr comment 7 --repo owner/shop --edit-last --create-if-none --body-file {summary} "
    );
    assert_eq!(runner.text("gh.log"), expected);
    write_executable(&runner.path("bin/gh"), "#!/bin/sh\nexit 1\n");
    let refused = runner.step("comment.sh", &[("PRIVGUIDE_SUMMARY", &summary)]);
    assert!(refused.status.success() && stdout(&refused).starts_with("::notice"), "{refused:?}");
}

fn write_executable(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("made executable");
}

#[test]
fn a_named_binary_is_taken_and_a_missing_one_is_said() {
    let runner = Runner::new(&repository().join("tests/cargo/backend/miniprogram"), PULL_REQUEST);
    assert!(runner.step("install.sh", &[]).status.success());
    assert_eq!(Path::new(&runner.output("binary")), binary());
    let missing = runner.step("install.sh", &[("PRIVGUIDE_BINARY", "/no/such/file")]);
    assert_eq!(missing.status.code(), Some(2));
}

/// The tool is built in the folder of the action, so a workspace with files that cargo, rustup or
/// the search path would obey has no effect.
#[test]
fn nothing_of_a_hostile_workspace_runs_while_the_tool_is_built() {
    let runner = Runner::new(&repository().join("tests/cargo/backend/miniprogram"), PULL_REQUEST);
    let action = runner.path("action");
    fs::create_dir_all(action.join("src")).expect("a folder");
    fs::create_dir_all(action.join(".github/actions/privguide")).expect("a folder");
    let manifest =
        "[package]\nname = \"cargo-privguide\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    fs::write(action.join("Cargo.toml"), manifest).expect("written");
    fs::write(
        action.join("Cargo.lock"),
        "version = 4\n\n[[package]]\nname = \"cargo-privguide\"\nversion = \"0.1.0\"\n",
    )
    .expect("written");
    fs::write(action.join("src/main.rs"), "fn main() {}\n").expect("written");
    let workspace = runner.path("repository");
    let canary = workspace.join("canary");
    let ran = runner.path("ran");
    write_executable(&canary, &format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\n", ran.display()));
    for folder in ["bin", "toolchain/bin", "home", ".cargo"] {
        fs::create_dir_all(workspace.join(folder)).expect("a folder");
    }
    for program in
        ["cargo", "rustc", "rustup", "git", "dirname", "mkdir", "cat", "grep", "mv", "rm", "cc"]
    {
        fs::copy(&canary, workspace.join("bin").join(program)).expect("copied");
        fs::copy(&canary, workspace.join("toolchain/bin").join(program)).expect("copied");
    }
    let config = format!(
        "[build]\nrustc-wrapper = \"{0}\"\nrustc = \"{0}\"\n[target.'cfg(all())']\nlinker = \"{0}\"\n",
        canary.display()
    );
    fs::write(workspace.join(".cargo/config.toml"), &config).expect("written");
    fs::write(workspace.join("home/config.toml"), &config).expect("written");
    fs::write(workspace.join("rust-toolchain.toml"), "[toolchain]\npath = \"toolchain\"\n")
        .expect("written");
    let path = std::env::var("PATH").expect("a search path");
    let path = format!("{}:bin:.:{path}", workspace.join("bin").display());
    let home = std::env::var("HOME").expect("a home");
    let (action, place) = (
        action.join(".github/actions/privguide").display().to_string(),
        workspace.display().to_string(),
    );
    let (cargo_home, toolchain) = (
        workspace.join("home").display().to_string(),
        workspace.join("toolchain").display().to_string(),
    );
    let variables = [
        ("GITHUB_ACTION_PATH", action.as_str()),
        ("GITHUB_WORKSPACE", &place),
        ("PRIVGUIDE_BINARY", ""),
        ("PRIVGUIDE_BUILD", "true"),
        ("PATH", &path),
        ("HOME", &home),
        ("CARGO_HOME", &cargo_home),
        ("RUSTUP_TOOLCHAIN", &toolchain),
        ("RUSTC_WRAPPER", "./canary"),
    ];
    let output = runner.step("install.sh", &variables);
    assert!(output.status.success(), "{output:?}");
    assert!(
        runner.output("binary").starts_with(&runner.path("temp").display().to_string()),
        "{}",
        runner.output("binary")
    );
    let check = runner.step("check.sh", &[("GITHUB_WORKSPACE", &place), ("PATH", &path)]);
    assert!(check.status.success(), "{check:?}");
    assert_eq!(fs::read_to_string(ran).unwrap_or_default(), "");
    // A program that the pull request could contain is not accepted as the tool.
    let refused = runner.step(
        "install.sh",
        &[("GITHUB_WORKSPACE", &place), ("PRIVGUIDE_BINARY", &canary.display().to_string())],
    );
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
}

#[test]
fn a_pull_request_that_takes_its_judge_away_fails() {
    let program = copy_of("shop");
    let runner = Runner::new(program.path(), PULL_REQUEST);
    fs::remove_dir(runner.path("repository/.git")).expect("removed");
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(arguments);
        command.current_dir(runner.path("repository")).env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(command.output().expect("git starts").status.success());
    };
    git(&["init", "--quiet", "--initial-branch", "main"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "base"]);
    let declarations = runner.path("repository/shop/privguide.toml");
    let text = fs::read_to_string(&declarations).expect("declarations");
    fs::write(&declarations, format!("{text}\n[rules]\nvague-purpose = \"allow\"\n"))
        .expect("written");
    let output = runner.step("check.sh", &[("PRIVGUIDE_BASE", "main"), ("PRIVGUIDE_LANG", "en")]);
    assert_eq!(runner.output("status"), "1", "{output:?}");
    assert!(
        stdout(&output).contains("::error") && stdout(&output).contains("weakened-check"),
        "{}",
        stdout(&output)
    );
    fs::remove_file(&declarations).expect("removed");
    let output = runner.step("check.sh", &[("PRIVGUIDE_BASE", "main"), ("PRIVGUIDE_LANG", "en")]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no longer judged"), "{output:?}");
}

#[test]
fn inputs_reach_scripts_through_the_environment_only() {
    let action = fs::read_to_string(repository().join(".github/actions/privguide/action.yml"))
        .expect("the action");
    for line in action.lines().filter(|line| line.trim_start().starts_with("run:")) {
        assert!(!line.contains("${{"), "{line}");
    }
    let scripts = fs::read_dir(repository().join(".github/actions/privguide")).expect("listed");
    for script in scripts
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "sh"))
    {
        let text = fs::read_to_string(&script).expect("a script");
        assert!(
            text.contains("set -euo pipefail") && !text.contains("eval "),
            "{}",
            script.display()
        );
    }
}

#[test]
fn every_action_is_pinned_by_a_whole_hash() {
    let folder = repository().join(".github");
    let mut files = vec![folder.join("actions/privguide/action.yml")];
    files.extend(
        fs::read_dir(folder.join("workflows"))
            .expect("listed")
            .map(|entry| entry.expect("an entry").path()),
    );
    for file in files {
        for line in fs::read_to_string(&file).expect("a workflow").lines() {
            let Some((_, used)) = line.split_once("uses: ") else { continue };
            let own = used.starts_with("$/") || used.starts_with("OWNER/");
            let hash =
                used.split_once('@').map_or("", |(_, rest)| rest.split(' ').next().unwrap_or(""));
            let whole = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(own || whole, "{}: {used}", file.display());
        }
    }
}
