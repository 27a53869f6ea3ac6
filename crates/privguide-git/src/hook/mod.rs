//! Installs, removes and describes the pre-push hook.
//!
//! There are two methods, of which only one is used at a time. If git supports hooks in its
//! configuration (since 2.54), that method is preferred, because it does not depend on other hooks.
//! Otherwise a file is written to the hooks folder, which also runs a previous hook with the same
//! input. Files of hook managers, and folders under version control, are never written: the caller
//! gets the lines to add there.

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

/// Whether an installation may write where this is normally rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Force {
    /// It may only write in this repository's own folders.
    #[default]
    No,
    /// It may also write in a hooks folder that several repositories, or several people, share.
    Yes,
}

/// What to install.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The absolute path of this program.
    pub program: PathBuf,
    /// The method; if `None`, the best that git supports.
    pub method: Option<Method>,
    /// Whether shared folders may be written.
    pub force: Force,
}

/// The result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The hook is installed.
    Installed {
        /// The method.
        method: Method,
        /// The hook's file, or the configuration file.
        place: PathBuf,
        /// Whether a file was changed.
        changed: Change,
        /// Notes for the user.
        notes: Vec<Text>,
    },
    /// Nothing was written: another program manages the hooks here, and the user has to add these
    /// lines to its configuration.
    Advised {
        /// Why nothing was written.
        why: Text,
        /// The lines to add.
        snippet: Snippet,
    },
    /// Nothing was written, and a problem must be fixed first.
    Refused {
        /// Why.
        why: Text,
    },
    /// The hook was removed.
    Removed {
        /// What was removed or restored, one sentence each; empty if there was nothing.
        done: Vec<Text>,
    },
}

/// Whether a file was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was changed.
    Written,
    /// It already had this content.
    None,
}

/// Installs the pre-push hook in the repository that contains `git`'s folder; repeating this has no
/// further effect.
///
/// # Errors
/// When git or the file system fails. The hook is then unchanged.
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
            // The new hook is written before the old one is removed, so that at least one exists
            // after an interruption.
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

/// Removes the hook, whichever method it was installed with, and restores the previous one.
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

/// A system path in the notation of `sh` and git. On Windows, the long form (`\\?\C:\…`) is
/// equivalent to the short one.
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
