//! Recognises libraries that are copied into programs by the names of their folders and files.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::embedded;

/// How copied libraries are recognised; all names are in lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Libraries {
    shelves: Vec<String>,
    library: Vec<VendoredLibrary>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VendoredLibrary {
    name: String,
    #[serde(default)]
    folders: Vec<String>,
    #[serde(default)]
    files: Vec<String>,
}

/// The table as shipped.
///
/// # Panics
/// Never in a released build: the embedded table is read by a test.
pub(crate) fn libraries() -> &'static Libraries {
    static TABLE: LazyLock<Libraries> = LazyLock::new(|| embedded::table!("libraries"));
    &TABLE
}

impl Libraries {
    /// The library of which a folder of this name is a copy.
    pub(crate) fn of_folder(&self, folder: &str) -> Option<&str> {
        self.library
            .iter()
            .find(|library| library.folders.iter().any(|known| known == folder))
            .map(|library| library.name.as_str())
    }

    /// The library of which a file of this name is a copy.
    pub(crate) fn of_file(&self, file: &str) -> Option<&str> {
        let is_copy = |library: &&VendoredLibrary| {
            library.files.iter().any(|start| file.starts_with(start.as_str()))
        };
        self.library.iter().find(is_copy).map(|library| library.name.as_str())
    }

    /// True if every child of a folder with this name is a separate library.
    pub(crate) fn is_shelf(&self, folder: &str) -> bool {
        self.shelves.iter().any(|known| known == folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_lower_case_and_occur_once() {
        let table = libraries();
        let mut names: Vec<&String> = table
            .library
            .iter()
            .flat_map(|library| library.folders.iter().chain(&library.files))
            .collect();
        names.extend(&table.shelves);
        assert!(names.iter().all(|name| **name == name.to_lowercase()), "{names:?}");
        let before = names.len();
        names.sort();
        names.dedup();
        // A name may be both that of a folder and the prefix of a file name.
        assert!(before - names.len() <= 4, "{names:?}");
    }
}
