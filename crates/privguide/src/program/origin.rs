//! Where a file of a program comes from: the developers, a package, a generator.

use super::{Program, version};
use crate::{
    catalog::libraries,
    tree::{SourceTree, TreePath},
};

/// Where a file of the program comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileOrigin {
    /// The developers' own code, as far as this can be determined.
    Own,
    /// An npm package, by its name.
    Npm(String),
    /// A library that was copied into the program.
    Vendored {
        /// Its name.
        name: String,
        /// The folder or file of the copy.
        at: TreePath,
    },
    /// A template that a framework's compiler writes into every program.
    Template(&'static str),
}

impl Program {
    /// What brought a file into the program: a package, a copied library or a template, by its
    /// name. `None` for the developers' own code, as far as this can be determined.
    #[must_use]
    pub fn brought_by(&self, file: &TreePath) -> Option<String> {
        self.file_origin(file).name().map(str::to_owned)
    }

    /// Where a file of the program comes from.
    pub(crate) fn file_origin(&self, file: &TreePath) -> FileOrigin {
        let relative = file.relative_to(&self.root).unwrap_or(file.as_str());
        let parts: Vec<&str> = relative.split('/').collect();
        npm_package(&parts)
            .map(FileOrigin::Npm)
            .or_else(|| self.compiled_template(&parts))
            .or_else(|| self.vendored(&parts))
            .unwrap_or(FileOrigin::Own)
    }

    /// The compilers of Taro and remax write a `base.wxml` that contains every component a page
    /// could show.
    fn compiled_template(&self, parts: &[&str]) -> Option<FileOrigin> {
        let beside =
            |name: &str| self.root.join(name).is_some_and(|path| self.file(&path).is_some());
        let compiled = *parts.last()? == "base.wxml"
            && (beside("taro.js") || beside("vendors.js") || beside("runtime.js"));
        compiled.then(|| FileOrigin::Template(if beside("taro.js") { "Taro" } else { "base.wxml" }))
    }

    fn vendored(&self, parts: &[&str]) -> Option<FileOrigin> {
        let (name, folders) = parts.split_last()?;
        let at = |depth: usize| self.root.join(&parts[..depth].join("/"));
        for (depth, folder) in folders.iter().enumerate() {
            let lower = folder.to_lowercase();
            if let Some(library) = libraries().of_folder(&lower) {
                return Some(FileOrigin::Vendored { name: library.to_owned(), at: at(depth + 1)? });
            }
            if libraries().is_shelf(&lower) {
                let child = parts.get(depth + 1)?;
                return Some(FileOrigin::Vendored {
                    name: (*child).to_owned(),
                    at: at(depth + 2)?,
                });
            }
        }
        let lower = name.to_lowercase();
        // Minified code is generated or copied in; it is not edited in place.
        let library = libraries().of_file(&lower).or_else(|| lower.strip_suffix(".min.js"))?;
        Some(FileOrigin::Vendored { name: library.to_owned(), at: at(parts.len())? })
    }

    /// The package or copy that a file comes from, with its version if that is known: `@vant/weapp
    /// 1.11.4`. `None` for own code. The version is taken from the copy itself if possible;
    /// otherwise from the project's lock file or dependencies.
    #[must_use]
    pub fn provenance(&self, tree: &dyn SourceTree, file: &TreePath) -> Option<String> {
        let origin = self.file_origin(file);
        let name = origin.name()?;
        let copied = match &origin {
            FileOrigin::Npm(name) => {
                package_folder(file, name).and_then(|folder| version::of_manifest(tree, &folder))
            }
            FileOrigin::Vendored { at, .. } => version::of_copy(tree, at),
            FileOrigin::Own | FileOrigin::Template(_) => None,
        };
        let version = copied.or_else(|| self.npm_version(tree, name));
        Some(version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}")))
    }

    /// The version of an npm package in the project's lock file or dependencies.
    #[must_use]
    pub(crate) fn npm_version(&self, tree: &dyn SourceTree, package: &str) -> Option<String> {
        let project = self.config.project.as_ref().map(|project| project.source.path().parent());
        let folders = [Some(self.root.clone()), project];
        folders.into_iter().flatten().find_map(|folder| {
            locked(tree, &folder, package).or_else(|| asked_for(tree, &folder, package))
        })
    }
}

/// The innermost package in a path through `miniprogram_npm`.
fn npm_package(parts: &[&str]) -> Option<String> {
    let at = parts.iter().rposition(|part| matches!(*part, "miniprogram_npm" | "node_modules"))?;
    let name = parts.get(at + 1)?;
    let scoped = parts.get(at + 2).filter(|_| name.starts_with('@'));
    Some(
        scoped.map_or_else(
            || name.trim_end_matches(".js").to_owned(),
            |rest| format!("{name}/{rest}"),
        ),
    )
}

/// The folder of the package that a path leads through.
fn package_folder(file: &TreePath, package: &str) -> Option<TreePath> {
    let (before, _) = file.as_str().rsplit_once(&format!("/{package}/"))?;
    TreePath::new(&format!("{before}/{package}"))
}

fn locked(tree: &dyn SourceTree, folder: &TreePath, package: &str) -> Option<String> {
    let lock = read(tree, folder, "package-lock.json")?;
    let entry = &lock["packages"][format!("node_modules/{package}")]["version"];
    entry.as_str().or_else(|| lock["dependencies"][package]["version"].as_str()).map(str::to_owned)
}

fn asked_for(tree: &dyn SourceTree, folder: &TreePath, package: &str) -> Option<String> {
    let manifest = read(tree, folder, "package.json")?;
    ["dependencies", "devDependencies"]
        .iter()
        .find_map(|key| manifest[key][package].as_str().map(str::to_owned))
}

fn read(tree: &dyn SourceTree, folder: &TreePath, name: &str) -> Option<serde_json::Value> {
    serde_json::from_slice(&tree.read(&folder.join(name)?).ok()?).ok()
}

impl FileOrigin {
    /// The name for reports; `None` for own code.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Own => None,
            Self::Npm(name) | Self::Vendored { name, .. } => Some(name),
            Self::Template(name) => Some(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        program::{FindSettings, find},
        tree::MemoryTree,
    };

    #[test]
    fn packages_copies_and_templates_are_told_apart() {
        let tree = MemoryTree::new()
            .with("package.json", r#"{ "dependencies": { "@vant/weapp": "^1.11.4" } }"#)
            .with("app.json", r#"{ "pages": [] }"#)
            .with("taro.js", "")
            .with("base.wxml", "");
        let found = find(&tree, &FindSettings::default());
        let program = &found.programs[0];
        let named = |path: &str| program.brought_by(&TreePath::new(path).expect("inside"));
        for (path, name) in [
            ("pages/a/a.js", None),
            ("sub/miniprogram_npm/@vant/weapp/button/index.js", Some("@vant/weapp")),
            ("miniprogram_npm/dayjs.js", Some("dayjs")),
            ("libs/qqmap-wx-jssdk.min.js", Some("腾讯位置服务")),
            ("libs/trackdata.min.js", Some("trackdata")),
            ("components/vant-weapp/button/index.js", Some("Vant Weapp")),
            ("vendor/risk/index.js", Some("risk")),
            ("base.wxml", Some("Taro")),
        ] {
            assert_eq!(named(path).as_deref(), name, "{path}");
        }
        assert_eq!(program.npm_version(&tree, "@vant/weapp").as_deref(), Some("^1.11.4"));
    }
}
