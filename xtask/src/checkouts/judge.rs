//! Runs the tool in different checkouts and compares its answers.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context as _, Result, ensure};

use crate::repository;

/// The built tool.
pub(super) struct Tool(PathBuf);

impl Tool {
    /// Builds the tool.
    pub(super) fn built() -> Result<Self> {
        if let Some(path) = env::var_os("PRIVGUIDE_PROGRAM") {
            return Ok(Self(path.into()));
        }
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(["build", "--quiet", "--package", "cargo-privguide"])
            .current_dir(repository())
            .status()?;
        ensure!(status.success(), "the tool does not build");
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| repository().join("target"), PathBuf::from);
        Ok(Self(target.join("debug/cargo-privguide").with_extension(env::consts::EXE_EXTENSION)))
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> Result<Output> {
        let cache = folder.join("../cache");
        let run = Command::new(&self.0)
            .args(arguments)
            .current_dir(folder)
            .env("XDG_CACHE_HOME", cache)
            .env_remove("CI")
            .output();
        run.with_context(|| format!("running {}", self.0.display()))
    }

    /// Runs it; findings are accepted, but errors are not.
    pub(super) fn must(&self, folder: &Path, arguments: &[&str]) -> Result<()> {
        let output = self.run(folder, arguments)?;
        let printed = String::from_utf8_lossy(&output.stderr);
        ensure!(
            matches!(output.status.code(), Some(0 | 1)),
            "{} failed: {printed}",
            arguments.join(" ")
        );
        Ok(())
    }
}

/// Runs git with a fixed author.
pub(super) fn git(folder: &Path, arguments: &[&str]) -> Result<String> {
    let author =
        ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git")
        .args(author)
        .args(arguments)
        .current_dir(folder)
        .output()
        .context("running git")?;
    let printed = [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat();
    ensure!(output.status.success(), "git {}: {printed}", arguments.join(" "));
    Ok(printed)
}

/// Creates a bare repository with the work tree's commits.
pub(super) fn publish(work: &Path, bare: &Path) -> Result<()> {
    git(work, &["clone", "--quiet", "--bare", ".", bare.to_str().context("UTF-8")?])?;
    Ok(())
}

pub(super) fn clone(bare: &Path, to: &Path) -> Result<()> {
    let parent = bare.parent().context("a folder")?;
    git(
        parent,
        &["clone", "--quiet", bare.to_str().context("UTF-8")?, to.to_str().context("UTF-8")?],
    )?;
    Ok(())
}

/// The commands that are run in every checkout.
const QUESTIONS: [&[&str]; 7] = [
    &["check", "--format", "json"],
    &["check", "--format", "short", "--lang", "en"],
    &["check", "--format", "sarif"],
    &["check", "--base", "HEAD", "--format", "json"],
    &["scan", "--format", "json"],
    &["list", "third-parties", "--lang", "zh-CN"],
    &["generate", "--check", "--lang", "en"],
];

/// The answers to each command, with the place where it was run.
#[derive(Default)]
pub(super) struct Answers(BTreeMap<String, Vec<(String, String)>>);

impl Answers {
    pub(super) fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Runs all commands in a folder, twice: the second run may use the cache.
    pub(super) fn ask(&mut self, tool: &Tool, folder: &Path, from: &str) -> Result<()> {
        for question in QUESTIONS {
            for time in ["first", "again"] {
                let printed = answer(&tool.run(folder, question)?, &[folder]);
                self.0
                    .entry(question.join(" "))
                    .or_default()
                    .push((format!("{from}, {time}"), printed));
            }
        }
        Ok(())
    }

    /// Adds the hook's output for a dry-run push.
    pub(super) fn push(&mut self, tool: &Tool, work: &Path, bare: &Path, from: &str) -> Result<()> {
        let hooks = work.join("../hooks");
        fs::create_dir_all(&hooks)?;
        let tip = git(work, &["rev-parse", "HEAD"])?;
        let line = format!(
            "refs/heads/main {} refs/heads/judged 0000000000000000000000000000000000000000\n",
            tip.trim()
        );
        let input = hooks.join("pushed");
        fs::write(&input, line)?;
        let run = Command::new(&tool.0)
            .args(["hook", "run", "--lang", "en", "origin"])
            .arg(bare)
            .current_dir(work)
            .stdin(fs::File::open(&input)?)
            .env("XDG_CACHE_HOME", work.join("../cache"))
            .output()?;
        self.0
            .entry("the hook".to_owned())
            .or_default()
            .push((from.to_owned(), answer(&run, &[work, bare])));
        Ok(())
    }

    /// Checks that `diff` gives the same result in the work tree and in the bare repository.
    pub(super) fn compare_trees(&mut self, tool: &Tool, work: &Path, bare: &Path) -> Result<()> {
        let first = git(work, &["rev-list", "--max-parents=0", "HEAD"])?;
        let range = format!("{}..HEAD", first.trim());
        for folder in [work, bare] {
            let printed =
                answer(&tool.run(folder, &["diff", &range, "--format", "json"])?, &[folder]);
            self.0
                .entry("diff".to_owned())
                .or_default()
                .push((folder.display().to_string(), printed));
        }
        Ok(())
    }

    /// Every answer that differs from the first answer to the same command.
    pub(super) fn differences(&self, state: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (question, answers) in &self.0 {
            let Some((first, expected)) = answers.first() else { continue };
            for (from, printed) in answers.iter().filter(|(_, printed)| printed != expected) {
                let line = expected.lines().zip(printed.lines()).find(|(a, b)| a != b);
                let (a, b) = line.unwrap_or(("", "more or fewer lines"));
                found.push(format!(
                    "{state}, {question}: {first} says\n        {a}\n      {from} says\n        {b}"
                ));
            }
        }
        found
    }

    pub(super) fn first_is_same_as(&self, other: &Self) -> bool {
        let check = QUESTIONS[0].join(" ");
        let first = |answers: &Self| {
            answers
                .0
                .get(&check)
                .and_then(|answers| answers.first())
                .map(|(_, printed)| printed.clone())
        };
        first(self) == first(other)
    }
}

/// Exit code and both streams, without the names of folders.
fn answer(output: &Output, folders: &[&Path]) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let printed =
        format!("{:?}\n{}\n{}", output.status.code(), text(&output.stdout), text(&output.stderr));
    folders
        .iter()
        .fold(printed, |printed, folder| printed.replace(&folder.display().to_string(), ""))
}
