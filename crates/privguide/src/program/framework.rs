//! Recognising the sources of a framework by the files its compiler looks for.
//!
//! Out: the folder of the sources and the framework. What a framework's files mean is the scanner's business.

use super::{Framework, files::FileSet};
use crate::{
    catalog::ProgramKind,
    tree::{SourceTree, TreePath},
};

/// The sources of a program that a framework compiles.
pub(super) struct Sources {
    pub(super) root: TreePath,
    pub(super) kind: ProgramKind,
    pub(super) framework: Framework,
}

/// An application file by name, what must be true of it, and the framework it stands for. The first row that holds wins.
struct Mark {
    name: &'static str,
    holds: fn(&Look<'_>) -> bool,
    framework: Framework,
}

const MARKS: &[Mark] = &[
    Mark { name: "app.mpx", holds: |_| true, framework: Framework::Mpx },
    Mark { name: "app.wpy", holds: |_| true, framework: Framework::Wepy },
    Mark { name: "app.cml", holds: |_| true, framework: Framework::Chameleon },
    Mark {
        name: "pages.json",
        holds: |look| look.beside(&["manifest.json", "App.vue", "App.uvue"]),
        framework: Framework::UniApp,
    },
    Mark { name: "app.config.js", holds: |look| look.is_remax(), framework: Framework::Remax },
    Mark { name: "app.config.ts", holds: |look| look.is_remax(), framework: Framework::Remax },
    Mark { name: "app.config.js", holds: |look| look.says("pages"), framework: Framework::Taro },
    Mark { name: "app.config.ts", holds: |look| look.says("pages"), framework: Framework::Taro },
    Mark { name: "app.js", holds: |look| look.is_old_taro(), framework: Framework::Taro },
    Mark { name: "app.jsx", holds: |look| look.is_old_taro(), framework: Framework::Taro },
    Mark { name: "app.tsx", holds: |look| look.is_old_taro(), framework: Framework::Taro },
    Mark { name: "App.vue", holds: |look| look.is_mpvue(), framework: Framework::Mpvue },
];

/// One application file under the lens.
struct Look<'a> {
    tree: &'a dyn SourceTree,
    files: &'a FileSet,
    path: &'a TreePath,
    folder: TreePath,
}

impl Look<'_> {
    fn beside(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.files.has(&self.folder, name))
    }

    fn says(&self, word: &str) -> bool {
        contains(self.tree, self.path, word)
    }

    fn is_remax(&self) -> bool {
        self.files.has(&self.folder.parent(), "remax.config.js") || self.package_says("\"remax\"")
    }

    /// Taro 1 and 2 keep the configuration in the class; a compiled `app.js` has its `app.json` beside it.
    fn is_old_taro(&self) -> bool {
        !self.beside(&["app.json", "app.config.js", "app.config.ts"]) && self.says("@tarojs/") && self.says("pages")
    }

    fn is_mpvue(&self) -> bool {
        let main = self.folder.join("main.js");
        !self.beside(&["pages.json"])
            && (self.beside(&["app.json"])
                || main.is_some_and(|main| contains(self.tree, &main, "mpvue"))
                || self.package_says("\"mpvue\""))
    }

    /// Asks the nearest `package.json` above.
    fn package_says(&self, word: &str) -> bool {
        let mut folder = self.folder.clone();
        loop {
            if self.files.has(&folder, "package.json") {
                return folder.join("package.json").is_some_and(|path| contains(self.tree, &path, word));
            }
            if folder.is_root() {
                return false;
            }
            folder = folder.parent();
        }
    }
}

fn contains(tree: &dyn SourceTree, path: &TreePath, word: &str) -> bool {
    tree.source(path).is_ok_and(|source| memchr::memmem::find(source.text().as_bytes(), word.as_bytes()).is_some())
}

/// Every folder of framework sources, the outermost of nested ones, sorted.
pub(super) fn sources(tree: &dyn SourceTree, files: &FileSet) -> Vec<Sources> {
    let mut found: Vec<Sources> = Vec::new();
    for path in files.all() {
        let name = path.name();
        if !MARKS.iter().any(|mark| mark.name == name) {
            continue;
        }
        let look = Look { tree, files, path, folder: path.parent() };
        if let Some(mark) = MARKS.iter().find(|mark| mark.name == name && (mark.holds)(&look)) {
            found.push(Sources { root: path.parent(), kind: ProgramKind::MiniProgram, framework: mark.framework });
        }
    }
    found.extend(kbone(tree, files));
    found.sort_by(|a, b| a.root.components().count().cmp(&b.root.components().count()).then_with(|| a.root.cmp(&b.root)));
    let mut outermost: Vec<Sources> = Vec::new();
    for source in found {
        if !outermost.iter().any(|outer| source.root.is_inside(&outer.root)) {
            outermost.push(source);
        }
    }
    outermost
}

/// kbone has no application file: its webpack plugin is named in the package, and the sources are in `src`.
fn kbone(tree: &dyn SourceTree, files: &FileSet) -> Vec<Sources> {
    let packages = files.all().iter().filter(|path| path.name() == "package.json");
    packages
        .filter(|path| contains(tree, path, "\"mp-webpack-plugin\"") && contains(tree, path, "\"dependencies\""))
        .filter_map(|path| path.parent().join("src"))
        .filter(|root| !files.below(root).is_empty())
        .map(|root| Sources { root, kind: ProgramKind::MiniProgram, framework: Framework::Kbone })
        .collect()
}

/// The framework of a folder that has an `app.json`: mpvue keeps one beside its sources.
pub(super) fn of_entry_folder(tree: &dyn SourceTree, files: &FileSet, folder: &TreePath) -> Framework {
    let Some(path) = folder.join("App.vue").filter(|path| files.contains(path.as_str())) else {
        return Framework::Native;
    };
    let look = Look { tree, files, path: &path, folder: folder.clone() };
    if look.is_mpvue() { Framework::Mpvue } else { Framework::Native }
}

/// The framework of a folder without any application file (a library), guessed from the first of its files that gives it away.
pub(super) fn guess(tree: &dyn SourceTree, files: &[TreePath]) -> Framework {
    const LOOKED_AT: usize = 400;
    let by_import = |path: &TreePath| {
        let source = tree.source(path).ok()?;
        let says = |word: &str| memchr::memmem::find(source.text().as_bytes(), word.as_bytes()).is_some();
        [("@tarojs/", Framework::Taro), ("@mpxjs/", Framework::Mpx), ("mpvue", Framework::Mpvue), ("uni.", Framework::UniApp)]
            .into_iter()
            .find(|(word, framework)| says(word) && (*framework != Framework::UniApp || path.extension() == "vue"))
            .map(|(_, framework)| framework)
    };
    files
        .iter()
        .filter(|path| matches!(path.extension(), "js" | "ts" | "jsx" | "tsx" | "vue" | "mpx" | "wpy" | "cml"))
        .take(LOOKED_AT)
        .find_map(|path| match path.extension() {
            "mpx" => Some(Framework::Mpx),
            "wpy" => Some(Framework::Wepy),
            "cml" => Some(Framework::Chameleon),
            _ => by_import(path),
        })
        .unwrap_or(Framework::Native)
}
