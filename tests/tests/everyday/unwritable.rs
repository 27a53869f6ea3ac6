//! A folder that is not writable: the message names the file, the reason and what to do, and no
//! partial files are left.

use std::{
    fs,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use privguide_tests::{binary, copy_of, privguide};

use super::{LANGUAGES, code, text};

/// A user without any files. Root may write everywhere, so tests that run as root run the program
/// as this user.
const NOBODY: u32 = 65534;

/// A program in a folder that can be made read-only, and a binary that all users can execute.
struct Shop {
    shop: tempfile::TempDir,
    binary: tempfile::TempDir,
}

impl Shop {
    fn new() -> Self {
        let (shop, place) = (copy_of("shop"), tempfile::tempdir().expect("a folder"));
        fs::copy(binary(), place.path().join("cargo-privguide")).expect("copied");
        for folder in [shop.path(), place.path()] {
            set_mode(folder, 0o755);
        }
        Self { shop, binary: place }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.shop.path().join(name)
    }

    fn run(&self, arguments: &[&str], language: &str) -> Output {
        // Only the environment of this command is used; the binary is the copy.
        let usual = privguide(self.shop.path(), arguments);
        let mut command = Command::new(self.binary.path().join("cargo-privguide"));
        command
            .args(["privguide", "--lang", language])
            .args(arguments)
            .current_dir(self.shop.path());
        for (name, value) in usual.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().expect("it starts")
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // A folder that is not writable cannot be removed either.
        for folder in ["", "docs", "miniprogram"] {
            set_mode(&self.path(folder), 0o755);
        }
    }
}

fn set_mode(path: &Path, mode: u32) {
    if path.exists() {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    }
}

fn is_root() -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    set_mode(folder.path(), 0o555);
    let written = fs::write(folder.path().join("a"), "").is_ok();
    set_mode(folder.path(), 0o755);
    written
}

/// Every file with its bytes, including hidden files.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(&path).expect("read")));
        }
    }
    found.sort();
    found
}

/// The message in each language, besides the file: the reason, and what to do.
const SAID: [[&str; 2]; 2] = [
    ["cannot write FILE: permission denied", "the right to write"],
    ["无法写入 FILE：没有写权限", "写权限"],
];

fn check(shop: &Shop, arguments: &[&str], file: &str) {
    let before = files(shop.shop.path());
    for (language, said) in LANGUAGES.into_iter().zip(SAID) {
        let output = shop.run(arguments, language);
        let message = text(&output.stderr);
        assert_eq!(code(&output), 2, "{arguments:?}: {message}");
        for part in said.map(|part| part.replace("FILE", file)) {
            assert!(message.contains(&part), "{arguments:?}: {part}: {message}");
        }
        assert!(
            !message.contains(".privguide-") && !message.contains("os error"),
            "{arguments:?}: {message}"
        );
    }
    assert_eq!(files(shop.shop.path()), before, "{arguments:?}: nothing is half written");
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    fs::write(path, change(fs::read_to_string(path).expect("read"))).expect("written");
}

#[test]
fn declarations_and_configuration() {
    let shop = Shop::new();
    edit(&shop.path("privguide.toml"), |old| {
        old.replace("[information.PhoneNumber]", "[information.LicensePlate]")
    });
    set_mode(shop.shop.path(), 0o555);
    check(&shop, &["declare"], "privguide.toml");
    check(&shop, &["check", "--write-baseline"], "privguide-baseline.toml");
    check(&shop, &["check", "--report", "json=report.json"], "report.json");
    set_mode(shop.shop.path(), 0o755);
    fs::remove_file(shop.path("privguide.toml")).expect("removed");
    set_mode(shop.shop.path(), 0o555);
    check(&shop, &["init"], "privguide.toml");
}

#[test]
fn corrections() {
    let shop = Shop::new();
    edit(&shop.path("miniprogram/app.json"), |old| {
        old.replace("\"requiredPrivateInfos\"", "\"requirePrivateInfos\"")
    });
    set_mode(&shop.path("miniprogram"), 0o555);
    check(&shop, &["fix"], "miniprogram/app.json");
}

#[test]
fn guides() {
    let shop = Shop::new();
    edit(&shop.path("privguide.toml"), |old| old.replace("privacy@", "legal@"));
    let guide = fs::read_to_string(shop.path("privguide.toml")).expect("read");
    let path =
        guide.lines().find_map(|line| line.strip_prefix("path = \"")).expect("a path").to_owned();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    set_mode(&shop.path(folder), 0o555);
    check(&shop, &["generate"], &path.trim_end_matches('"').replace("{lang}", "zh-CN"));
    // Commands that write nothing work as before.
    for arguments in [&["generate", "--stdout"][..], &["generate", "--diff"]] {
        assert_eq!(code(&shop.run(arguments, "en")), 0, "{arguments:?}");
    }
}

#[test]
fn a_path_below_a_file_and_a_full_disk() {
    let shop = Shop::new();
    for (language, said) in LANGUAGES
        .into_iter()
        .zip([["cannot write", "check the path"], ["无法写入", "核对这个路径"]])
    {
        let output = shop.run(&["check", "--report", "json=privguide.toml/report.json"], language);
        let message = text(&output.stderr);
        assert_eq!(code(&output), 2, "{message}");
        assert!(
            said.iter().all(|part| message.contains(part))
                && message.contains("privguide.toml/report.json"),
            "{message}"
        );
    }
    if Path::new("/dev/full").exists() {
        for (language, said) in LANGUAGES.into_iter().zip(["make room", "腾出磁盘空间"]) {
            let output = shop.run(&["check", "--report", "json=/dev/full"], language);
            let message = text(&output.stderr);
            assert_eq!(code(&output), 2, "{message}");
            assert!(message.contains("/dev/full") && message.contains(said), "{message}");
        }
    }
}
