//! Runs `privguide-build` in a real build with Cargo: what is reported, and when it is reported
//! again.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use privguide_tests::{copy, repository};

/// A copy of the sample package that a test may change. Its dependencies are in a separate target
/// folder and are built once.
struct Package {
    folder: tempfile::TempDir,
    target: PathBuf,
}

impl Package {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy(&repository().join("tests/cargo/backend"), folder.path());
        let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).expect("a manifest");
        let crates = repository().join("crates").to_string_lossy().replace('\\', "/");
        fs::write(folder.path().join("Cargo.toml"), manifest.replace("../../../crates", &crates))
            .expect("written");
        // The versions of the workspace are available without a network.
        fs::copy(repository().join("Cargo.lock"), folder.path().join("Cargo.lock"))
            .expect("copied");
        let test = std::env::current_exe().expect("a test knows its own path");
        let target = test.ancestors().nth(3).expect("target/<profile>/deps").join("build-script");
        Self { folder, target }
    }

    fn cargo(&self, verb: &str, word: Option<&str>) -> Output {
        let mut command = Command::new(env!("CARGO"));
        command
            .args([verb, "--verbose", "--offline", "--color", "never"])
            .current_dir(self.folder.path());
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "0");
        for name in ["PRIVGUIDE_BUILD", "DOCS_RS", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
            command.env_remove(name);
        }
        command.envs(word.map(|word| ("PRIVGUIDE_BUILD", word)));
        command.output().expect("cargo runs")
    }

    /// Builds, and says whether the build script ran.
    fn reruns(&self) -> bool {
        let output = self.cargo("build", None);
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{messages}");
        messages.lines().any(|line| line.contains("Running") && line.contains("build-script-build"))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join("miniprogram").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    }
}

fn listing(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .expect("listed")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    all.sort();
    all
}

#[test]
fn the_guide_is_built_in_and_checked_again_when_and_only_when_something_it_read_changed() {
    let package = Package::new();
    let before = listing(&package.folder.path().join("miniprogram"));
    let page = package.cargo("run", None);
    let said = String::from_utf8_lossy(&page.stderr).into_owned();
    let page = String::from_utf8_lossy(&page.stdout).into_owned();
    assert!(
        page.contains("<html lang=\"zh-CN\"") && page.contains("展示你附近的门店"),
        "it serves the guide: {page}{said}"
    );
    assert!(!package.reruns(), "nothing changed");

    package.write("../README.md", "unrelated\n");
    package.write("images/readme.txt", "another picture\n");
    assert!(!package.reruns(), "what it never read changed");

    package
        .write("pages/map/map.js", "Page({ onShow() { wx.getLocation(); wx.chooseAddress() } })\n");
    let output = package.cargo("build", None);
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "findings do not fail a build: {messages}");
    let mut warnings =
        messages.lines().filter(|line| line.starts_with("warning: backend@0.1.0: privguide: "));
    let warning = warnings.find(|line| line.ends_with("[undeclared-information]"));
    let warning = warning.unwrap_or_else(|| panic!("no warning: {messages}"));
    assert!(warning.contains("map.js:1:"), "{warning}");
    assert!(!package.reruns(), "the warning stands, nothing changed");

    package.write("pages/map/other.js", "wx.getClipboardData()\n");
    assert!(package.reruns(), "a new file where sources lie");
    package.write(
        "privguide.toml",
        &fs::read_to_string(package.folder.path().join("miniprogram/privguide.toml"))
            .expect("read"),
    );
    assert!(package.reruns(), "the declarations");

    let denied = package.cargo("build", Some("deny"));
    let messages = String::from_utf8_lossy(&denied.stderr).into_owned();
    assert!(
        !denied.status.success() && messages.contains("error: backend@0.1.0: privguide: "),
        "{messages}"
    );
    let after = listing(&package.folder.path().join("miniprogram"));
    assert_eq!(before, after, "nothing is written beside the sources");
}
