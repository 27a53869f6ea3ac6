//! The cache changes nothing but the time: the output of every command is the same with and without
//! it, after any change of the sources.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
    time::{Duration, Instant},
};

use privguide_tests::copy;

use crate::lab::{Lab, said, write};

/// Commands that read a state of the sources; those with a base or two sides read more of them.
const COMMANDS: &[&[&str]] = &[
    &["check", "--format", "json"],
    &["check", "--format", "json", "--base", "HEAD~1"],
    &["check", "--format", "short", "--base", "start"],
    &["diff"],
    &["diff", "HEAD~1", "--format", "json"],
    &["diff", "start..HEAD", "--format", "json"],
    &["diff", "HEAD..start", "--format", "markdown"],
    &["scan", "--format", "json"],
    &["list", "files", "--format", "json"],
    &["generate", "--check"],
    &["why", "Location"],
];

/// A repository with one or two projects, and the folder in which its runs keep something.
struct Bench {
    lab: Lab,
    folder: PathBuf,
    cache: PathBuf,
}

impl Bench {
    fn new(programs: &[&str]) -> Self {
        let lab = Lab::new();
        let (folder, cache) = (lab.path("work"), lab.path("cache"));
        lab.git(&lab.path(""), &["init", "--quiet", "work"]);
        for program in programs {
            let inside = if programs.len() == 1 { folder.clone() } else { folder.join(program) };
            copy(&privguide_tests::program(program), &inside);
        }
        let bench = Self { lab, folder, cache };
        bench.commit("start");
        bench.git(&["tag", "start"]);
        bench
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.lab.git(&self.folder, arguments)
    }

    fn commit(&self, what: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", what]);
    }

    fn run(&self, arguments: &[&str], cache: &Path) -> Output {
        let mut command = self.lab.command(privguide_tests::binary(), &self.folder);
        command.args(arguments).args(["--lang", "en"]).env("PRIVGUIDE_CACHE_DIR", cache);
        command.output().expect("it runs")
    }

    /// Compares the output of every command with and without the cache; twice, because the second
    /// run uses the entries of the first one.
    fn compare(&self, what: &str) {
        for command in COMMANDS {
            let cold = self.run(command, Path::new(""));
            for round in 0..2 {
                let kept = self.run(command, &self.cache);
                assert_eq!(said(&kept), said(&cold), "{what}: {command:?}, round {round}");
                assert_eq!(kept.status, cold.status, "{what}: {command:?}, round {round}");
            }
        }
        let head = self.git(&["rev-parse", "HEAD"]);
        let line = format!("refs/heads/main {head} refs/heads/main {}\n", "0".repeat(40));
        let hook = |cache: &Path| self.hook(&line, cache);
        let cold = hook(Path::new(""));
        for _ in 0..2 {
            assert_eq!(hook(&self.cache), cold, "{what}: hook");
        }
    }

    /// What the hook says of a push.
    fn hook(&self, lines: &str, cache: &Path) -> String {
        use std::{io::Write as _, process::Stdio};
        let mut command = self.lab.command(privguide_tests::binary(), &self.folder);
        let mut child = command
            .args(["hook", "run", "--lang", "en", "origin", "file:///nowhere"])
            .env("PRIVGUIDE_CACHE_DIR", cache)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut input = child.stdin.take().expect("piped");
        input.write_all(lines.as_bytes()).expect("taken");
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        format!("{}\n{}", said(&output), output.status)
    }

    /// Starts a command with the cache, and kills it before it ends.
    fn kill(&self, arguments: &[&str], after: Duration) {
        let mut command = self.lab.command(privguide_tests::binary(), &self.folder);
        command.args(arguments).env("PRIVGUIDE_CACHE_DIR", &self.cache);
        let quiet = std::process::Stdio::null;
        let mut child = command.stdout(quiet()).stderr(quiet()).spawn().expect("it starts");
        std::thread::sleep(after);
        // It may have ended.
        drop(child.kill());
        child.wait().expect("it ends");
    }

    /// Truncates or damages each cache file in another way.
    fn damage(&self) {
        let entries = fs::read_dir(&self.cache).expect("something is kept");
        for (number, entry) in entries.enumerate() {
            let path = entry.expect("an entry").path();
            let mut bytes = fs::read(&path).expect("read");
            let at = bytes.len() * (number + 1) / (number + 2);
            if number % 2 == 0 {
                bytes.truncate(at);
            } else {
                bytes[at] ^= 0x55;
            }
            fs::write(&path, bytes).expect("written");
        }
    }
}

fn append(path: &Path, text: &str) {
    let old = fs::read_to_string(path).expect("a file");
    fs::write(path, old + text).expect("written");
}

#[test]
fn every_command_says_the_same_with_what_is_kept() {
    let bench = Bench::new(&["shop"]);
    let file = |name: &str| bench.folder.join("miniprogram").join(name);
    bench.compare("nothing was done");
    append(&file("app.js"), "\nwx.chooseMessageFile()\n");
    bench.compare("an edit");
    bench.commit("an edit");
    bench.compare("an edit that is committed");
    append(&file("app.js"), "// wx.startCompass()\n");
    bench.commit("a comment");
    bench.compare("a comment");
    let pages: Vec<String> = bench
        .git(&["ls-files", "miniprogram/pages"])
        .lines()
        .filter(|name| Path::new(name).extension().is_some_and(|found| found == "js"))
        .map(str::to_owned)
        .collect();
    bench.git(&["mv", &pages[0], &pages[0].replace(".js", ".ts")]);
    bench.compare("a file has another name");
    bench.commit("another name");
    bench.git(&["rm", "--quiet", pages.last().expect("some pages")]);
    bench.compare("a file is gone");
    bench.commit("gone");
    bench.git(&["switch", "--quiet", "--create", "other", "start"]);
    bench.compare("another branch");
    write(&bench.folder, "miniprogram/lib/new.js", "module.exports = () => wx.getLocation({})\n");
    append(&file("app.js"), "\nrequire('./lib/new')()\n");
    bench.commit("a module");
    bench.compare("a module is new");
    bench.git(&["switch", "--quiet", "main"]);
    bench.compare("back");
    append(&bench.folder.join("privguide.toml"), "\n[information.Album]\npurpose = \"x\"\n");
    bench.compare("other declarations");
    for command in COMMANDS {
        bench.kill(command, Duration::from_millis(5));
        bench.kill(command, Duration::from_millis(40));
    }
    bench.compare("runs were killed");
    bench.damage();
    bench.compare("what is kept is damaged");
}

#[test]
fn projects_of_one_repository_keep_apart() {
    let bench = Bench::new(&["shop", "wasm-shop"]);
    bench.compare("two projects");
    append(&bench.folder.join("shop/miniprogram/app.js"), "\nwx.startCompass()\n");
    bench.commit("an edit");
    bench.compare("one of two is edited");
}

/// A revision is named by what is in it: of one that was looked at nothing is read again, and of
/// the next one only what is new.
#[test]
fn a_base_that_was_looked_at_is_not_looked_at_again() {
    let bench = Bench::new(&["shop"]);
    bench.commit("two");
    let kept = || -> Vec<(PathBuf, std::time::SystemTime)> {
        let entries = fs::read_dir(&bench.cache).into_iter().flatten();
        let mut found: Vec<_> = entries
            .map(|entry| entry.expect("an entry"))
            .map(|entry| {
                (entry.path(), entry.metadata().and_then(|it| it.modified()).expect("kept"))
            })
            .collect();
        found.sort();
        found
    };
    let command = ["check", "--base", "HEAD~1"];
    // The result for the work tree is cached once its files have not changed for some time.
    let begun = Instant::now();
    let mut before = Vec::new();
    loop {
        bench.run(&command, &bench.cache);
        let now = kept();
        // The state of the work tree, the entries of its folders, and the base.
        if now.len() == 3 && now == before {
            break;
        }
        before = now;
        assert!(begun.elapsed() < Duration::from_mins(3), "{before:?}");
        std::thread::sleep(Duration::from_millis(300));
    }
    bench.run(&["diff", "HEAD~1"], &bench.cache);
    assert_eq!(kept(), before, "a difference takes what a check kept of the same base");
    bench.run(&[&command[..], &["--no-cache"]].concat(), &bench.cache);
    assert_eq!(kept(), before);
}

/// The entries of folders are cached once the folders have not changed for some time; files and
/// projects that are added or removed afterwards are noticed.
#[cfg(unix)]
#[test]
fn files_that_come_and_go_in_folders_that_were_kept_are_seen() {
    let bench = Bench::new(&["shop", "wasm-shop"]);
    let commands: [&[&str]; 3] = [
        &["check", "--format", "json"],
        &["list", "files", "--format", "json"],
        &["scan", "--format", "json"],
    ];
    let compare = |what: &str| {
        for command in commands {
            let cold = said(&bench.run(command, Path::new("")));
            for round in 0..2 {
                let kept = said(&bench.run(command, &bench.cache));
                assert_eq!(kept, cold, "{what}: {command:?}, round {round}");
            }
        }
    };
    let shop = bench.folder.join("shop/miniprogram");
    let changes: [(&str, &dyn Fn()); 6] = [
        ("nothing", &|| {}),
        ("a file is new", &|| {
            write(&shop, "pages/index/new.js", "wx.startCompass()\n");
            append(&shop.join("app.js"), "\nrequire('./pages/index/new')\n");
        }),
        ("a folder has another name", &|| {
            fs::rename(shop.join("pages/index"), shop.join("pages/other")).expect("renamed");
        }),
        ("a link is in place of a file", &|| {
            fs::rename(shop.join("app.js"), shop.join("real.js")).expect("renamed");
            std::os::unix::fs::symlink("real.js", shop.join("app.js")).expect("linked");
        }),
        ("a project is new", &|| {
            copy(&privguide_tests::program("shop"), &bench.folder.join("third/program"));
        }),
        ("a project is gone", &|| {
            fs::remove_file(bench.folder.join("shop/privguide.toml")).expect("removed");
        }),
    ];
    for (what, change) in changes {
        change();
        compare(what);
        // Longer than the time within which a change is not relied on.
        std::thread::sleep(Duration::from_millis(2_300));
        compare(what);
    }
}
