//! The lock files of npm, pnpm, yarn and bun: the version of a package that an import resolves to,
//! and the checksum of its content.
//!
//! In: a tree and a folder in it. Out: a [`Lock`], which resolves the imports of folders and of
//! packages. Nothing is installed, executed or downloaded. A file that cannot be read is an error,
//! never an empty lock.

mod block;
mod bun;
mod npm;
mod pnpm;
mod yaml;
mod yarn;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::modules::package_of;
use crate::{
    language::Text,
    text::conflict,
    tree::{ReadError, SourceTree, TreePath},
};

/// Names of lock files; if a folder contains several, the first in this list is read.
const NAMES: [&str; 6] = [
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "npm-shrinkwrap.json",
    "package-lock.json",
    "bun.lockb",
];

/// A package with its locked version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LockedPackage {
    /// Its real name; an alias imports it by another.
    pub name: String,
    /// Its version; empty if the lock file has none.
    pub version: String,
    /// The checksum of its content, or the commit, in the lock file.
    pub integrity: Option<String>,
    /// True for a folder or archive on the machine or in the repository: `file:`, `link:`,
    /// `workspace:`.
    pub is_local: bool,
}

/// Why a lock file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockProblem {
    /// The file.
    pub file: TreePath,
    /// The reason.
    pub why: Text,
}

/// A lock file.
#[derive(Debug)]
pub struct Lock {
    /// Its path.
    pub file: TreePath,
    /// The path of the tree in its repository, if the repository is visible: the lock file may be
    /// above the tree.
    home: TreePath,
    packages: Vec<LockedPackage>,
    shape: LockShape,
}

/// The ways in which package managers say which package an import resolves to.
#[derive(Debug, PartialEq, Eq)]
enum LockShape {
    /// By the place in `node_modules`: `packages/a/node_modules/b`.
    Places {
        by_place: BTreeMap<String, usize>,
        places: Vec<String>,
        links: BTreeMap<String, String>,
    },
    /// By the dependencies of folders and of packages.
    Edges { importers: BTreeMap<String, Needs>, needs: Vec<Needs> },
    /// By requests: `name@range`.
    Requests { asked: BTreeMap<String, usize>, needs: Vec<BTreeMap<String, String>> },
}

/// Names and numbers of packages; if a name occurs twice, the last one counts.
type Needs = Vec<(Box<str>, usize)>;

fn needed(needs: &Needs, name: &str) -> Option<usize> {
    needs.iter().rev().find(|(known, _)| **known == *name).map(|(_, number)| *number)
}

/// The importer of a package.
#[derive(Clone, Copy, Debug)]
pub enum Importer<'l> {
    /// A file in a folder of the tree.
    Folder(&'l TreePath),
    /// A package, by its number in the lock file.
    Package(usize),
}

impl Lock {
    /// The lock file for a folder: the nearest at or above it, also in the repository around the
    /// tree if that is visible; `None` if there is none.
    #[must_use]
    pub(crate) fn nearest(
        tree: &dyn SourceTree,
        folder: &TreePath,
    ) -> Option<Result<Self, LockProblem>> {
        let home = tree.home();
        let mut folder = home.join(folder.as_str())?;
        loop {
            for file in NAMES.iter().filter_map(|name| Some(folder.join(name)?.seen_from(&home))) {
                match tree.source(&file) {
                    Ok(source) => {
                        return Some(
                            Self::read(&file, source.text())
                                .map(|lock| Self { home: home.clone(), ..lock }),
                        );
                    }
                    Err(ReadError::NotFound(_)) => {}
                    Err(error) => {
                        let why = Text::new(
                            format!("无法读取：{error}"),
                            format!("cannot be read: {error}"),
                        );
                        return Some(Err(LockProblem { file, why }));
                    }
                }
            }
            if folder.is_root() {
                return None;
            }
            folder = folder.parent();
        }
    }

    /// Reads a lock file by its name.
    ///
    /// # Errors
    /// When it is damaged, has merge conflicts or is in an unknown format.
    pub fn read(file: &TreePath, text: &str) -> Result<Self, LockProblem> {
        let problem =
            |zh: String, en: String| LockProblem { file: file.clone(), why: Text::new(zh, en) };
        if let Some(line) = conflict(text) {
            return Err(problem(
                format!("第 {line} 行有 git 合并冲突的标记"),
                format!("line {line} is a conflict marker of git"),
            ));
        }
        let read = match file.name() {
            "pnpm-lock.yaml" => pnpm::read(text),
            "yarn.lock" => yarn::read(text),
            "bun.lock" => bun::read(text),
            "bun.lockb" => {
                return Err(problem(
                    "这是 bun 的二进制格式，运行 bun install --save-text-lockfile 可改为文本格式"
                        .to_owned(),
                    "it is bun's binary form; bun install --save-text-lockfile writes it as text"
                        .to_owned(),
                ));
            }
            _ => npm::read(text),
        };
        let (packages, shape) = read
            .map_err(|why| problem(format!("无法识别：{why}"), format!("not understood: {why}")))?;
        Ok(Self { file: file.clone(), home: TreePath::root(), packages, shape })
    }

    /// A package by its number.
    #[must_use]
    pub(crate) fn package(&self, number: usize) -> &LockedPackage {
        &self.packages[number]
    }

    /// The number of the package that an import of a name resolves to; `None` if the lock file does
    /// not contain it.
    #[must_use]
    pub fn find(&self, tree: &dyn SourceTree, importer: Importer<'_>, name: &str) -> Option<usize> {
        package_of(name).filter(|known| *known == name)?;
        let top = self.top();
        let below = |folder: &TreePath| self.below_top(folder).unwrap_or_default();
        match (&self.shape, importer) {
            (LockShape::Places { by_place, links, .. }, Importer::Folder(folder)) => {
                at_place(by_place, links, &below(folder), name)
            }
            (LockShape::Places { by_place, places, links }, Importer::Package(number)) => {
                at_place(by_place, links, &places[number], name)
            }
            (LockShape::Edges { importers, .. }, Importer::Folder(folder)) => {
                let of = |folder: &str| importers.get(folder).and_then(|needs| needed(needs, name));
                above(&below(folder)).find_map(of).or_else(|| self.only(name))
            }
            (LockShape::Edges { needs, .. }, Importer::Package(number)) => {
                needed(&needs[number], name).or_else(|| self.only(name))
            }
            (LockShape::Requests { asked, .. }, Importer::Folder(folder)) => {
                let manifest = |folder: &str| Some(top.join(folder)?.seen_from(&self.home));
                let of = |folder: &str| {
                    requested(asked, name, &asked_for(tree, &manifest(folder)?, name)?)
                };
                above(&below(folder)).find_map(of).or_else(|| self.only(name))
            }
            (LockShape::Requests { asked, needs }, Importer::Package(number)) => {
                let range = needs[number].get(name);
                range.and_then(|range| requested(asked, name, range)).or_else(|| self.only(name))
            }
        }
    }

    /// The folder of the lock file, in the repository.
    fn top(&self) -> TreePath {
        self.home.join(self.file.parent().as_str()).unwrap_or_else(TreePath::root)
    }

    /// The path from that folder to a folder of the tree.
    fn below_top(&self, folder: &TreePath) -> Option<String> {
        Some(self.home.join(folder.as_str())?.relative_to(&self.top())?.to_owned())
    }

    /// Whether there is a lock file in a folder above the given one, and none in it or below
    /// `within`.
    #[must_use]
    pub(crate) fn is_only_above(
        tree: &dyn SourceTree,
        folder: &TreePath,
        within: &TreePath,
    ) -> bool {
        let has_one = |folder: &TreePath| {
            NAMES.iter().filter_map(|name| folder.join(name)).any(|file| tree.read(&file).is_ok())
        };
        let mut folder = folder.clone();
        while !has_one(&folder) {
            if folder.is_root() {
                return false;
            }
            folder = folder.parent();
        }
        folder != *within && within.is_inside(&folder)
    }

    /// The only package with a name. It is used for imports without a declared dependency, which
    /// resolve to any installed version.
    fn only(&self, name: &str) -> Option<usize> {
        let mut of_name =
            (0..self.packages.len()).filter(|&number| self.packages[number].name == name);
        let first = of_name.next()?;
        let is_same = |number: usize| self.packages[number] == self.packages[first];
        of_name.all(is_same).then_some(first)
    }
}

/// A folder and the folders above it; the topmost is the empty path.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
    })
}

/// Resolves like Node.js: in the `node_modules` beside the importer, then in the folders above.
fn at_place(
    by_place: &BTreeMap<String, usize>,
    links: &BTreeMap<String, String>,
    from: &str,
    name: &str,
) -> Option<usize> {
    above(from).filter(|folder| folder.rsplit('/').next() != Some("node_modules")).find_map(
        |folder| {
            let place = if folder.is_empty() {
                format!("node_modules/{name}")
            } else {
                format!("{folder}/node_modules/{name}")
            };
            by_place.get(links.get(&place).unwrap_or(&place)).copied()
        },
    )
}

/// The version range for a package in the `package.json` of a folder.
fn asked_for(tree: &dyn SourceTree, folder: &TreePath, name: &str) -> Option<String> {
    let manifest: serde_json::Value =
        serde_json::from_slice(&tree.read(&folder.join("package.json")?).ok()?).ok()?;
    let keys = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    keys.iter().find_map(|key| manifest[key][name].as_str().map(str::to_owned))
}

/// yarn 1 records the range as it was requested; later versions prefix it with a protocol.
fn requested(asked: &BTreeMap<String, usize>, name: &str, range: &str) -> Option<usize> {
    asked
        .get(&format!("{name}@{range}"))
        .or_else(|| asked.get(&format!("{name}@npm:{range}")))
        .copied()
}

/// The result of reading one format: the packages, and how imports are resolved to them.
type LockReading = Result<(Vec<LockedPackage>, LockShape), String>;

/// Splits `name@version` and `@scope/name@version`.
fn split(text: &str) -> Option<(&str, &str)> {
    let at = text.get(1..)?.find('@')? + 1;
    Some((&text[..at], &text[at + 1..]))
}

/// True for a request or reference that points to a folder or archive on the machine.
fn is_local(text: &str) -> bool {
    ["file:", "link:", "portal:", "workspace:"].iter().any(|protocol| text.starts_with(protocol))
}

#[cfg(test)]
mod tests;
