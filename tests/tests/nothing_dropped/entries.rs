//! Links, unusual names and entries that the system does not open: they are handled as by the
//! platform's tool, and never dropped.
#![cfg(unix)]

use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt as _, os::unix::fs::symlink};

use privguide::{
    project::{LoadOptions, Project},
    tree::{Listing, MemoryTree, ReadError, SourceTree, TreePath, WorkTree},
};

use crate::{DECLARATIONS, owned, pairs, project, report, run, write};

const PAGE: &[(&str, &str)] = &[
    (
        "project.config.json",
        "{ \"packOptions\": { \"ignore\": [{ \"type\": \"folder\", \"value\": \"old\" }] } }",
    ),
    ("app.json", "{ \"pages\": [\"p/a\"] }"),
    ("p/a.js", "Page({})"),
    ("p/a.wxml", "<view/>"),
    ("privguide.toml", DECLARATIONS),
];

/// A program with every kind of entry other than a plain file.
fn program() -> (tempfile::TempDir, std::path::PathBuf) {
    let top = project(&[
        ("outside/secret.js", "wx.getLocation()"),
        ("outside/deep/d.js", "wx.chooseAddress()"),
    ]);
    let folder = top.path().join("mini");
    for (file, text) in PAGE {
        write(&folder, file, text);
    }
    write(&folder, "real/r.js", "wx.chooseImage()");
    write(&folder, "old/x.js", "");
    for (target, link) in [
        ("real/r.js", "inside.js"),
        ("../outside/secret.js", "out.js"),
        ("../outside/secret.js", "read.me"),
        ("../outside", "shared"),
        ("real", "again"),
        (".", "loop"),
        ("nothing.js", "gone.js"),
        ("round.js", "round.js"),
        ("../../outside/secret.js", "old/ignored.js"),
    ] {
        symlink(target, folder.join(link)).expect("linked");
    }
    write(&folder, "back\\slash.js", "wx.getLocation()");
    write(&folder, "bell\u{7}\u{1b}[2J\nline.js", "wx.chooseMedia()");
    fs::write(folder.join(OsStr::from_bytes(b"bad\xff.js")), "wx.getLocation()").expect("written");
    let made = std::process::Command::new("mkfifo")
        .arg(folder.join("pipe.js"))
        .status()
        .expect("mkfifo runs");
    assert!(made.success());
    (top, folder)
}

const UNREAD: &[(&str, &str)] = &[
    ("again", "link-to-folder"),
    ("back\u{fffd}slash.js", "unreadable-name"),
    ("bad\u{fffd}.js", "unreadable-name"),
    ("gone.js", "link-nowhere"),
    ("loop", "link-to-folder"),
    ("out.js", "link-outside"),
    ("round.js", "link-nowhere"),
    ("shared", "link-outside"),
];

#[test]
fn what_is_not_read_is_unanalysed_in_every_verb_and_format() {
    let (_top, folder) = program();
    assert_eq!(pairs(&report(&folder, &["scan"]), "unanalysed", ["file", "reason"]), owned(UNREAD));
    let check = report(&folder, &["check"]);
    assert_eq!(pairs(&check, "unanalysed", ["file", "reason"]), owned(UNREAD));
    let findings = check["findings"].as_array().expect("findings");
    let files = findings.iter().filter(|finding| finding["rule"] == "unanalysed-file");
    let files: Vec<&str> =
        files.map(|finding| finding["places"][0]["file"].as_str().expect("a file")).collect();
    assert_eq!(files, UNREAD.iter().map(|(file, _)| *file).collect::<Vec<_>>());
    for format in ["human", "short", "sarif", "github", "gitlab", "summary"] {
        let (text, _) = run(&folder, &["check", "--verbose", "--format", format]);
        for (file, _) in UNREAD {
            let shown = if format == "sarif" {
                file.replace('\u{fffd}', "%EF%BF%BD")
            } else {
                (*file).to_owned()
            };
            assert!(text.contains(&shown), "{format}: {file}: {text}");
        }
        assert!(!text.contains(['\u{7}', '\u{1b}']), "{format}: {text:?}");
    }
    for language in ["zh-CN", "en"] {
        let (text, _) = run(&folder, &["scan", "--lang", language]);
        assert!(UNREAD.iter().all(|(file, _)| text.contains(file)), "{text}");
        assert!(!text.contains(['\u{7}', '\u{1b}']), "{text:?}");
    }
}

/// The upload packs names with control characters like any other, and also the targets of links
/// inside the project.
#[test]
fn what_the_upload_takes_is_scanned() {
    let (_top, folder) = program();
    let uses = pairs(&report(&folder, &["scan"]), "uses", ["file", "interface"]);
    let expected = [
        ("bell\u{7}\u{1b}[2J\nline.js", "wx.chooseMedia"),
        ("inside.js", "wx.chooseImage"),
        ("real/r.js", "wx.chooseImage"),
    ];
    assert_eq!(uses, owned(&expected));
}

#[test]
fn list_files_shows_every_entry() {
    let (_top, folder) = program();
    let files = pairs(&report(&folder, &["list", "files"]), "files", ["path", "status"]);
    for (path, status) in [
        ("again", "outside"),
        ("back\u{fffd}slash.js", "packed"),
        ("gone.js", "packed"),
        ("old/ignored.js", "outside"),
        ("out.js", "packed"),
        ("pipe.js", "outside"),
        ("read.me", "outside"),
        ("shared", "packed"),
    ] {
        assert!(files.contains(&(path.to_owned(), status.to_owned())), "{path}: {files:?}");
    }
    let mut sorted = files.clone();
    sorted.sort();
    assert_eq!(files, sorted);
    let (human, _) = run(&folder, &["list", "files"]);
    assert!(human.contains("out.js") && human.contains("a link out of the project"), "{human}");
}

/// Entries beside the programs belong to none of them, but are listed and reported.
#[test]
fn entries_beside_the_programs_are_listed_and_said() {
    let top = project(&[("else/secret.js", "")]);
    let folder = top.path().join("all");
    for (file, text) in PAGE {
        let inside = if *file == "privguide.toml" { "." } else { "mini" };
        write(&folder, &format!("{inside}/{file}"), text);
    }
    symlink("../else/secret.js", folder.join("out.js")).expect("linked");
    symlink("nothing.js", folder.join("gone.js")).expect("linked");
    write(&folder, "back\\slash.js", "");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(folder.join("pipe.js"))
            .status()
            .expect("mkfifo runs")
            .success()
    );
    let expected = ["back\u{fffd}slash.js", "gone.js", "out.js", "pipe.js"];
    let listed = report(&folder, &["list", "files"]);
    let beside = listed["beside"].as_array().expect("a list");
    assert_eq!(
        beside.iter().map(|entry| entry["path"].as_str().expect("a path")).collect::<Vec<_>>(),
        expected
    );
    assert!(
        beside.iter().all(|entry| entry["reason"].as_str().is_some_and(|why| !why.is_empty())),
        "{beside:?}"
    );
    for language in ["zh-CN", "en"] {
        let (human, _) = run(&folder, &["list", "files", "--lang", language]);
        assert!(expected.iter().all(|name| human.contains(name)), "{human}");
    }
    // Only entries that may contain code are reported.
    for verb in ["scan", "check"] {
        let notes = report(&folder, &[verb])["notes"].to_string();
        assert!(
            notes.contains("2 entries beside the programs") && notes.contains("out.js"),
            "{verb}: {notes}"
        );
        assert!(!notes.contains("pipe.js") && !notes.contains("gone.js"), "{verb}: {notes}");
        let output = privguide_tests::privguide(&folder, &[verb, "--lang", "zh-CN"])
            .output()
            .expect("it runs");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("小程序之外有 2 项没有读取"),
            "{verb}: {output:?}"
        );
    }
}

/// The message must not say "does not exist", because the file may exist.
#[test]
fn what_a_configuration_names_behind_a_link_is_not_called_missing() {
    let (_top, folder) = program();
    write(
        &folder,
        "app.json",
        "{ \"pages\": [\"p/a\", \"shared/deep/d\", \"out\"], \"usingComponents\": { \"x\": \"again/r\", \"y\": \"/none\" } }",
    );
    let check = report(&folder, &["check"]);
    let messages = check["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["rule"] == "missing-file");
    let messages: Vec<&str> =
        messages.map(|finding| finding["message"].as_str().expect("a text")).collect();
    let of =
        |name: &str| messages.iter().filter(|message| message.contains(name)).collect::<Vec<_>>();
    assert!(of("/none").iter().all(|message| message.contains("does not exist")), "{messages:?}");
    for name in ["`shared/deep/d.wxml`", "`shared/deep/d.js`", "`out.js`", "`again/r`"] {
        let said = of(name);
        assert!(
            !said.is_empty() && said.iter().all(|message| message.contains("is not read")),
            "{name}: {messages:?}"
        );
    }
}

#[test]
fn a_pushed_commit_says_the_same() {
    let (_top, folder) = program();
    let git = |arguments: &[&str]| {
        let status = std::process::Command::new("git")
            .args(arguments)
            .current_dir(&folder)
            .status()
            .expect("git runs");
        assert!(status.success(), "{arguments:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "-A"]);
    git(&["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "-m", "all"]);
    let repository = privguide_git::Repository::discover(&folder).expect("a repository");
    let head = repository.resolve("HEAD").expect("a commit");
    let commit =
        privguide_git::Revision::open(&repository, &head, &TreePath::root()).expect("a tree");
    let project = Project::load(&commit, &LoadOptions::default()).expect("a program");
    let unanalysed = &project.programs[0].scan.unanalysed;
    let committed: Vec<_> =
        unanalysed.iter().map(|item| (item.file.to_string(), item.reason)).collect();
    let on_disk =
        Project::load(&WorkTree::open(&folder).expect("a folder"), &LoadOptions::default())
            .expect("a program");
    let on_disk: Vec<_> = on_disk.programs[0]
        .scan
        .unanalysed
        .iter()
        .map(|item| (item.file.to_string(), item.reason))
        .collect();
    assert_eq!(committed, on_disk);
    assert_eq!(committed.len(), UNREAD.len());
}

/// Compilers follow links in sources; a link that is not read may hide uses.
#[test]
fn a_link_to_a_folder_counts_where_a_compiler_follows_it() {
    let folder = project(&[
        ("app.config.js", "export default { pages: ['p/a'] }"),
        ("p/a.js", ""),
        ("package.json", "{\"dependencies\":{\"@tarojs/taro\":\"3\"}}"),
    ]);
    let shared = project(&[("s.js", "")]);
    symlink(shared.path(), folder.path().join("shared")).expect("linked");
    let report = report(folder.path(), &["scan"]);
    assert_eq!(
        pairs(&report, "unanalysed", ["file", "reason"]),
        owned(&[("shared", "link-outside")])
    );
}

#[test]
fn a_folder_that_cannot_be_opened_is_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = project(PAGE);
    write(folder.path(), "locked/l.js", "wx.getLocation()");
    let locked = folder.path().join("locked");
    let set = |mode| fs::set_permissions(&locked, fs::Permissions::from_mode(mode)).expect("set");
    set(0o000);
    // Root can read everything, so this test has no effect for it.
    let is_locked = fs::read_dir(&locked).is_err();
    let unanalysed = pairs(&report(folder.path(), &["scan"]), "unanalysed", ["file", "reason"]);
    set(0o755);
    let expected: &[(&str, &str)] =
        if is_locked { &[("locked", "unreadable-folder")] } else { &[] };
    assert_eq!(unanalysed, owned(expected));
}

/// Entries that are not plain files of the project, each in place of a file.
const NO_FILES: [(&str, &str); 3] =
    [("link", "out of the project"), ("pipe", "a pipe, socket or device"), ("gone", "broken link")];

fn replace(folder: &std::path::Path, file: &str, with: &str) {
    let path = folder.join(file);
    drop(fs::remove_file(&path));
    match with {
        "link" => {
            let outside = folder.parent().expect("a parent").join("outside");
            fs::create_dir_all(&outside).expect("made");
            fs::write(outside.join("any"), "{}").expect("written");
            symlink(outside.join("any"), &path).expect("linked");
        }
        "pipe" => assert!(
            std::process::Command::new("mkfifo")
                .arg(&path)
                .status()
                .expect("mkfifo runs")
                .success()
        ),
        _ => symlink("nothing", &path).expect("linked"),
    }
}

/// A record, declarations, an entry or a supplement that cannot be read must not be treated as
/// absent.
#[test]
fn what_privguide_itself_reads_is_not_called_missing() {
    for (with, why) in NO_FILES {
        let program = || {
            let top = tempfile::tempdir().expect("a folder");
            let folder = top.path().join("mini");
            for (file, text) in PAGE {
                write(&folder, file, text);
            }
            (top, folder)
        };
        let (_top, folder) = program();
        replace(&folder, "privguide.lock", with);
        let check = report(&folder, &["check"]);
        let findings = check["findings"].as_array().expect("findings");
        let record = findings
            .iter()
            .find(|finding| finding["rule"] == "broken-record")
            .unwrap_or_else(|| panic!("{with}: {check}"));
        assert!(
            record["message"].as_str().is_some_and(|message| message.contains(why)),
            "{with}: {record}"
        );

        let (_top, folder) = program();
        replace(&folder, "app.json", with);
        let said = failed(&folder, &["check"]);
        assert!(said.contains("app.json is not read") && said.contains(why), "{with}: {said}");

        let (_top, folder) = program();
        replace(&folder, "privguide.toml", with);
        let said = failed(&folder, &["check"]);
        assert!(
            said.contains("privguide.toml is") && !said.contains("no such file"),
            "{with}: {said}"
        );

        let (_top, folder) = program();
        write(
            &folder,
            "privguide.toml",
            format!("{DECLARATIONS}[supplement]\nfiles = [\"s.txt\"]\n"),
        );
        replace(&folder, "s.txt", with);
        let (said, _) = run(&folder, &["check", "--lang", "en", "--format", "short"]);
        assert!(said.contains("is not a regular file of the project"), "{with}: {said}");
    }
}

/// The message of a verb that ends without a result.
fn failed(folder: &std::path::Path, arguments: &[&str]) -> String {
    let output = privguide_tests::privguide(folder, arguments).output().expect("it runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{said}");
    said
}

/// A tree with a file that the system does not open.
struct Refusing(MemoryTree, &'static str);

impl SourceTree for Refusing {
    fn list(&self, enter: &(dyn Fn(&TreePath) -> bool + Sync)) -> Listing {
        self.0.list(enter)
    }

    fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        if path.as_str() == self.1 {
            return Err(ReadError::Failed { path: path.clone(), message: "refused".to_owned() });
        }
        self.0.read(path)
    }
}

/// Not only sources matter for a program: also compiler options, packages, and names of tags.
#[test]
fn every_file_that_is_wanted_and_refused_is_said() {
    let taro = [
        ("package.json", "{ \"dependencies\": { \"@tarojs/taro\": \"3\" } }"),
        ("project.config.json", "{ \"miniprogramRoot\": \"dist/\" }"),
        ("tsconfig.json", "{}"),
        ("config/index.js", "module.exports = {}"),
        ("src/app.config.js", "export default { pages: ['p/a'] }"),
        ("src/app.js", ""),
        ("src/p/a.jsx", "import b from '@/b'; wx.getLocation()"),
        ("src/p/a.config.js", "export default {}"),
    ];
    let native = [
        ("app.json", "{ \"pages\": [\"p/a\"], \"themeLocation\": \"theme.json\" }"),
        ("theme.json", "{}"),
        ("package.json", "{}"),
        ("project.config.json", "{}"),
        ("p/a.js", "wx.getLocation()"),
        ("p/a.json", "{}"),
        ("p/a.wxml", "<view/>"),
    ];
    for files in [&taro[..], &native[..]] {
        for (refused, _) in files {
            let tree =
                files.iter().fold(MemoryTree::new(), |tree, (file, text)| tree.with(file, *text));
            let Ok(project) = Project::load(&Refusing(tree, refused), &LoadOptions::default())
            else {
                assert!(refused.contains("app."), "{refused}");
                continue;
            };
            let is_said = project.programs.iter().any(|analysed| {
                let places =
                    analysed.program.problems.iter().filter_map(|problem| problem.place.as_ref());
                let unanalysed = analysed.scan.unanalysed.iter().map(|item| &item.file);
                places
                    .map(|place| &place.file)
                    .chain(unanalysed)
                    .any(|file| file.as_str() == *refused)
            });
            assert!(is_said, "{refused}: {:?}", project.programs[0].scan.unanalysed);
        }
    }
}

/// A pipe never blocks a run: neither on the command line, nor in the project, nor in the cache
/// folder.
#[test]
fn pipes_are_not_waited_for() {
    let (_top, folder) = program();
    let named = run(&folder, &["scan", "pipe.js"]);
    assert_eq!(named, (String::new(), Some(2)));
    let cache = tempfile::tempdir().expect("a folder");
    let scan = || {
        let mut command = privguide_tests::privguide(&folder, &["scan", "--format", "short"]);
        let output = command.env("PRIVGUIDE_CACHE_DIR", cache.path()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0));
        output.stdout
    };
    let first = scan();
    let kept: Vec<_> = fs::read_dir(cache.path())
        .expect("listed")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    for path in kept {
        fs::remove_file(&path).expect("removed");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&path)
                .status()
                .expect("mkfifo runs")
                .success()
        );
    }
    assert_eq!(scan(), first);
    // Declarations and guides that are pipes are not files.
    fs::remove_file(folder.join("privguide.toml")).expect("removed");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(folder.join("privguide.toml"))
            .status()
            .expect("mkfifo runs")
            .success()
    );
    assert_eq!(run(&folder, &["check"]).1, Some(2));
}
