//! The pre-push hook: installed, removed, described.
//!
//! Two methods, never both at once. Where git knows hooks in its configuration (2.54) they are the
//! better one: they do not depend on other hooks. Elsewhere a file in the hooks folder, which runs
//! a hook that was there before with the same input. A hook manager's files and folders under
//! version control are never written: the caller gets the lines to add there instead.

mod config;
mod file;
mod manager;
mod place;
mod script;
mod status;

use std::path::{Path, PathBuf};

use privguide::language::Text;

use crate::{Git, GitError};

pub use manager::{Manager, Snippet};
pub use script::{SCRIPT_VERSION, is_outdated};
pub use status::{ConfigHook, FileHook, Status, status};

/// The name of the hooks file, and of the event in git's configuration.
const EVENT: &str = "pre-push";

/// How the hook is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `hook.privguide.*` in the repository's configuration.
    Config,
    /// A file in the hooks folder.
    File,
}

/// Whether an installation may go where it is normally refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Force {
    /// Only in this repository's own folders.
    #[default]
    No,
    /// Also in a hooks folder that several repositories, or several people, share.
    Yes,
}

/// What to install.
#[derive(Clone, Debug)]
pub struct Installation {
    /// This program, absolute.
    pub program: PathBuf,
    /// The method; absent: the best that git offers.
    pub method: Option<Method>,
    /// Whether shared folders may be written.
    pub force: Force,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The hook is in place now.
    Installed {
        /// How.
        method: Method,
        /// Where: the file, or the configuration's.
        place: PathBuf,
        /// Whether anything had to be written.
        changed: Change,
        /// What else the user should know.
        notes: Vec<Text>,
    },
    /// Nothing was written: another program manages the hooks here, and these lines are to be added
    /// to its configuration.
    Advised {
        /// Why nothing was written.
        why: Text,
        /// What to add.
        snippet: Snippet,
    },
    /// Nothing was written, and nothing can be before this is put right.
    Refused {
        /// Why.
        why: Text,
    },
    /// The hook is gone.
    Removed {
        /// What was removed or restored, one sentence each; empty when there was nothing.
        done: Vec<Text>,
    },
}

/// Whether anything was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was written now.
    Written,
    /// It was so already.
    None,
}

/// Installs the pre-push hook of the repository that holds `git`'s folder; again and again with the
/// same result.
///
/// # Errors
/// When git or the file system fails. The hook is then what it was before.
pub fn install(git: &Git, installation: &Installation) -> Result<Outcome, GitError> {
    let git = place::at_top(git)?;
    let capable = git.version()? >= config::SINCE;
    let method = installation.method.unwrap_or(if capable { Method::Config } else { Method::File });
    match method {
        Method::Config if !capable => Ok(Outcome::Refused {
            why: Text::new(
                "当前 git 版本不支持在配置中定义 hook（需要 2.54 或更高版本）",
                "this git does not know hooks in its configuration (2.54 or later does)",
            ),
        }),
        Method::Config => {
            let outcome = config::install(&git, &installation.program)?;
            // The new one is written before the old one is removed: after an interruption at least
            // one of them exists.
            let notes = file::remove_own(&git)?;
            Ok(with_notes(outcome, notes))
        }
        Method::File => {
            let outcome = file::install(&git, installation)?;
            if matches!(outcome, Outcome::Installed { .. }) {
                config::remove(&git)?;
            }
            Ok(outcome)
        }
    }
}

/// Removes the hook, by whichever method it was installed, and restores the one that was there
/// before.
///
/// # Errors
/// When git or the file system fails.
pub fn uninstall(git: &Git) -> Result<Outcome, GitError> {
    let git = place::at_top(git)?;
    let mut done = config::remove(&git)?;
    done.extend(file::remove_own(&git)?);
    Ok(Outcome::Removed { done })
}

fn with_notes(outcome: Outcome, more: Vec<Text>) -> Outcome {
    match outcome {
        Outcome::Installed { method, place, changed, mut notes } => {
            notes.extend(more);
            Outcome::Installed { method, place, changed, notes }
        }
        other => other,
    }
}

/// A path for people and for `sh`: with forward slashes.
fn shown(path: &Path) -> String {
    with_slashes(&path.to_string_lossy(), std::path::MAIN_SEPARATOR)
}

/// A path of a system as `sh` and git write it. The long form that Windows gives (`\\?\C:\…`) means
/// the same as the short one.
fn with_slashes(path: &str, separator: char) -> String {
    if separator != '\\' {
        return path.to_owned();
    }
    let short = match path.strip_prefix(r"\\?\UNC\") {
        Some(rest) => format!(r"\\{rest}"),
        None => path.strip_prefix(r"\\?\").unwrap_or(path).to_owned(),
    };
    short.replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::with_slashes;

    #[test]
    fn a_path_of_windows_is_written_as_sh_reads_it() {
        for (path, expected) in [
            (r"\\?\C:\Users\张三\shop\.git\hooks", "C:/Users/张三/shop/.git/hooks"),
            (r"C:\Users\Li Si\a.exe", "C:/Users/Li Si/a.exe"),
            (r"\\?\UNC\server\share\a", "//server/share/a"),
            (r"\\server\share\a", "//server/share/a"),
        ] {
            assert_eq!(with_slashes(path, '\\'), expected);
        }
        assert_eq!(with_slashes(r"/home/a\b", '/'), r"/home/a\b");
    }
}
