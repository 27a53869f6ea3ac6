//! Names that differ from files only by case. A build on Windows or macOS finds such a file, but
//! one on Linux does not. The file counts, and the difference is reported.

use std::{
    collections::{BTreeSet, HashMap},
    sync::OnceLock,
};

use super::SourceGraph;
use crate::{language::Text, program::modules::Resolution, tree::TreePath};

/// The files that were found with other case, and the names of all files for this search.
#[derive(Default)]
pub(super) struct Letters {
    /// By name without extension in lower case: the actual spellings. Built when the first name
    /// cannot be resolved.
    stems: OnceLock<HashMap<String, BTreeSet<String>>>,
    found: BTreeSet<(TreePath, TreePath)>,
}

/// The maximum number of names in the note; of the others, only the number is given.
const NAMED: usize = 5;

impl Letters {
    pub(super) fn note(&self) -> Option<Text> {
        let named = |separator: &str, open: &str, close: &str| {
            let one = |(from, to): &(TreePath, TreePath)| format!("{to}{open}{from}{close}");
            self.found.iter().take(NAMED).map(one).collect::<Vec<_>>().join(separator)
        };
        let count = self.found.len();
        let (zh_more, en_more) = if count > NAMED { ("……", ", …") } else { ("", "") };
        (count > 0).then(|| {
            Text::new(
                format!(
                    "有 {count} 处引用的大小写与文件名不同，在 Windows 和 macOS 上能编译，在 Linux 上不能；这些文件计入了：{}{zh_more}",
                    named("、", "（见 ", "）")
                ),
                format!(
                    "names that differ from their files by case ({count}): {}{en_more}; a build finds them on Windows and macOS, not on \
                     Linux, so they count",
                    named(", ", " (named in ", ")")
                ),
            )
        })
    }
}

fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    path[name..].rfind('.').filter(|dot| *dot > 0).map_or(path, |dot| &path[..name + dot])
}

impl SourceGraph<'_> {
    /// The files whose names differ from this name by case.
    fn written_otherwise(&self, base: &str) -> Vec<TreePath> {
        let stems = self.letters.stems.get_or_init(|| {
            let mut stems: HashMap<String, BTreeSet<String>> = HashMap::new();
            for path in self.files.all().iter().chain(self.files.above()) {
                let stem = stem(path.as_str());
                stems.entry(stem.to_lowercase()).or_default().insert(stem.to_owned());
            }
            stems
        });
        let others =
            stems.get(&base.to_lowercase()).into_iter().flatten().filter(|other| *other != base);
        others
            .filter_map(|other| TreePath::new(other).or_else(|| TreePath::root().join(other)))
            .collect()
    }

    /// The files of a page or component whose names differ by case; all of them if there are
    /// several.
    pub(super) fn base_in_other_letters(
        &mut self,
        from: usize,
        base: &TreePath,
        at: usize,
    ) -> bool {
        let mut found = false;
        let names =
            [base.as_str().to_owned(), format!("{base}/index"), stem(base.as_str()).to_owned()];
        for other in names.iter().flat_map(|name| self.written_otherwise(name)).collect::<Vec<_>>()
        {
            if self.base(from, &other, at) {
                found = true;
                self.letters.found.insert((self.paths[from].clone(), other));
            }
        }
        found
    }

    /// The module that an import refers to, with a name that differs by case.
    pub(super) fn in_other_letters(&mut self, from: &TreePath, name: &str) -> Option<TreePath> {
        let name = name.split('?').next().unwrap_or(name);
        let (folder, last) = name.rsplit_once('/')?;
        let folder = if name.starts_with('.') {
            self.files.join(&from.parent(), folder)
        } else {
            self.program.folder_by_alias(folder)
        }?;
        let base = folder.join(last)?;
        let names =
            [base.as_str().to_owned(), format!("{base}/index"), stem(base.as_str()).to_owned()];
        let others = names.iter().flat_map(|name| self.written_otherwise(name)).collect::<Vec<_>>();
        let found = others.into_iter().find_map(|other| {
            // Resolved like a missing extension in a bundler.
            match self
                .program
                .locate_module(&TreePath::root().join("package.json")?, &format!("./{other}"))
            {
                Resolution::File(path) => Some(path),
                _ => None,
            }
        })?;
        self.letters.found.insert((from.clone(), found.clone()));
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_stem_is_a_path_without_its_extension() {
        for (path, expected) in [
            ("a/b.vue", "a/b"),
            ("a.b/c", "a.b/c"),
            ("a/.env", "a/.env"),
            ("x.config.ts", "x.config"),
        ] {
            assert_eq!(stem(path), expected);
        }
    }
}
