//! Prepares samples: installs, builds, records, declares and commits them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};

use super::judge::{Tool, git};
use crate::{
    builds::build::{build, copy, node_tool, npm},
    repository,
};

/// A package manager.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manager {
    Npm,
    Pnpm,
}

impl Manager {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pnpm => "pnpm",
        }
    }
}

/// The version of pnpm that is run.
const PNPM: &str = "pnpm@9.8.0";

/// A program below `tests/checkouts`; for those that are built, together with its files below
/// `tests/builds`.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) managers: &'static [Manager],
    /// The output folder of the build, which is not committed.
    output: &'static str,
    /// The entry, and an import that is added to it, of the sample's own module that imports all
    /// packages.
    entry: Option<(&'static str, &'static str)>,
    /// A file that is edited, and the text that is appended: a use, and an import of another locked
    /// package.
    edited: (&'static str, &'static str),
}

pub(super) const SAMPLES: &[Sample] = &[
    Sample {
        name: "taro",
        managers: &[Manager::Npm, Manager::Pnpm],
        output: "dist",
        entry: Some(("src/app.ts", "import './kit'\n")),
        edited: ("src/kit/index.ts", "import 'crypto-js/md5'\nwx.chooseInvoiceTitle({})\n"),
    },
    Sample {
        name: "uni-app",
        managers: &[Manager::Npm, Manager::Pnpm],
        output: "dist",
        entry: Some(("src/main.js", "import './kit'\n")),
        edited: ("src/kit/index.js", "import 'crypto-js/md5'\nuni.chooseInvoiceTitle({})\n"),
    },
    Sample {
        name: "native",
        managers: &[Manager::Npm],
        output: "miniprogram_npm",
        entry: None,
        edited: (
            "pages/index/index.js",
            "require('dayjs/plugin/utc')\nwx.chooseInvoiceTitle({})\n",
        ),
    },
];

const DECLARED: &str = "format = 1\n[program]\nname = \"示例\"\n[developer]\nname = \"示例公司\"\nemail = \"a@example.com\"\n\
     [guide]\nupdated = 2026-01-01\neffective = 2026-01-01\nnotice = \"弹窗\"\n\
     [information.Location]\npurpose = \"展示附近的门店并计算距离\"\n[information.Invoice]\npurpose = \"开具发票\"\n";

/// Creates a repository from a sample, with uncommitted files beside it.
pub(super) fn prepare(tool: &Tool, sample: &Sample, manager: Manager, work: &Path) -> Result<()> {
    let own = repository().join("tests/checkouts").join(sample.name);
    let is_built = sample.entry.is_some();
    if is_built {
        copy(&repository().join("tests/builds").join(sample.name), work)?;
    }
    copy(&own, work)?;
    if let Some((entry, import)) = sample.entry {
        let path = work.join(entry);
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        fs::write(&path, format!("{import}{text}"))?;
    }
    install(manager, work)?;
    if is_built {
        build(work)?;
    } else {
        pack(work)?;
    }
    fs::write(work.join(".gitignore"), "node_modules\ndist\nminiprogram_npm\n")?;
    fs::write(work.join("privguide.toml"), DECLARED)?;
    git(work, &["init", "--quiet", "--initial-branch", "main"])?;
    tool.must(work, &["record"])?;
    if is_built {
        let output = built_folder(&work.join(sample.output))?;
        let relative = output.strip_prefix(work).context("the build is inside")?;
        tool.must(work, &["record", "--built", relative.to_str().context("UTF-8")?])?;
    }
    tool.must(work, &["generate"])?;
    git(work, &["add", "--all"])?;
    git(work, &["commit", "--quiet", "--message", "first"])?;
    Ok(())
}

fn install(manager: Manager, work: &Path) -> Result<()> {
    let names = fs::read_to_string(work.join("packages.txt"))?;
    let names: Vec<&str> = names.lines().collect();
    fs::remove_file(work.join("packages.txt"))?;
    match manager {
        Manager::Npm => {
            let arguments =
                ["install", "--ignore-scripts", "--save-exact", "--no-audit", "--no-fund"];
            npm(work, &[&arguments[..], &names].concat())?;
        }
        Manager::Pnpm => {
            let _ = fs::remove_file(work.join("package-lock.json"));
            fs::write(work.join("pnpm-workspace.yaml"), "packages:\n  - packages/*\n")?;
            // Packages are hoisted, as the frameworks of the samples expect.
            fs::write(
                work.join(".npmrc"),
                "link-workspace-packages=true\nshamefully-hoist=true\nstrict-peer-dependencies=false\n",
            )?;
            let add =
                ["--yes", PNPM, "add", "--workspace-root", "--ignore-scripts", "--save-exact"];
            node_tool("npx", work, &[&add[..], &names].concat())?;
            node_tool(
                "npx",
                work,
                &["--yes", PNPM, "install", "--ignore-scripts", "--no-frozen-lockfile"],
            )?;
        }
    }
    let installed = work.join("installed");
    if installed.is_dir() {
        copy(&installed, &work.join("node_modules"))?;
        fs::remove_dir_all(&installed)?;
    }
    Ok(())
}

/// Does what WeChat's developer tools do with the packages of a native program: copies the folder
/// that was built for the platform.
fn pack(work: &Path) -> Result<()> {
    for (name, part) in
        [("@vant/weapp", "lib"), ("dayjs", "dayjs.min.js"), ("miniprogram-api-promise", "src")]
    {
        let (from, to) = (
            work.join("node_modules").join(name).join(part),
            work.join("miniprogram_npm").join(name),
        );
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::create_dir_all(&to)?;
            fs::copy(&from, to.join("index.js"))?;
        }
    }
    Ok(())
}

/// The folder of the built program: frameworks write it at different depths.
fn built_folder(output: &Path) -> Result<PathBuf> {
    let mut waiting = vec![output.to_owned()];
    while let Some(folder) = waiting.pop() {
        if folder.join("app.json").is_file() {
            return Ok(folder);
        }
        let inner =
            fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
        waiting.extend(
            inner.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()),
        );
    }
    anyhow::bail!("{} holds no app.json", output.display())
}

/// The size of the record in bytes, and the number of packages in it.
pub(super) fn record_size(work: &Path) -> Result<(usize, usize)> {
    let record = fs::read_to_string(work.join("privguide.lock"))?;
    let packages = record.matches("[[package]]").count();
    ensure!(packages > 2, "the record has {packages} packages");
    Ok((record.len(), packages))
}

/// Folders that were moved away, with their original paths.
pub(super) struct Hidden(Vec<(PathBuf, PathBuf)>);

impl Hidden {
    pub(super) fn back(self) -> Result<()> {
        for (from, to) in self.0 {
            fs::rename(&to, &from).with_context(|| format!("moving {} back", from.display()))?;
        }
        Ok(())
    }
}

impl Sample {
    /// Moves away folders that must be absent.
    pub(super) fn hide(
        &self,
        work: &Path,
        aside: &Path,
        has_packages: bool,
        has_build: bool,
    ) -> Result<Hidden> {
        fs::create_dir_all(aside)?;
        let mut hidden = Vec::new();
        for (is_there, name) in [(has_packages, "node_modules"), (has_build, self.output)] {
            if !is_there {
                let (from, to) = (work.join(name), aside.join(name));
                fs::rename(&from, &to)
                    .with_context(|| format!("moving {} away", from.display()))?;
                hidden.push((from, to));
            }
        }
        Ok(Hidden(hidden))
    }

    /// Edits a source file and commits it.
    pub(super) fn edit(&self, work: &Path) -> Result<()> {
        let (file, more) = self.edited;
        let path = work.join(file);
        let text = fs::read_to_string(&path)?;
        fs::write(&path, format!("{more}{text}"))?;
        git(work, &["commit", "--quiet", "--all", "--message", "edited"])?;
        Ok(())
    }
}
