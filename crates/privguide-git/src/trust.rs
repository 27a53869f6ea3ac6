//! Decides which programs and files of the machine may be used while an untrusted folder is
//! analysed.
//!
//! Programs are only started from outside that folder, and with a search path that does not lead
//! into it: a project's `node_modules/.bin`, which `npx` puts first, or a `.` in PATH must not
//! determine which `git` is run. See `.github/SECURITY.md`.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// The untrusted folder that a scanned folder belongs to: the root of its repository, otherwise the
/// folder itself.
#[must_use]
pub fn boundary(folder: &Path) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let is_top = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
    folder.ancestors().find(is_top).map_or_else(|| folder.clone(), Path::to_path_buf)
}

/// The folders of PATH outside of a scanned folder, in order.
#[must_use]
pub fn search_path(scanned: &Path) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let hostile = untrusted_folder(scanned, home().as_deref());
    env::split_paths(&path).filter(|entry| is_outside(entry, &hostile)).collect()
}

/// [`search_path`] as the value of the environment variable.
#[must_use]
pub fn search_path_variable(scanned: &Path) -> OsString {
    env::join_paths(search_path(scanned)).unwrap_or_default()
}

/// The program with this name in PATH, outside of a scanned folder.
#[must_use]
pub fn program(name: &str, scanned: &Path) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let hostile = untrusted_folder(scanned, home().as_deref());
    let candidates = search_path(scanned).into_iter().map(|folder| folder.join(&file));
    candidates.into_iter().find(|candidate| candidate.is_file() && is_outside(candidate, &hostile))
}

/// True if a path is absolute and does not lead into a scanned folder.
#[must_use]
pub fn lies_outside(path: &Path, scanned: &Path) -> bool {
    is_outside(path, &untrusted_folder(scanned, home().as_deref()))
}

/// True for a folder that belongs to the user and that no other user may write to, so that its
/// entries can be trusted.
#[cfg(unix)]
#[must_use]
pub fn is_private(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    const OTHERS_WRITE: u32 = 0o022;
    let own = rustix::process::geteuid().as_raw();
    folder
        .metadata()
        .is_ok_and(|meta| meta.is_dir() && meta.uid() == own && meta.mode() & OTHERS_WRITE == 0)
}

/// On other systems, the user's cache folder inherits suitable access rights.
#[cfg(not(unix))]
#[must_use]
pub fn is_private(folder: &Path) -> bool {
    folder.is_dir()
}

fn is_outside(path: &Path, hostile: &Path) -> bool {
    path.is_absolute() && path.canonicalize().is_ok_and(|real| !real.starts_with(hostile))
}

/// A home folder may itself be a repository; the programs in it belong to the user in any case.
fn untrusted_folder(scanned: &Path, home: Option<&Path>) -> PathBuf {
    let boundary = boundary(scanned);
    match home.and_then(|home| home.canonicalize().ok()) {
        Some(home) if home.starts_with(&boundary) => {
            scanned.canonicalize().unwrap_or_else(|_| scanned.to_path_buf())
        }
        _ => boundary,
    }
}

fn home() -> Option<PathBuf> {
    env::home_dir().filter(|home| home.is_absolute())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{boundary, is_outside, untrusted_folder};

    fn folders() -> (tempfile::TempDir, std::path::PathBuf) {
        let top = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(top.path().join("repository/.git")).expect("made");
        fs::create_dir_all(top.path().join("repository/apps/shop/bin")).expect("made");
        fs::create_dir_all(top.path().join("tools")).expect("made");
        let real = top.path().canonicalize().expect("it exists");
        (top, real)
    }

    #[test]
    fn a_folder_belongs_to_its_repository() {
        let (_top, real) = folders();
        assert_eq!(boundary(&real.join("repository/apps/shop")), real.join("repository"));
        assert_eq!(boundary(&real.join("tools")), real.join("tools"));
    }

    #[test]
    fn programs_of_the_repository_are_kept_out() {
        let (_top, real) = folders();
        let hostile = untrusted_folder(&real.join("repository/apps/shop"), None);
        assert!(is_outside(&real.join("tools"), &hostile));
        for inside in ["repository/apps/shop/bin", "repository", "none"] {
            assert!(!is_outside(&real.join(inside), &hostile), "{inside}");
        }
        assert!(!is_outside(Path::new("."), &hostile) && !is_outside(Path::new(""), &hostile));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_into_the_repository_is_no_way_round() {
        let (_top, real) = folders();
        std::os::unix::fs::symlink(real.join("repository/apps"), real.join("tools/apps"))
            .expect("linked");
        assert!(!is_outside(
            &real.join("tools/apps/shop/bin"),
            &untrusted_folder(&real.join("repository"), None)
        ));
    }

    #[test]
    fn a_home_that_is_a_repository_keeps_its_programs() {
        let (_top, real) = folders();
        let shop = real.join("repository/apps/shop");
        assert_eq!(untrusted_folder(&shop, Some(&real.join("repository"))), shop);
    }
}
