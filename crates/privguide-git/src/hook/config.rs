//! The hook in git's configuration: `hook.privguide.event` and `hook.privguide.command`.

use std::path::{Path, PathBuf};

use privguide::language::Text;

use crate::{Git, GitError};

use super::{Change, EVENT, Method, Outcome, script::quoted, shown};

/// The first version of git that supports hooks in its configuration.
pub(super) const SINCE: (u32, u32) = (2, 54);

const SECTION: &str = "hook.privguide";

/// The configured hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Configured {
    pub command: String,
    pub listens: bool,
    pub enabled: bool,
}

/// The command that runs `program`; git appends the hook's arguments.
pub(super) fn command(program: &Path) -> String {
    let program = quoted(&shown(program));
    format!(
        "p={program}; [ -x \"$p\" ] || p=$(command -v cargo-privguide) || {{ [ \"${{PRIVGUIDE_SKIP:-}}\" = 1 ] && exit 0; \
         echo \"privguide: cargo-privguide is neither at\" {program} \"nor in PATH, so the push is not checked and not let through\" \
         >&2; exit 1; }}; \"$p\" privguide hook run {EVENT} --script {version} --",
        version = super::SCRIPT_VERSION
    )
}

pub(super) fn install(git: &Git, program: &Path) -> Result<Outcome, GitError> {
    let place = git.folder().join(git.text(&["rev-parse", "--git-common-dir"])?).join("config");
    let command = command(program);
    let wanted = Configured { command: command.clone(), listens: true, enabled: true };
    let installed = |changed| Outcome::Installed {
        method: Method::Config,
        place: place.clone(),
        changed,
        notes: Vec::new(),
    };
    if configured(git)? == Some(wanted) {
        return Ok(installed(Change::None));
    }
    // The event is written last, because it makes git run the command; each step is atomic.
    git.text(&["config", "--local", "--replace-all", &format!("{SECTION}.command"), &command])?;
    git.run(&["config", "--local", "--unset-all", &format!("{SECTION}.enabled")])?;
    git.text(&["config", "--local", "--replace-all", &format!("{SECTION}.event"), EVENT])?;
    Ok(installed(Change::Written))
}

pub(super) fn remove(git: &Git) -> Result<Vec<Text>, GitError> {
    if configured(git)?.is_none() {
        return Ok(Vec::new());
    }
    git.text(&["config", "--local", "--remove-section", SECTION])?;
    Ok(vec![Text::new(
        "已从仓库的 git 配置中移除 hook.privguide",
        "removed hook.privguide from the repository's git configuration",
    )])
}

/// The hook in the repository's own configuration.
pub(super) fn configured(git: &Git) -> Result<Option<Configured>, GitError> {
    let get = |key: &str| -> Result<Option<String>, GitError> {
        let answer = git.run(&["config", "--local", "--get-all", &format!("{SECTION}.{key}")])?;
        Ok(answer
            .ok
            .then(|| String::from_utf8_lossy(&answer.out).trim_end_matches('\n').to_owned()))
    };
    let (command, event, enabled) = (get("command")?, get("event")?, get("enabled")?);
    if command.is_none() && event.is_none() && enabled.is_none() {
        return Ok(None);
    }
    let off = enabled
        .as_deref()
        .and_then(|text| text.lines().last())
        .is_some_and(|text| matches!(text, "false" | "no" | "off" | "0"));
    Ok(Some(Configured {
        command: command.unwrap_or_default(),
        listens: event.is_some_and(|events| events.lines().any(|event| event == EVENT)),
        enabled: !off,
    }))
}

/// The repository's configuration file.
pub(super) fn file(git: &Git) -> Result<PathBuf, GitError> {
    Ok(git.folder().join(git.text(&["rev-parse", "--git-common-dir"])?).join("config"))
}
