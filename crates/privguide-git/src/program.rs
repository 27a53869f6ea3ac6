//! Runs the `git` program so that it cannot block forever and is not affected by the environment or
//! by the repository's configuration.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::{
    GitError,
    process::{self, Ended, ProcessError},
    trust,
};

/// The time limit for a local command.
const PATIENCE: Duration = Duration::from_mins(1);

/// Variables that bind a git process to one repository (`git rev-parse --local-env-vars`). Some of
/// them are set when a hook runs; a process for another repository must not inherit them.
const REPOSITORY_VARIABLES: [&str; 18] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// Settings of a repository that name programs which the commands used here might start, with a
/// value that starts none. A repository may come from elsewhere with its `.git` folder. Settings
/// with arbitrary names (filters, text converters) cannot be listed: commands that would run these
/// get `--no-textconv --no-ext-diff`, or do not read the work tree.
const OVERRIDDEN: [(&str, &str); 7] = [
    ("core.fsmonitor", "false"),
    ("core.alternateRefsCommand", ""),
    ("core.askPass", ""),
    ("core.attributesFile", NOTHING),
    ("gc.auto", "0"),
    ("log.showSignature", "false"),
    ("maintenance.auto", "false"),
];

/// Disables hooks for commands that are bound to a repository, because they only read it. Other
/// commands keep the setting: the installer reads it to find the hooks.
const NO_HOOKS: (&str, &str) = ("core.hooksPath", NOTHING);

/// A file that is always empty.
const NOTHING: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Whether a command may connect to a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Servers {
    /// It must not: reading objects must not start `ssh` or a helper from the configuration.
    #[default]
    None,
    /// Only over transports that git implements itself, never over `ext::` or other helpers.
    Usual,
}

/// The `git` program, bound to one folder or repository.
#[derive(Clone, Debug)]
pub struct Git {
    /// `None` for the `git` in the search path, from outside the repository.
    program: Option<PathBuf>,
    folder: PathBuf,
    repository: Option<PathBuf>,
    work_tree: Option<PathBuf>,
    variables: Vec<(OsString, OsString)>,
    servers: Servers,
}

/// The output of a completed command.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub ok: bool,
    pub out: Vec<u8>,
    pub message: String,
}

impl Git {
    /// Git in `folder`.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            program: None,
            folder: folder.into(),
            repository: None,
            work_tree: None,
            variables: Vec::new(),
            servers: Servers::None,
        }
    }

    /// Uses another program in place of the `git` in the search path.
    #[must_use]
    pub fn with_program(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = Some(program.into());
        self
    }

    /// Runs in another folder.
    #[must_use]
    pub fn in_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = folder.into();
        self
    }

    /// Binds it to a repository, independent of the current folder.
    #[must_use]
    pub fn with_git_dir(mut self, git_dir: impl Into<PathBuf>) -> Self {
        self.repository = Some(git_dir.into());
        self
    }

    /// Sets the root folder of the repository's work tree.
    #[must_use]
    pub fn with_work_tree(mut self, work_tree: impl Into<PathBuf>) -> Self {
        self.work_tree = Some(work_tree.into());
        self
    }

    /// Adds an environment variable.
    fn with_variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Treats every path literally: a name may contain `*` or start with `:`.
    pub(crate) fn with_literal_paths(self) -> Self {
        self.with_variable("GIT_LITERAL_PATHSPECS", "1")
    }

    /// Allows fetching from a server.
    pub(crate) fn with_servers(mut self) -> Self {
        self.servers = Servers::Usual;
        self
    }

    /// The folder in which it runs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A command with a clean environment: without prompts, pager, locks, translated messages,
    /// replaced objects, or programs from the repository.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> std::io::Result<Command> {
        let repository = self.work_tree.as_deref().unwrap_or(&self.folder);
        let program = match &self.program {
            Some(program) => program.clone(),
            None => trust::program("git", repository).ok_or(std::io::ErrorKind::NotFound)?,
        };
        let mut command = process::command(&program, repository);
        command.current_dir(&self.folder).args(arguments);
        for variable in REPOSITORY_VARIABLES {
            command.env_remove(variable);
        }
        command
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_PAGER", "cat")
            .env("LC_ALL", "C");
        let overridden: Vec<_> =
            OVERRIDDEN.iter().chain(self.repository.is_some().then_some(&NO_HOOKS)).collect();
        command.env("GIT_CONFIG_COUNT", overridden.len().to_string());
        for (at, (key, value)) in overridden.into_iter().enumerate() {
            command
                .env(format!("GIT_CONFIG_KEY_{at}"), key)
                .env(format!("GIT_CONFIG_VALUE_{at}"), value);
        }
        match self.servers {
            Servers::None => {
                command.env("GIT_ALLOW_PROTOCOL", "none").env("GIT_NO_LAZY_FETCH", "1")
            }
            Servers::Usual => command.env("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh"),
        };
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        if let Some(git_dir) = &self.repository {
            command.env("GIT_DIR", git_dir);
        }
        if let Some(work_tree) = &self.work_tree {
            command.env("GIT_WORK_TREE", work_tree);
        }
        Ok(command)
    }

    /// Runs a command to its end and returns any exit code.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Answer, GitError> {
        self.run_with(arguments, Vec::new(), PATIENCE)
    }

    /// Runs a command with the given standard input.
    pub(crate) fn run_with<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
        input: Vec<u8>,
        patience: Duration,
    ) -> Result<Answer, GitError> {
        let name = arguments
            .first()
            .map(|first| first.as_ref().to_string_lossy().into_owned())
            .unwrap_or_default();
        let failed = |message: String| GitError::Program { command: name.clone(), message };
        let mut command = self.command(arguments).map_err(|error| failed(error.to_string()))?;
        match process::run(&mut command, input, patience) {
            Ok(Ended { status, out, message }) => Ok(Answer { ok: status.success(), out, message }),
            Err(ProcessError::Start(error)) => Err(failed(error.to_string())),
            Err(ProcessError::TimedOut(patience)) => {
                Err(GitError::TimedOut { command: name, seconds: patience.as_secs() })
            }
        }
    }

    /// Runs a command that must succeed, with the given standard input; returns its output as text.
    pub(crate) fn with_input<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
        input: Vec<u8>,
    ) -> Result<String, GitError> {
        let answer = self.run_with(arguments, input, PATIENCE)?;
        if answer.ok {
            return Ok(String::from_utf8_lossy(&answer.out).into_owned());
        }
        let command = arguments
            .first()
            .map(|first| first.as_ref().to_string_lossy().into_owned())
            .unwrap_or_default();
        Err(GitError::Program { command, message: answer.message })
    }

    /// Runs a command that must succeed; returns its output.
    pub(crate) fn bytes<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>, GitError> {
        let answer = self.run(arguments)?;
        if answer.ok {
            return Ok(answer.out);
        }
        let command = arguments
            .first()
            .map(|first| first.as_ref().to_string_lossy().into_owned())
            .unwrap_or_default();
        Err(GitError::Program { command, message: answer.message })
    }

    /// Runs a command that must succeed; returns its output as text without the final newline.
    pub(crate) fn text<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<String, GitError> {
        let text = String::from_utf8_lossy(&self.bytes(arguments)?).into_owned();
        Ok(text
            .strip_suffix('\n')
            .map_or(text.clone(), |text| text.strip_suffix('\r').unwrap_or(text).to_owned()))
    }

    /// The version as (major, minor).
    ///
    /// # Errors
    /// When there is no `git` program.
    pub fn version(&self) -> Result<(u32, u32), GitError> {
        let text = self.text(&["version"])?;
        parse_version(&text)
            .ok_or_else(|| GitError::Program { command: "version".to_owned(), message: text })
    }
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let number = text.strip_prefix("git version ")?;
    let mut parts = number.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Git, parse_version};

    #[test]
    fn versions_of_all_vendors_are_read() {
        assert_eq!(parse_version("git version 2.47.3"), Some((2, 47)));
        assert_eq!(parse_version("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(parse_version("git version 2.54.0.windows.1"), Some((2, 54)));
        assert_eq!(parse_version("git version 2.55.GIT"), Some((2, 55)));
        assert_eq!(parse_version("hub 1"), None);
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let git = Git::at(".").with_program("sleep");
        let error = git
            .run_with(&["30"], Vec::new(), std::time::Duration::from_millis(50))
            .expect_err("it hangs");
        assert!(error.to_string().contains("did not answer"), "{error}");
    }
}
