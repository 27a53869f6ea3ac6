//! Generated files: they are written if they differ, or compared.

use std::fs;

use anyhow::{Context as _, Result};
use similar::TextDiff;

use crate::repository;

/// A file with its expected content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The path relative to the root of the repository, with `/`.
    pub path: String,
    /// Its text, with LF.
    pub text: String,
}

impl Generated {
    /// A file with its expected content.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// Writes files that differ and returns their paths.
///
/// # Errors
/// When a file cannot be written.
pub fn write(files: &[Generated]) -> Result<Vec<String>> {
    let mut written = Vec::new();
    for file in files.iter().filter(|file| !is_current(file)) {
        let path = repository().join(&file.path);
        let folder = path.parent().context("a file lies in a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        fs::write(&path, &file.text).with_context(|| format!("writing {}", path.display()))?;
        written.push(file.path.clone());
    }
    Ok(written)
}

/// The unified differences of all files that are not up to date; empty if there are none.
pub fn difference(files: &[Generated]) -> String {
    files.iter().filter(|file| !is_current(file)).map(one_difference).collect()
}

/// Line ends are ignored, because a checkout may have converted them.
fn is_current(file: &Generated) -> bool {
    on_disk(file) == Some(file.text.clone())
}

fn on_disk(file: &Generated) -> Option<String> {
    Some(fs::read_to_string(repository().join(&file.path)).ok()?.replace("\r\n", "\n"))
}

fn one_difference(file: &Generated) -> String {
    let before = on_disk(file).unwrap_or_default();
    let diff = TextDiff::from_lines(before.as_str(), file.text.as_str());
    let (old, new) = (format!("a/{}", file.path), format!("b/{}", file.path));
    diff.unified_diff().header(&old, &new).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equal_file_is_not_written_and_has_no_difference() {
        let readme = fs::read_to_string(repository().join("README.md")).expect("a readme");
        let current = [Generated::new("README.md", readme.replace("\r\n", "\n"))];
        assert_eq!(write(&current).expect("compared"), [""; 0]);
        assert_eq!(difference(&current), "");
    }

    #[test]
    fn a_stale_file_shows_its_difference() {
        let shown = difference(&[Generated::new("no/such/file.md", "new\n")]);
        assert!(shown.contains("+++ b/no/such/file.md") && shown.contains("+new"), "{shown}");
    }
}
