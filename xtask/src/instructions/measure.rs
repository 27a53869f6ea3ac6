//! Runs the program under Callgrind in typical situations.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

use super::samples::Sample;

/// A situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Situation {
    /// The first `check`, without a cache.
    Cold,
    /// `check` again; nothing has changed.
    Warm,
    /// `check` after one script was edited.
    Edited,
    /// The hook on a push that changes one script, after an earlier push.
    Hook,
}

/// All situations, in the order in which they are measured.
pub(super) const SITUATIONS: [Situation; 4] =
    [Situation::Cold, Situation::Warm, Situation::Edited, Situation::Hook];

impl Situation {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
            Self::Edited => "edited",
            Self::Hook => "hook",
        }
    }
}

/// The instructions of each situation.
pub(super) fn all(executable: &Path, sample: &Sample, keep: Option<&Path>) -> Result<Vec<u64>> {
    let place = Place::new(executable, sample)?;
    let mut counts = Vec::new();
    for situation in SITUATIONS {
        let out = match keep {
            Some(folder) => {
                fs::create_dir_all(folder)?;
                folder.join(format!("{}.{}.out", sample.name, situation.name()))
            }
            None => place.folder.path().join("callgrind.out"),
        };
        let count = place
            .count(situation, sample, &out)
            .with_context(|| format!("{}, {}", sample.name, situation.name()))?;
        counts.push(count);
    }
    Ok(counts)
}

/// A sample on disk, in its own repository.
struct Place<'e> {
    executable: &'e Path,
    folder: TempDir,
}

impl<'e> Place<'e> {
    fn new(executable: &'e Path, sample: &Sample) -> Result<Self> {
        let place = Self {
            executable,
            folder: tempfile::Builder::new().prefix("instructions-").rand_bytes(8).tempdir()?,
        };
        let program = place.program();
        for (path, text) in (sample.files)() {
            write_old(&program.join(path), &text)?;
        }
        place.run(&["init", "--lang", "en"], "")?;
        touch(&program.join("privguide.toml"))?;
        place.git(&["init", "--quiet", "--initial-branch", "main"])?;
        place.commit()?;
        Ok(place)
    }

    fn program(&self) -> std::path::PathBuf {
        self.folder.path().join("program")
    }

    fn count(&self, situation: Situation, sample: &Sample, out: &Path) -> Result<u64> {
        match situation {
            Situation::Cold => self.callgrind(&["check", "--no-cache"], "", out),
            Situation::Warm => {
                self.run(&["check"], "")?;
                self.callgrind(&["check"], "", out)
            }
            Situation::Edited => {
                self.edit(sample, "edited")?;
                self.callgrind(&["check"], "", out)
            }
            Situation::Hook => {
                const PUSH: [&str; 6] =
                    ["hook", "run", "pre-push", "--", "origin", "file:///nowhere"];
                let before = self.git(&["rev-parse", "HEAD"])?;
                self.run(
                    &PUSH,
                    &format!(
                        "refs/heads/main {before} refs/heads/main {}\n",
                        "0".repeat(before.len())
                    ),
                )?;
                self.edit(sample, "pushed")?;
                self.commit()?;
                let after = self.git(&["rev-parse", "HEAD"])?;
                let line = format!("refs/heads/main {after} refs/heads/main {before}\n");
                self.callgrind(&PUSH, &line, out)
            }
        }
    }

    /// Adds a function to a script that other scripts import.
    fn edit(&self, sample: &Sample, name: &str) -> Result<()> {
        let path = self.program().join(sample.edited);
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let addition = format!("function {name}(text) {{ return text.trim() }}\n");
        let text = match text.find("<script") {
            Some(tag) => {
                let inside = text[tag..].find('\n').map_or(text.len(), |end| tag + end + 1);
                format!("{}{addition}{}", &text[..inside], &text[inside..])
            }
            None => text + &addition,
        };
        write_old(&path, &text)
    }

    fn commit(&self) -> Result<()> {
        self.git(&["add", "--all"])?;
        self.git(&[
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.com",
            "commit",
            "--quiet",
            "--message",
            "A",
        ])?;
        Ok(())
    }

    fn git(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(self.program())
            .output()
            .context("starting git")?;
        ensure!(
            output.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn run(&self, arguments: &[&str], input: &str) -> Result<()> {
        self.start(Command::new(self.executable), arguments, input).map(drop)
    }

    fn callgrind(&self, arguments: &[&str], input: &str, out: &Path) -> Result<u64> {
        let mut command = Command::new("valgrind");
        let file = format!("--callgrind-out-file={}", out.display());
        command.args(["--tool=callgrind", &file]).arg(self.executable);
        let printed = self.start(command, arguments, input)?;
        let collected = printed
            .lines()
            .find_map(|line| line.split_once("Collected : "))
            .context("Callgrind gave no figure")?;
        collected.1.trim().parse().context("Callgrind's figure")
    }

    /// Runs a command to its end with one thread and a separate cache; returns its standard error.
    /// Findings are not failures.
    fn start(&self, mut command: Command, arguments: &[&str], input: &str) -> Result<String> {
        command
            .arg("privguide")
            .args(arguments)
            .current_dir(self.program())
            .env("RAYON_NUM_THREADS", "1")
            .env("PRIVGUIDE_CACHE_DIR", self.folder.path().join("cache"))
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().with_context(|| format!("starting {program}"))?;
        child.stdin.take().context("standard input")?.write_all(input.as_bytes())?;
        let output = child.wait_with_output()?;
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(
            matches!(output.status.code(), Some(0 | 1)),
            "{program} {arguments:?} failed: {printed}"
        );
        Ok(printed)
    }
}

/// Writes a file with an old modification time: a file that has just been written may change again
/// within the resolution of the clock.
fn write_old(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    touch(path)
}

fn touch(path: &Path) -> Result<()> {
    let before = SystemTime::now() - Duration::from_mins(1);
    Ok(File::options().append(true).open(path)?.set_modified(before)?)
}
