//! Resolves a path in a source to a file, by the rules of the official tool.

use std::{collections::HashSet, sync::OnceLock};

use super::super::{JsonNode, Program, Status, package_of, packing::Compilers};
use crate::tree::TreePath;

/// Finds files among those that are uploaded.
pub(super) struct Lookup<'p> {
    program: &'p Program,
    compilers: Compilers,
    aliases: Vec<ResolveAlias>,
    /// Packages that `useExtendedLib` replaces: imports by name do not use their copies.
    external: Vec<&'static str>,
    /// Names of packages in the tree; computed on first use.
    built: OnceLock<HashSet<String>>,
}

/// A row of `resolveAlias`.
struct ResolveAlias {
    prefix: String,
    wildcard: bool,
    target: String,
}

impl<'p> Lookup<'p> {
    pub(super) fn new(program: &'p Program, compilers: Compilers) -> Self {
        let app = program.config.app.as_ref();
        let members = app
            .and_then(|app| app.get(&["resolveAlias"]))
            .map(JsonNode::members)
            .unwrap_or_default();
        let mut aliases: Vec<ResolveAlias> = members
            .iter()
            .filter_map(|member| {
                let target = member.node.as_str()?.trim_start_matches('/');
                let (prefix, wildcard) =
                    (member.key.trim_end_matches('*'), member.key.ends_with('*'));
                Some(ResolveAlias {
                    prefix: prefix.to_owned(),
                    wildcard,
                    target: target.trim_end_matches('*').to_owned(),
                })
            })
            .collect();
        aliases.sort_by_key(|alias| std::cmp::Reverse(alias.prefix.len()));
        let extended = |name: &str| {
            app.and_then(|app| app.get(&["useExtendedLib", name])).and_then(JsonNode::as_bool)
                == Some(true)
        };
        let mut external = Vec::new();
        if extended("weui") {
            external.push("weui-miniprogram");
        }
        if extended("kbone") {
            external.extend(["miniprogram-element", "miniprogram-render"]);
        }
        Self { program, compilers, aliases, external, built: OnceLock::new() }
    }

    /// An uploaded file by its path relative to the root of the tree.
    pub(super) fn at(&self, path: &str) -> Option<usize> {
        self.program
            .index_of(path)
            .filter(|&index| self.program.files[index].status != Status::Outside)
    }

    fn in_root(&self, path: &str) -> Option<TreePath> {
        self.program.root.join(path.trim_start_matches('/'))
    }

    /// The script `base` + `.js`, or `.ts` if TypeScript is compiled.
    pub(super) fn script_at(&self, base: &str) -> Option<usize> {
        let typed = || self.at(&format!("{base}.ts"));
        let plain = || self.at(&format!("{base}.js"));
        if self.compilers.typescript { typed().or_else(plain) } else { plain() }
    }

    /// The style sheet `base` + `.wxss`, or a source that is compiled to it.
    pub(super) fn style_at(&self, base: &str) -> Option<usize> {
        let compiled = [
            (self.compilers.less, "less"),
            (self.compilers.sass, "scss"),
            (self.compilers.sass, "sass"),
        ];
        let compiled = compiled
            .into_iter()
            .filter(|(on, _)| *on)
            .find_map(|(_, extension)| self.at(&format!("{base}.{extension}")));
        compiled.or_else(|| self.at(&format!("{base}.wxss")))
    }

    /// A script that is imported by name: the file itself or with its extension, where `/` is not
    /// the root; then the npm packages.
    pub(super) fn script(&self, from: &TreePath, name: &str) -> Option<usize> {
        let name = name.replace('\\', "/");
        if let Some(aliased) = self.aliases.iter().find_map(|alias| alias.apply(&name)) {
            return self.script_file(&self.in_root(&aliased)?);
        }
        if self.is_external(&name) {
            return None;
        }
        if name.ends_with('/') {
            return None;
        }
        let folder = from.parent();
        folder
            .join(name.trim_start_matches('/'))
            .and_then(|path| self.script_file(&path))
            .or_else(|| self.npm_script(&folder, &name))
    }

    fn script_file(&self, path: &TreePath) -> Option<usize> {
        let path = path.as_str();
        if let Some(base) = path.strip_suffix(".js") {
            let itself = self.script_at(base);
            if itself.is_some() {
                return itself;
            }
        }
        let typed = path
            .strip_suffix(".ts")
            .filter(|_| self.compilers.typescript)
            .and_then(|_| self.at(path));
        typed.or_else(|| self.script_at(path))
    }

    fn npm_script(&self, folder: &TreePath, name: &str) -> Option<usize> {
        if name.starts_with(['.', '/']) {
            return None;
        }
        self.upward(folder, |npm| {
            let path = npm.join(name)?;
            self.script_file(&path).or_else(|| self.script_at(&format!("{path}/index")))
        })
    }

    /// The first match in the `miniprogram_npm` of a folder or of one above it.
    fn upward<T>(
        &self,
        folder: &TreePath,
        mut hit: impl FnMut(&TreePath) -> Option<T>,
    ) -> Option<T> {
        let mut folder = folder.clone();
        loop {
            if let Some(found) = hit(&folder.join("miniprogram_npm")?) {
                return Some(found);
            }
            if folder == self.program.root || folder.is_root() {
                return None;
            }
            folder = folder.parent();
        }
    }

    /// A template, WXS or style that is imported by name: `/` is the root, and the extension may be
    /// missing.
    pub(super) fn by_extension(
        &self,
        from: &TreePath,
        name: &str,
        extension: &str,
    ) -> Option<usize> {
        let path =
            if name.starts_with('/') { self.in_root(name)? } else { from.parent().join(name)? };
        let written = path.as_str().ends_with(extension).then(|| self.at(path.as_str())).flatten();
        written.or_else(|| self.at(&format!("{path}{extension}")))
    }

    /// A style imported by name.
    pub(super) fn style(&self, from: &TreePath, name: &str) -> Option<usize> {
        let compiled = ["less", "scss", "sass"].into_iter().filter(|extension| match *extension {
            "less" => self.compilers.less,
            _ => self.compilers.sass,
        });
        let own = from.extension();
        compiled
            .filter(|extension| *extension == own)
            .find_map(|extension| self.by_extension(from, name, &format!(".{extension}")))
            .or_else(|| self.by_extension(from, name, ".wxss"))
    }

    /// A component named in a JSON file: its path without extension.
    pub(super) fn component(&self, json: &TreePath, name: &str) -> Option<TreePath> {
        if self.is_external(name) { None } else { self.program.resolve_component(json, name) }
    }

    pub(super) fn is_external(&self, name: &str) -> bool {
        self.external.iter().any(|library| {
            name.strip_prefix(library).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// The package that a name refers to, if `package.json` depends on it and no `miniprogram_npm`
    /// of the tree contains it: it is installed and built where the program is uploaded.
    pub(super) fn awaited<'n>(&self, name: &'n str) -> Option<&'n str> {
        let package = package_of(name).filter(|package| self.program.asked.contains(*package))?;
        (!self.is_built(package)).then_some(package)
    }

    /// Like [`Lookup::awaited`], for a package that no `package.json` depends on: it may be
    /// installed where the program is uploaded, or its manifest may be elsewhere. A name that begins
    /// with a folder of the program means a file, and what the platform does not have is not
    /// installed either.
    pub(super) fn unlisted<'n>(&self, name: &'n str) -> Option<&'n str> {
        let package = package_of(name)?;
        let is_file = || {
            let folder = self.in_root(package.split('/').next().unwrap_or(package));
            folder.is_none_or(|folder| !self.program.indices_below(&folder).is_empty())
        };
        (is_package_name(package) && !self.is_external(name) && !is_file())
            .then_some(package)
            .filter(|package| !self.is_built(package))
    }

    /// Whether a name without `./` is that of a file: it has the extension of one, or begins with a
    /// folder of the program. Names that `resolveAlias` replaces are not judged.
    pub(super) fn is_file_name(&self, name: &str) -> bool {
        let is_replaced = self.aliases.iter().any(|alias| alias.apply(name).is_some());
        let begins = |folder: &str| {
            let folder = self.in_root(folder);
            folder.is_some_and(|folder| !self.program.indices_below(&folder).is_empty())
        };
        let folder = name.split_once('/').map(|(folder, _)| folder);
        !is_replaced
            && !self.is_external(name)
            && !name.starts_with(['@', '~', '.'])
            && (has_file_end(name) || folder.is_some_and(begins))
    }

    fn is_built(&self, package: &str) -> bool {
        let built = self.built.get_or_init(|| {
            self.program
                .files
                .iter()
                .flat_map(|file| built(file.path.as_str()))
                .map(str::to_owned)
                .collect()
        });
        built.contains(package)
    }

    /// False if a search by the official analysis finds nothing, because it searches the project's
    /// folder for paths relative to the program's root.
    pub(super) fn searches_work(&self) -> bool {
        let project = self.program.config.project.as_ref();
        project.is_none_or(|project| project.source.path().parent() == self.program.root)
    }

    /// Splits a name with unknown parts: the folder to search, and the known pieces of the rest.
    pub(super) fn search(
        &self,
        from: &TreePath,
        pieces: &[String],
    ) -> Option<(TreePath, Vec<String>)> {
        let mut pieces = pieces.to_vec();
        let first = pieces.first_mut()?;
        let cut = first.rfind('/').map_or(0, |at| at + 1);
        let rest = first.split_off(cut);
        let folder = if first.starts_with('/') {
            self.in_root(first)?
        } else {
            from.parent().join(first)?
        };
        pieces[0] = rest;
        Some((folder, pieces))
    }
}

/// Modules of Node.js: scripts that import them also run elsewhere.
const OF_NODE: [&str; 24] = [
    "assert",
    "buffer",
    "child_process",
    "cluster",
    "constants",
    "crypto",
    "dns",
    "events",
    "fs",
    "http",
    "https",
    "net",
    "os",
    "path",
    "process",
    "querystring",
    "stream",
    "string_decoder",
    "timers",
    "tls",
    "url",
    "util",
    "vm",
    "zlib",
];

/// Whether npm could have a package with this name, and it is not usually that of a file.
fn is_package_name(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part.chars().all(|c| {
                c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.')
            })
    };
    let is_named = match name.strip_prefix('@') {
        Some(scoped) => scoped.split('/').count() == 2 && scoped.split('/').all(is_part),
        None => is_part(name),
    };
    is_named && !has_file_end(name) && !OF_NODE.contains(&name)
}

fn has_file_end(name: &str) -> bool {
    [".js", ".ts", ".json", ".wxml", ".wxs"].iter().any(|end| name.ends_with(end))
}

/// The packages that a file may belong to, by its path: `a` and `a.b` for
/// `miniprogram_npm/a.b/index.js`, `@a/b` for `miniprogram_npm/@a/b/c.js`.
fn built(path: &str) -> impl Iterator<Item = &str> {
    const FOLDER: &str = "miniprogram_npm/";
    let folders =
        path.match_indices(FOLDER).filter(|&(at, _)| at == 0 || path[..at].ends_with('/'));
    folders.flat_map(|(at, _)| {
        let inside = &path[at + FOLDER.len()..];
        let mut slashes = inside.match_indices('/').map(|(at, _)| at).chain([inside.len()]);
        let end = slashes.nth(usize::from(inside.starts_with('@'))).unwrap_or(inside.len());
        let dots = inside[..end].match_indices('.').map(|(at, _)| at);
        // A file belongs to a package by its name up to a dot, a folder also by its whole name.
        let folder = (end < inside.len()).then_some(end);
        dots.chain(folder).map(|end| &inside[..end])
    })
}

impl ResolveAlias {
    fn apply(&self, name: &str) -> Option<String> {
        if self.wildcard {
            Some(format!("{}{}", self.target, name.strip_prefix(&self.prefix)?))
        } else {
            (name == self.prefix).then(|| self.target.clone())
        }
    }
}

/// True if `path`, relative to the searched folder, contains the known pieces in order. Hidden
/// files never match.
pub(super) fn matches(path: &str, pieces: &[String], extension: &str) -> bool {
    let Some(base) = path.strip_suffix(extension) else {
        return false;
    };
    if path.split('/').any(|part| part.starts_with('.')) {
        return false;
    }
    [path, base].iter().any(|name| in_order(name, pieces))
}

fn in_order(name: &str, pieces: &[String]) -> bool {
    let (Some((first, rest)), true) = (pieces.split_first(), pieces.len() > 1) else {
        return false;
    };
    let (last, inner) = rest.split_last().expect("two pieces");
    // For a bundler, the name begins with `./`, which only an unknown first part can match.
    let name = format!("./{name}");
    let Some(mut tail) = name[if first.is_empty() { 0 } else { 2 }..].strip_prefix(first.as_str())
    else {
        return false;
    };
    for piece in inner {
        let Some(at) = tail.find(piece.as_str()) else {
            return false;
        };
        tail = &tail[at + piece.len()..];
    }
    tail.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::built;

    #[test]
    fn a_file_tells_the_packages_that_it_may_be_of() {
        for (path, packages) in [
            ("miniprogram_npm/a/index.js", &["a"][..]),
            ("miniprogram_npm/a.b/index.js", &["a", "a.b"]),
            ("miniprogram_npm/a.js", &["a"]),
            ("miniprogram_npm/a", &[]),
            ("sub/miniprogram_npm/@a/b/c.js", &["@a/b"]),
            ("miniprogram_npm/@a/b.js", &["@a/b"]),
            ("miniprogram_npm/a/miniprogram_npm/b/c.js", &["a", "b"]),
            ("my_miniprogram_npm/a/index.js", &[]),
            ("pages/a/index.js", &[]),
        ] {
            assert_eq!(built(path).collect::<Vec<_>>(), packages, "{path}");
        }
    }
}
