//! Recognises the output of builds, which never counts as a source, whether it is present or not.
//!
//! A folder with its own `app.json` is output in two cases. First, if it is in the package of
//! sources that a framework compiles, and this is shown by the configuration, by its name, or by
//! files that only compilers write. Second, if a `.gitignore` of the tree ignores it, and another
//! program of the same package is not ignored. The only program of a tree never counts as output.

use std::collections::BTreeSet;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{JsonFile, recognise::FrameworkSources};
use crate::tree::{FileSet, SourceTree, TreePath};

/// Names that builds usually give to their output folder.
const NAMES: [&str; 6] = ["dist", "build", "unpackage", "output", "dist-weapp", "miniprogram_dist"];

/// Files that only compilers write beside an `app.json`: Taro, uni-app, remax and kbone. Seen in
/// the output of `@tarojs/cli` 3 and 4, `@dcloudio/vite-plugin-uni` 3, `@dcloudio/uni-cli-shared`
/// 2, `@remax/cli` 2.
const LEFT_BY_COMPILERS: [&str; 8] = [
    "base.wxml",
    "taro.js",
    "vendors.js",
    "remax-vendors.js",
    "common/vendor.js",
    "common/runtime.js",
    "common/main.js",
    "npm.taro.js",
];

/// Files in which builds configure their output folder, and the words before the folder.
const CONFIGURATION: [&str; 11] = [
    "config/index.js",
    "config/index.ts",
    "config/index.mts",
    "vue.config.js",
    "vite.config.js",
    "vite.config.ts",
    "vite.config.mts",
    "wepy.config.js",
    "mpx.config.js",
    "remax.config.js",
    "remax.config.ts",
];
const WORDS: [&str; 6] =
    ["outputRoot", "outputDir", "outDir", "target", "output", "UNI_OUTPUT_DIR"];

/// The output folders of builds in a tree, whether they exist or not.
pub(super) struct Outputs {
    there: BTreeSet<TreePath>,
    /// Those that neither a usual name, a `.gitignore` nor the build's own configuration shows to be
    /// output.
    guessed: Vec<TreePath>,
    ignored: Ignored,
}

impl Outputs {
    /// Finds the output folders. A folder that contains `wanted` is not one, because the caller
    /// asked for that program.
    pub(super) fn find(
        tree: &dyn SourceTree,
        files: &FileSet,
        sources: &[FrameworkSources],
        wanted: Option<&TreePath>,
    ) -> Self {
        let is_entry =
            |path: &&TreePath| matches!(path.name(), "app.json" | "game.json" | "plugin.json");
        let entries: BTreeSet<TreePath> =
            files.all().iter().filter(is_entry).map(TreePath::parent).collect();
        let ignored = Ignored::in_tree(tree, files);
        let own: BTreeSet<&TreePath> = sources.iter().map(|source| &source.root).collect();
        let is_asked_for =
            |folder: &TreePath| wanted.is_some_and(|wanted| wanted.is_inside(folder));
        let mut found = BTreeSet::new();
        for folder in entries
            .iter()
            .filter(|folder| !folder.is_root() && !own.contains(folder) && !is_asked_for(folder))
        {
            let is_written =
                sources.iter().any(|source| is_written_for(tree, files, source, folder, &ignored));
            let is_copy = || {
                let package = package_of(files, folder);
                let stays = |other: &TreePath| {
                    !ignored.holds(other) && package_of(files, other) == package && other != folder
                };
                ignored.holds(folder)
                    && (entries.iter().any(stays) || own.iter().any(|root| stays(root)))
            };
            if is_written || is_copy() {
                found.insert(folder.clone());
            }
        }
        let is_shown = |folder: &TreePath| {
            let is_configured_for = |source: &FrameworkSources| {
                let package = package_of(files, &source.root);
                let relative = folder.relative_to(&package);
                relative.is_some_and(|relative| is_configured(tree, &package, relative))
            };
            ignored.holds(folder)
                || folder.components().any(|part| NAMES.contains(&part))
                || sources.iter().any(is_configured_for)
        };
        // An outer folder is listed before those inside it.
        let mut guessed: Vec<TreePath> = Vec::new();
        for folder in found.iter().filter(|folder| !is_shown(folder)) {
            if !guessed.iter().any(|outer| folder.is_inside(outer)) {
                guessed.push(folder.clone());
            }
        }
        Self { there: found, guessed, ignored }
    }

    /// The folders that may be sources after all: only their content, or a word in `package.json`,
    /// shows them to be output.
    pub(super) fn guessed(&self) -> &[TreePath] {
        &self.guessed
    }

    /// Whether a file or folder is output.
    pub(super) fn hold(&self, path: &TreePath) -> bool {
        self.there.iter().any(|folder| path.is_inside(folder))
    }

    /// Whether a build writes this file, which need not exist.
    pub(super) fn expect(&self, path: &TreePath) -> bool {
        self.hold(path) || self.ignored.holds(&path.parent())
    }

    /// True if there are no output folders.
    pub(super) fn is_empty(&self) -> bool {
        self.there.is_empty()
    }
}

/// Whether a folder is the output of a build of a framework's sources.
fn is_written_for(
    tree: &dyn SourceTree,
    files: &FileSet,
    source: &FrameworkSources,
    folder: &TreePath,
    ignored: &Ignored,
) -> bool {
    let package = package_of(files, &source.root);
    let Some(relative) = folder.relative_to(&package).filter(|_| folder.is_inside(&package)) else {
        return false;
    };
    let is_around = source.root.is_inside(folder);
    if is_around || relative.is_empty() {
        return false;
    }
    let in_sources = folder.is_inside(&source.root) && source.root != package;
    let is_named = || relative.split('/').any(|part| NAMES.contains(&part));
    let is_left = || LEFT_BY_COMPILERS.iter().any(|name| files.has(folder, name));
    !in_sources
        && (ignored.holds(folder)
            || is_named()
            || is_left()
            || is_configured(tree, &package, relative)
            || is_written_by(tree, &package, "package.json", relative))
}

/// The folder of the `package.json` that a folder belongs to; without one, the parent of a folder
/// `src`; otherwise the folder itself.
fn package_of(files: &FileSet, folder: &TreePath) -> TreePath {
    let mut above = folder.clone();
    loop {
        if files.has(&above, "package.json") {
            return above;
        }
        if above.is_root() {
            break;
        }
        above = above.parent();
    }
    if folder.name() == "src" { folder.parent() } else { folder.clone() }
}

/// Whether the configuration of a package says that a build writes to a folder, or points the
/// platform's tool to it.
fn is_configured(tree: &dyn SourceTree, package: &TreePath, folder: &str) -> bool {
    let opened = package.join("project.config.json").and_then(|path| JsonFile::load(tree, &path));
    let opened = opened.as_ref().and_then(|project| project.get(&["miniprogramRoot"])?.as_str());
    if opened.is_some_and(|root| root.trim_matches(['.', '/']) == folder) {
        return true;
    }
    CONFIGURATION.iter().any(|name| is_written_by(tree, package, name, folder))
}

/// Whether a file of a package says that a build writes to a folder.
fn is_written_by(tree: &dyn SourceTree, package: &TreePath, name: &str, folder: &str) -> bool {
    let Some(source) = package.join(name).and_then(|path| tree.source(&path).ok()) else {
        return false;
    };
    written_to(source.text()).any(|to| folder == to || folder.starts_with(&format!("{to}/")))
}

/// The constant beginnings of the strings after one of [`WORDS`]: `` `dist/${process.env.TARO_ENV}`
/// `` gives `dist`.
fn written_to(text: &str) -> impl Iterator<Item = &str> {
    WORDS.iter().flat_map(move |word| text.match_indices(word)).filter_map(move |(at, word)| {
        let rest = text.get(at + word.len()..)?.trim_start_matches(['"', '\'']).trim_start();
        let rest = rest.strip_prefix([':', '='])?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let inside = rest[1..].split(quote).next()?;
        let known = inside.split("${").next()?.trim_start_matches("./").trim_matches('/');
        (!known.is_empty() && !known.starts_with('.')).then_some(known)
    })
}

/// The `.gitignore` files of a tree.
struct Ignored(Vec<(TreePath, Gitignore)>);

impl Ignored {
    fn in_tree(tree: &dyn SourceTree, files: &FileSet) -> Self {
        let read = |path: &TreePath| {
            let text = tree.source(path).ok()?;
            let mut builder = GitignoreBuilder::new("");
            for line in text.text().lines() {
                // An invalid line ignores nothing, as in git.
                let _ = builder.add_line(None, line);
            }
            Some((path.parent(), builder.build().ok()?))
        };
        Self(
            files
                .all()
                .iter()
                .filter(|path| path.name() == ".gitignore")
                .filter_map(read)
                .collect(),
        )
    }

    /// Whether a folder is ignored; the nearest file that has a rule for it decides.
    fn holds(&self, folder: &TreePath) -> bool {
        let mut about: Vec<_> =
            self.0.iter().filter(|(place, _)| folder != place && folder.is_inside(place)).collect();
        about.sort_by_key(|(place, _)| std::cmp::Reverse(place.components().count()));
        let matched = about.into_iter().find_map(|(place, rules)| {
            let matched = rules.matched_path_or_any_parents(folder.relative_to(place)?, true);
            (!matched.is_none()).then(|| matched.is_ignore())
        });
        matched.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        program::{FindSettings, find},
        tree::{MemoryTree, TreePath},
    };

    fn roots(tree: &MemoryTree) -> Vec<String> {
        find(tree, &FindSettings::default())
            .programs
            .iter()
            .map(|program| program.root.to_string())
            .collect()
    }

    fn taro() -> MemoryTree {
        MemoryTree::new()
            .with("package.json", "{}")
            .with("project.config.json", r#"{ "miniprogramRoot": "dist/" }"#)
            .with(
                "config/index.js",
                "module.exports = { outputRoot: `wx/${process.env.TARO_ENV}` }",
            )
            .with("src/app.config.ts", "export default { pages: ['pages/a'] }")
            .with("src/pages/a.tsx", "")
    }

    #[test]
    fn what_a_build_wrote_is_no_source() {
        let (app, page) = (r#"{ "pages": ["pages/a"] }"#, "wx.getLocation()");
        let native = || {
            MemoryTree::new()
                .with("package.json", "{}")
                .with("src/app.json", app)
                .with("src/pages/a.js", "")
                .with("project.config.json", r#"{ "miniprogramRoot": "out2/" }"#)
                .with(".gitignore", "/out2/\n")
        };
        let uni = || {
            MemoryTree::new()
                .with("package.json", "{}")
                .with("src/pages.json", r#"{ "pages": [{ "path": "pages/a" }] }"#)
                .with("src/manifest.json", "{}")
                .with("src/pages/a.vue", "")
        };
        let hbuilder = || {
            MemoryTree::new()
                .with("pages.json", r#"{ "pages": [{ "path": "pages/a" }] }"#)
                .with("manifest.json", "{}")
                .with("pages/a.vue", "")
        };
        for (what, sources, output) in [
            ("Taro's own folder", taro(), "dist"),
            ("a folder that the configuration names", taro(), "wx/weapp"),
            ("uni-app's own folder", uni(), "dist/build/mp-weixin"),
            ("HBuilderX's own folder", hbuilder(), "unpackage/dist/dev/mp-weixin"),
            ("an ignored copy of native sources", native(), "out2"),
            (
                "an ignored folder of any name",
                taro().with(".gitignore", "*\n!*/\n!src/**\nmade\n"),
                "deep/made",
            ),
            ("a folder with what compilers leave", taro().with("result/taro.js", ""), "result"),
        ] {
            let built = sources
                .clone()
                .with(&format!("{output}/app.json"), app)
                .with(&format!("{output}/pages/a.js"), page);
            let found = find(&built, &FindSettings::default());
            let without = find(&sources, &FindSettings::default());
            assert_eq!(roots(&built), roots(&sources), "{what}");
            assert_eq!(found.problems, without.problems, "{what}");
            let files =
                |found: &crate::program::FoundPrograms| format!("{:?}", found.programs[0].files);
            assert_eq!(files(&found), files(&without), "{what}");
            let wanted = FindSettings { root: TreePath::new(output), ..FindSettings::default() };
            assert_eq!(
                find(&built, &wanted).programs[0].root.as_str(),
                output,
                "{what}: it can be asked for"
            );
        }
    }

    #[test]
    fn output_that_only_its_content_shows_is_mentioned() {
        let app = r#"{ "pages": [] }"#;
        let notes = |tree: &MemoryTree| -> Vec<String> {
            let found = find(tree, &FindSettings::default());
            found.programs[0].beside.iter().map(|note| note.en.clone()).collect()
        };
        let usual = taro().with("dist/app.json", app);
        assert_eq!(notes(&usual), [""; 0]);
        let guessed = taro().with("result/app.json", app).with("result/taro.js", "");
        let found = notes(&guessed);
        assert!(found[0].contains("not looked at: result;"), "{found:?}");
        let ignored = guessed.with(".gitignore", "result\n");
        assert_eq!(notes(&ignored), [""; 0]);
    }

    #[test]
    fn the_only_program_is_one_however_it_was_made() {
        let built = MemoryTree::new()
            .with(".gitignore", "dist\n")
            .with("package.json", "{}")
            .with("project.config.json", r#"{ "miniprogramRoot": "dist/" }"#)
            .with("dist/app.json", r#"{ "pages": [] }"#)
            .with("dist/taro.js", "");
        assert_eq!(roots(&built), ["dist"]);
        let beside =
            taro().with("legacy/package.json", "{}").with("legacy/app.json", r#"{ "pages": [] }"#);
        assert_eq!(roots(&beside), ["legacy", "src"]);
        let native = taro().with("miniprogram/app.json", r#"{ "pages": [] }"#);
        assert_eq!(roots(&native), ["miniprogram", "src"]);
    }
}
