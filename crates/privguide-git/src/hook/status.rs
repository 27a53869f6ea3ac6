//! Determines what is installed, and whether git would run it.

use std::path::{Path, PathBuf};

use privguide::language::Text;

use crate::{Git, GitError};

use super::{
    EVENT, Manager, config,
    file::{is_executable, read},
    place::{at_top, default_folder, hooks_folder},
    script::{PREVIOUS, SCRIPT_VERSION, script, version_of},
    shown,
};

/// The state of the hook in one repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// git's version.
    pub git: (u32, u32),
    /// The hook in git's configuration.
    pub config: Option<ConfigHook>,
    /// The hook as a file.
    pub file: Option<FileHook>,
    /// A hook that we did not write, in the folder that git uses.
    pub foreign: Option<PathBuf>,
    /// The manager that wrote this hook, if it is known.
    pub manager: Option<Manager>,
    /// Why git would not run our hook, or not correctly; empty if there is no problem.
    pub problems: Vec<Text>,
}

/// `hook.privguide.*`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigHook {
    /// The configuration file.
    pub place: PathBuf,
    /// Whether git would run it.
    pub runs: bool,
}

/// The hook as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHook {
    /// Its path.
    pub place: PathBuf,
    /// The script's version.
    pub version: u32,
    /// The previous hook, which it runs first.
    pub previous: Option<PathBuf>,
    /// Whether git would run it.
    pub runs: bool,
}

impl Status {
    /// True if git would run our hook by one of the methods.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.config.as_ref().is_some_and(|hook| hook.runs)
            || self.file.as_ref().is_some_and(|hook| hook.runs)
    }
}

/// Describes the hook of the repository that contains `git`'s folder; `program` is this program.
///
/// # Errors
/// When git or the file system fails.
pub fn status(git: &Git, program: &Path) -> Result<Status, GitError> {
    let git = at_top(git)?;
    let version = git.version()?;
    let mut status = Status {
        git: version,
        config: None,
        file: None,
        foreign: None,
        manager: None,
        problems: Vec::new(),
    };
    config_hook(&git, program, &mut status)?;
    file_hook(&git, program, &mut status)?;
    if status.config.as_ref().is_some_and(|hook| hook.runs)
        && status.file.as_ref().is_some_and(|hook| hook.runs)
    {
        status.problems.push(Text::new(
            "两种方式同时生效，检查会运行两次；请重新运行 cargo privguide hook install",
            "both methods are in force, so the check runs twice; run cargo privguide hook install again",
        ));
    }
    Ok(status)
}

fn config_hook(git: &Git, program: &Path, status: &mut Status) -> Result<(), GitError> {
    let Some(configured) = config::configured(git)? else {
        return Ok(());
    };
    let capable = status.git >= config::SINCE;
    // git itself also takes other configuration files into account.
    let listed = || {
        git.text(&["hook", "list", EVENT])
            .is_ok_and(|list| list.lines().any(|line| line.ends_with("privguide")))
    };
    let runs = capable
        && configured.listens
        && configured.enabled
        && !configured.command.is_empty()
        && listed();
    if !capable {
        status.problems.push(Text::new(
            "git 配置中有 hook.privguide，但当前 git 版本不支持（需要 2.54）；请重新运行 cargo privguide hook install",
            "git's configuration has hook.privguide, but this git does not know it (2.54 does); run cargo privguide hook install again",
        ));
    } else if !runs {
        status.problems.push(Text::new(
            "git 配置中的 hook.privguide 未启用或不完整；请重新运行 cargo privguide hook install",
            "hook.privguide in git's configuration is disabled or incomplete; run cargo privguide hook install again",
        ));
    } else if configured.command != config::command(program) {
        status.problems.push(outdated());
    }
    status.config = Some(ConfigHook { place: config::file(git)?, runs });
    Ok(())
}

fn file_hook(git: &Git, program: &Path, status: &mut Status) -> Result<(), GitError> {
    let folder = hooks_folder(git)?.map(|folder| folder.path);
    match &folder {
        Some(folder) => present_file(folder, program, status)?,
        None => status.problems.push(Text::new(
            "core.hooksPath 被设为空值，git 不会运行任何 hook 文件",
            "core.hooksPath is set to nothing, so git runs no hook file",
        )),
    }
    let default = default_folder(git)?;
    let stray = default.join(EVENT);
    if folder.as_ref() != Some(&default) && read(&stray)?.as_deref().and_then(version_of).is_some()
    {
        let stray = shown(&stray);
        status.problems.push(Text::new(
            format!("{stray} 不会被运行：core.hooksPath 指向了别处"),
            format!("{stray} is not run: core.hooksPath points elsewhere"),
        ));
    }
    Ok(())
}

/// Examines the hook in the folder that git uses, ours or another one.
fn present_file(folder: &Path, program: &Path, status: &mut Status) -> Result<(), GitError> {
    let place = folder.join(EVENT);
    let Some(bytes) = read(&place)? else {
        return Ok(());
    };
    let Some(version) = version_of(&bytes) else {
        status.manager = Manager::of_hook(&bytes);
        status.foreign = Some(place);
        return Ok(());
    };
    let runs = is_executable(&place);
    if !runs {
        let place = shown(&place);
        status.problems.push(Text::new(
            format!("{place} 不可执行，git 会忽略它"),
            format!("{place} is not executable, so git ignores it"),
        ));
    } else if bytes != script(program).as_bytes() || version != SCRIPT_VERSION {
        status.problems.push(outdated());
    }
    let previous = Some(folder.join(PREVIOUS)).filter(|path| path.exists());
    status.file = Some(FileHook { place, version, previous, runs });
    Ok(())
}

fn outdated() -> Text {
    Text::new(
        "hook 由另一个版本或另一处的 privguide 安装；请重新运行 cargo privguide hook install",
        "the hook was installed by another version or another copy of privguide; run cargo privguide hook install again",
    )
}
