//! A folder for repositories, and a git that is independent of the machine's configuration.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A page that uses nothing.
pub const PLAIN_PAGE: &str = "Page({ onLoad() {} })\n";
/// A page with a use that is not declared.
pub const BAD_PAGE: &str = "Page({ onLoad() { wx.getLocation({}) } })\n";

const PAGE: &str = "pages/index/index.js";

/// A temporary folder that contains repositories and the only configuration that git reads.
pub struct Lab {
    folder: tempfile::TempDir,
}

impl Lab {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("home")).expect("a folder");
        let lab = Self { folder };
        lab.write_global("[init]\n\tdefaultBranch = main\n[protocol \"file\"]\n\tallow = always\n");
        lab
    }

    /// Replaces the global configuration.
    pub fn write_global(&self, text: &str) {
        fs::write(self.path("home/.gitconfig"), text).expect("a configuration");
    }

    pub fn add_global(&self, text: &str) {
        let old = fs::read_to_string(self.path("home/.gitconfig")).expect("a configuration");
        self.write_global(&format!("{old}{text}"));
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().expect("it exists").join(name)
    }

    /// A command with the lab's environment.
    pub fn command(&self, program: impl AsRef<Path>, folder: &Path) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(folder);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_")
                || name.to_string_lossy().starts_with("PRE_COMMIT")
            {
                command.env_remove(name);
            }
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let path = std::env::var("PRIVGUIDE_TEST_GIT")
            .map_or(path.clone(), |folder| format!("{folder}:{path}"));
        command
            .env("PATH", path)
            .env("HOME", self.path("home"))
            .env("GIT_CONFIG_GLOBAL", self.path("home/.gitconfig"))
            .env("GIT_CONFIG_SYSTEM", self.path("home/system"))
            .envs([
                ("LANG", "en_US.UTF-8"),
                ("TERM", "dumb"),
                ("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z"),
            ])
            .envs([
                ("GIT_AUTHOR_NAME", "A"),
                ("GIT_AUTHOR_EMAIL", "a@example.com"),
                ("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z"),
            ])
            .envs([("GIT_COMMITTER_NAME", "A"), ("GIT_COMMITTER_EMAIL", "a@example.com")]);
        for name in [
            "LC_ALL",
            "LC_MESSAGES",
            "PRIVGUIDE_SKIP",
            "XDG_CONFIG_HOME",
            "NO_COLOR",
            "CLICOLOR_FORCE",
        ] {
            command.env_remove(name);
        }
        command
    }

    pub fn try_git(&self, folder: &Path, arguments: &[&str]) -> Output {
        self.command("git", folder).args(arguments).output().expect("git runs")
    }

    /// Runs git, which must succeed; returns its standard output.
    pub fn git(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.try_git(folder, arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    pub fn try_privguide(&self, folder: &Path, arguments: &[&str]) -> Output {
        self.command(privguide_tests::binary(), folder)
            .arg("privguide")
            .args(arguments)
            .output()
            .expect("it runs")
    }

    /// Runs privguide, which must succeed; returns both streams.
    pub fn privguide(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.try_privguide(folder, arguments);
        assert!(output.status.success(), "privguide {arguments:?}: {}", said(&output));
        said(&output)
    }

    /// A repository with a clean program on `main` and an empty bare repository as `origin`.
    pub fn repository(&self, name: &str) -> PathBuf {
        self.repository_with(name, &[])
    }

    pub fn repository_with(&self, name: &str, init: &[&str]) -> PathBuf {
        let (folder, remote) = (self.path(name), self.path(&format!("{name}.git")));
        let top = self.path("");
        for (folder, more) in [(&folder, "--quiet"), (&remote, "--bare")] {
            let arguments =
                [&["init", "--quiet", more], init, &[folder.to_str().expect("UTF-8")]].concat();
            self.git(&top, &arguments);
        }
        self.git(&folder, &["remote", "add", "origin", remote.to_str().expect("UTF-8")]);
        self.write_program(&folder);
        self.commit(&folder, "a program");
        folder
    }

    /// Writes the smallest program with a correct guide.
    pub fn write_program(&self, folder: &Path) {
        write(folder, "app.json", "{ \"pages\": [\"pages/index/index\"] }\n");
        write(folder, "app.js", "App({})\n");
        write(folder, "pages/index/index.wxml", "<view>hello</view>\n");
        write(folder, PAGE, PLAIN_PAGE);
        let declarations = "format = 1\n[program]\nname = \"示例\"\n[developer]\nname = \"示例公司\"\nemail = \"a@example.com\"\n\
             [guide]\nupdated = 2026-01-01\neffective = 2026-01-01\nnotice = \"弹窗\"\n";
        write(folder, "privguide.toml", declarations);
        self.privguide(folder, &["generate"]);
    }

    pub fn commit(&self, folder: &Path, message: &str) -> String {
        self.git(folder, &["add", "--all"]);
        self.git(folder, &["commit", "--quiet", "--allow-empty", "--no-verify", "-m", message]);
        self.git(folder, &["rev-parse", "HEAD"])
    }

    /// Commits the page with other content.
    pub fn commit_page(&self, folder: &Path, content: &str) -> String {
        write(folder, PAGE, content);
        self.commit(folder, "the page")
    }

    /// Installs the hook as a file, even if git supports the configuration.
    pub fn install(&self, folder: &Path) {
        self.privguide(folder, &["hook", "install", "--method", "file"]);
    }

    pub fn try_push(&self, folder: &Path, arguments: &[&str]) -> Output {
        self.try_git(folder, &[&["push"], arguments].concat())
    }

    /// Pushes a commit from another clone, which `shop` does not have.
    pub fn push_from_another_clone(&self) {
        let other = self.path("other");
        self.git(&self.path(""), &["clone", "-q", "shop.git", "other"]);
        write(&other, "README.md", "theirs\n");
        self.commit(&other, "theirs");
        self.push(&other, &["origin", "main"]);
    }

    /// Pushes, which must succeed; returns both streams.
    pub fn push(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.try_push(folder, arguments);
        assert!(output.status.success(), "push {arguments:?}: {}", said(&output));
        said(&output)
    }

    /// Pushes, which the hook must reject; returns both streams.
    pub fn refused(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.try_push(folder, arguments);
        assert!(!output.status.success(), "push {arguments:?} passed: {}", said(&output));
        let said = said(&output);
        assert!(said.contains("failed to push some refs"), "{said}");
        said
    }

    /// True if git has this version or a later one.
    pub fn has_git(&self, wanted: (u32, u32)) -> bool {
        let text = self.git(&self.path(""), &["version"]);
        let mut numbers = text
            .trim_start_matches("git version ")
            .split('.')
            .map(|part| part.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= wanted
    }
}

/// Writes the page of a program without committing it.
pub fn write_page(folder: &Path, content: &str) {
    write(folder, PAGE, content);
}

pub fn write(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

pub fn write_executable(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    write(folder, path, content);
    make_executable(&folder.join(path));
}

#[cfg(unix)]
pub fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[cfg(not(unix))]
pub fn make_executable(_path: &Path) {}

/// Both streams of a run.
pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
