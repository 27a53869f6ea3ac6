//! A hostile repository, a folder outside of it that must not be accessed, and all verbs.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

/// The content of the victim's files. No verb may print it.
pub const SECRET: &str = "SECRET-OF-THE-VICTIM";

/// The declarations of the hostile project; they are well-formed, so that verbs run to their end.
const DECLARATIONS: &str = "format = 1\n[program]\nname = \"示例\"\n[developer]\nname = \"示例公司\"\nemail = \"a@example.com\"\n\
    [guide]\nupdated = 2026-01-01\neffective = 2026-01-01\nnotice = \"弹窗\"\n";

/// Every verb that reads a project, with arguments. `{}` is replaced by a file outside the
/// repository that does not exist.
pub const VERBS: &[&[&str]] = &[
    &[],
    &["check"],
    &["check", "--base", "HEAD"],
    &["check", "--workspace"],
    &["check", "-p", "hostile"],
    &["check", "--manifest-path", "Cargo.toml"],
    &["check", "--built", "dist"],
    &["check", "--report", "json={}"],
    &["scan"],
    &["list", "files"],
    &["why", "Location"],
    &["explain", "Location"],
    &["diff"],
    &["diff", "HEAD~..HEAD"],
    &["export"],
    &["init", "--stdout"],
    &["hook", "status"],
    &["hook", "run", "pre-push"],
    &["generate", "--check"],
    &["generate", "--diff"],
    &["generate", "--stdout"],
    &["declare", "--diff"],
    &["fix", "--diff"],
    // The verbs that write are last.
    &["check", "--report", "json=report.json"],
    &["generate"],
    &["declare"],
    &["fix"],
    &["check", "--write-baseline"],
    &["init"],
    &["import", "response.json"],
];

/// One verb of each kind: reading, running git, running cargo, writing.
const BRIEFLY: &[&[&str]] = &[
    &["check", "--rules-base", "HEAD~"],
    &["check", "--workspace"],
    &["scan"],
    &["diff"],
    &["diff", "HEAD~..HEAD"],
    &["hook", "run", "pre-push"],
    &["check", "--report", "json=report.json"],
    &["generate"],
    &["declare"],
    &["fix"],
    &["check", "--write-baseline"],
];

pub struct Lab {
    folder: tempfile::TempDir,
    ran: PathBuf,
}

impl Lab {
    /// A hostile repository with two commits, a canary that its files can name, and a victim.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let ran = folder.path().canonicalize().expect("it exists").join("ran");
        let lab = Self { folder, ran };
        for (file, text) in [
            ("app.json", "{ \"pages\": [\"pages/a/a\"] }"),
            ("pages/a/a.js", "Page({ onLoad() { wx.getLocation({}) } })\n"),
            ("pages/a/a.wxml", "<view/>\n"),
            ("privguide.toml", DECLARATIONS),
            (
                "Cargo.toml",
                "[package]\nname = \"hostile\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n",
            ),
            ("src/lib.rs", ""),
            ("dist/app.json", "{ \"pages\": [] }"),
            ("response.json", "{ \"errcode\": 0, \"setting_list\": [], \"owner_setting\": {} }"),
        ] {
            lab.write(file, text);
        }
        for (file, text) in [
            ("privguide.toml", format!("{DECLARATIONS}# {SECRET}\n")),
            ("app.json", "{ \"pages\": [\"a\"] }".to_owned()),
            ("a.js", format!("wx.chooseAddress({{}}) // {SECRET}\n")),
            ("secret.js", format!("wx.chooseAddress({{}}) // {SECRET}\n")),
            ("guide.md", SECRET.to_owned()),
            ("Cargo.toml", format!("[package]\nname = \"victim\"\n# {SECRET}\n[workspace]\n")),
        ] {
            fs::create_dir_all(lab.victim()).expect("made");
            fs::write(lab.victim().join(file), text).expect("written");
        }
        lab.write(
            "canary",
            format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\nexec cat\n", lab.ran.display()),
        );
        lab.make_executable("canary");
        lab.git(&["init", "--quiet", "--initial-branch", "main"]);
        lab.commit("one");
        lab.write("pages/a/a.js", "// more\nPage({ onLoad() { wx.getLocation({}) } })\n");
        lab.commit("two");
        lab
    }

    /// The hostile repository.
    pub fn repository(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists").join("hostile")
    }

    /// The folder that must not be accessed.
    pub fn victim(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists").join("victim")
    }

    /// The absolute path of the program that must not run.
    pub fn canary(&self) -> String {
        self.repository().join("canary").display().to_string()
    }

    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        let path = self.repository().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// The folder that contains the repository. Programs that run in the repository would obey
    /// configuration planted here.
    pub fn above(&self) -> PathBuf {
        self.repository().parent().expect("a folder").to_path_buf()
    }

    pub fn append(&self, file: &str, text: &str) {
        let old = fs::read_to_string(self.repository().join(file)).unwrap_or_default();
        self.write(file, format!("{old}{text}"));
    }

    pub fn remove(&self, file: &str) {
        let path = self.repository().join(file);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
            .expect("removed");
    }

    pub fn make_executable(&self, file: &str) {
        fs::set_permissions(self.repository().join(file), fs::Permissions::from_mode(0o755))
            .expect("permissions");
    }

    /// Copies the canary under another name.
    pub fn plant(&self, file: &str) {
        let text = fs::read(self.repository().join("canary")).expect("the canary");
        self.write(file, text);
        self.make_executable(file);
    }

    pub fn link(&self, target: impl AsRef<Path>, file: &str) {
        let path = self.repository().join(file);
        drop(fs::remove_file(&path));
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        symlink(target, path).expect("linked");
    }

    pub fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
            .args(arguments)
            .current_dir(self.repository());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        let output = command.output().expect("git runs");
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// Appends to the repository's own configuration, as it might come with an archive that
    /// contains a `.git` folder.
    pub fn configure(&self, text: &str) {
        self.append(".git/config", &format!("{text}\n"));
    }

    /// A command in a folder of the repository.
    pub fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let outside = self.folder.path().join("report.json").display().to_string();
        let arguments: Vec<String> =
            arguments.iter().map(|argument| argument.replace("{}", &outside)).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = privguide_tests::privguide(folder, &arguments);
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .stdin(Stdio::null());
        command
    }

    /// Runs one verb of each kind, and checks the canaries after each.
    pub fn survives_briefly(&self, attack: &str) {
        self.survives_verbs(attack, &[], BRIEFLY);
    }

    fn survives_verbs(&self, attack: &str, environment: &[(&str, String)], verbs: &[&[&str]]) {
        let before = digest(&self.victim());
        let git = digest(&self.repository().join(".git"));
        for verb in verbs {
            let mut command = self.command(&self.repository(), verb);
            if verb.first() == Some(&"hook") && verb.get(1) == Some(&"run") {
                command.stdin(self.pushed());
            }
            command.envs(environment.iter().map(|(name, value)| (name, value)));
            let output = ended(&mut command, attack, verb);
            self.assert_well(attack, verb, &output, (&before, &git));
        }
    }

    /// Runs every verb, in the repository and from another folder, and checks the canaries after
    /// each.
    pub fn survives(&self, attack: &str, environment: &[(&str, String)]) {
        self.survives_verbs(attack, environment, VERBS);
        let before = digest(&self.victim());
        let git = digest(&self.repository().join(".git"));
        // The current folder must not make a difference.
        let repository = self.repository().display().to_string();
        for verb in [
            &["scan", &repository][..],
            &["check", &repository],
            &["generate", &repository],
            &["why", "Location", &repository],
        ] {
            let mut command = self.command(Path::new("/"), verb);
            command.envs(environment.iter().map(|(name, value)| (name, value)));
            let output = ended(&mut command, attack, verb);
            self.assert_well(attack, verb, &output, (&before, &git));
        }
    }

    fn assert_well(
        &self,
        attack: &str,
        verb: &[&str],
        output: &Output,
        (victim, git): (&Digest, &Digest),
    ) {
        let said =
            String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
        let ran = fs::read_to_string(&self.ran).unwrap_or_default();
        assert!(ran.is_empty(), "{attack}: {verb:?} ran the canary: {ran}\n{said}");
        assert!(
            !said.contains(SECRET) && !said.contains("chooseAddress"),
            "{attack}: {verb:?} told a secret: {said}"
        );
        assert!(
            !said.contains("panicked") && output.status.code().is_some(),
            "{attack}: {verb:?}: {said}"
        );
        assert_eq!(&digest(&self.victim()), victim, "{attack}: {verb:?} changed the victim");
        assert_eq!(
            &digest(&self.repository().join(".git")),
            git,
            "{attack}: {verb:?} wrote below .git"
        );
    }

    /// git's input to the hook for a push of the newest commit after the previous one.
    fn pushed(&self) -> Stdio {
        let id = |name: &str| {
            let output = Command::new("git")
                .args(["rev-parse", name])
                .current_dir(self.repository())
                .output()
                .expect("git runs");
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        };
        let line = format!("refs/heads/main {} refs/heads/main {}\n", id("HEAD"), id("HEAD~"));
        let file = self.folder.path().join("pushed");
        fs::write(&file, line).expect("written");
        fs::File::open(file).expect("opened").into()
    }
}

/// The result of a command that must not block.
fn ended(command: &mut Command, attack: &str, verb: &[&str]) -> Output {
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let streams =
        [read(child.stdout.take().expect("piped")), read(child.stderr.take().expect("piped"))];
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        if started.elapsed() > Duration::from_mins(1) {
            drop(child.kill());
            panic!("{attack}: {verb:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let [stdout, stderr] = streams.map(|stream| stream.join().expect("read"));
    Output { status, stdout, stderr }
}

fn read(mut stream: impl std::io::Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("readable");
        bytes
    })
}

/// The files of a folder with their contents; a link is compared as a link.
type Digest = BTreeMap<PathBuf, Vec<u8>>;

fn digest(folder: &Path) -> Digest {
    let mut found = Digest::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_symlink() {
                let target = fs::read_link(&path).expect("a link").to_string_lossy().into_owned();
                found.insert(path, target.into_bytes());
            } else if kind.is_file() {
                let content = fs::read(&path).unwrap_or_default();
                found.insert(path, content);
            }
        }
    }
    found
}
