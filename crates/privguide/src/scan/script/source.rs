//! The input of the analysis: texts, and which names mean the platform.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::{
    common_places,
    program::package_of,
    records,
    scan::Evidence,
    tree::{SourceText, TreePath},
};

/// A script to analyse: a file of its own, or the script blocks of one.
#[derive(Clone, Debug)]
pub struct Module {
    /// The file as it is: places are places in it.
    pub source: Arc<SourceText>,
    /// The script when it is only part of the file: as long as the file's text, with everything
    /// else blanked by spaces, so that offsets are offsets of the file. `None` when the whole file
    /// is script.
    pub script: Option<String>,
    /// How it is written.
    pub dialect: Dialect,
}

impl Module {
    /// The text to parse.
    #[must_use]
    pub fn text(&self) -> &str {
        self.script.as_deref().unwrap_or_else(|| self.source.text())
    }

    /// A digest of its text.
    #[must_use]
    pub(crate) fn digest(&self) -> u128 {
        self.script.as_ref().map_or_else(|| self.source.digest(), records::digest)
    }

    /// The file it is in.
    #[must_use]
    pub fn file(&self) -> &TreePath {
        self.source.path()
    }
}

/// How a script is written. The analysis tries others when a text does not fit: nothing is certain
/// in real projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Dialect {
    /// `.js`, `.mjs`, `.cjs`, `.wxs`
    JavaScript,
    /// `.ts`, `.mts`, `.cts`
    TypeScript,
    /// `.jsx`
    Jsx,
    /// `.tsx`
    Tsx,
}

impl Dialect {
    /// By the extension of a file; `None` when it is no script.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "js" | "mjs" | "cjs" => Some(Self::JavaScript),
            "ts" | "mts" | "cts" | "uts" => Some(Self::TypeScript),
            "jsx" => Some(Self::Jsx),
            "tsx" => Some(Self::Tsx),
            _ => None,
        }
    }
}

/// Who the platform is: the values from which privacy interfaces come. Data, so that the engine
/// knows no framework.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// Free names that are the host: `wx`, `uni`. One that begins with `$` is a member of every
    /// instance as well: `this.$wx`.
    pub globals: Vec<HostGlobal>,
    /// Modules that export the host.
    pub modules: Vec<HostModule>,
    /// Modules that export the platform's elements as components for JSX.
    pub components: Vec<String>,
    /// Members that the platform calls otherwise: `setClipBoardData` is `setClipboardData` in one
    /// framework.
    pub renames: Vec<(String, String)>,
    /// Hooks of framework runtimes that give an object every member of the host:
    /// `hooks.call("initNativeApi", object)`.
    pub filling_hooks: Vec<String>,
    /// Packages outside of the program that the host may come out of.
    pub giving: BTreeSet<String>,
    /// Packages leave the host where all code finds it.
    pub is_left_by_packages: bool,
}

/// A free name that is the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostGlobal {
    /// `wx`
    pub name: String,
    /// How sure an access through it is: [`Evidence::Literal`] for the platform's own,
    /// [`Evidence::Framework`] for a framework's.
    pub evidence: Evidence,
}

/// A module that exports the host: as its default export, as its namespace and, member by member,
/// as named exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostModule {
    /// The specifier, `@tarojs/taro`; `*/lib/x.js` is any path that ends so.
    pub specifier: String,
    /// Exported names that are the host as well (`Taro`, `mpx`); every other named export is a
    /// member of it.
    pub hosts: Vec<String>,
}

impl Hosts {
    /// The platform without any framework: `wx`.
    #[must_use]
    pub fn native() -> Self {
        Self {
            globals: vec![HostGlobal { name: "wx".into(), evidence: Evidence::Literal }],
            filling_hooks: vec!["initNativeApi".into()],
            ..Self::default()
        }
    }

    /// The evidence of an access through a free name; `None` when the name is not the host.
    #[must_use]
    pub fn global(&self, name: &str) -> Option<Evidence> {
        self.globals.iter().find(|global| global.name == name).map(|global| global.evidence)
    }

    /// The module that exports the host under this specifier.
    #[must_use]
    pub fn module(&self, specifier: &str) -> Option<&HostModule> {
        let is_meant = |module: &&HostModule| match module.specifier.strip_prefix('*') {
            Some(end) => specifier.starts_with('.') && specifier.ends_with(end),
            None => module.specifier == specifier,
        };
        self.modules.iter().find(is_meant)
    }

    /// Whether a specifier means a package that the host may come out of, or what a package left.
    #[must_use]
    pub fn gives(&self, specifier: &str) -> bool {
        specifier.ends_with(LEFT)
            || package_of(specifier).is_some_and(|name| self.giving.contains(name))
    }

    /// The platform's name for a member.
    #[must_use]
    pub fn member<'n>(&'n self, name: &'n str) -> &'n str {
        self.renames.iter().find(|(own, _)| own == name).map_or(name, |(_, platform)| platform)
    }
}

/// What the specifier of a package ends with where it means what the package left for others: no
/// file has such a name.
const LEFT: &str = "/\u{1}left";
/// The same as it is written in a script.
pub(super) const LEFT_AS_WRITTEN: &str = "/\\u0001left";

/// Where the script of what packages left lies, as far as anything has to lie somewhere.
pub(in crate::scan) fn left_file() -> TreePath {
    TreePath::root().with_suffix("\u{1}privguide-left.js")
}

/// A script that stores, in the places where packages leave the host, what may be it.
pub(in crate::scan) fn left_by(leaving: &BTreeMap<String, BTreeSet<String>>) -> Option<Module> {
    let mut text = String::from(common_places::HEAD);
    for (at, (package, places)) in leaving.iter().enumerate() {
        let specifier = serde_json::Value::from(format!("{package}{LEFT}"));
        let _ = writeln!(text, "const left{at} = require({specifier})");
        text.extend(places.iter().map(|place| common_places::store(place, &format!("left{at}"))));
    }
    let source = Arc::new(SourceText::new(left_file(), text));
    (!leaving.is_empty()).then_some(Module { source, script: None, dialect: Dialect::JavaScript })
}

/// Where a module specifier leads.
pub trait Resolver: Sync {
    /// The file that `specifier` means in `from`.
    fn resolve(&self, from: &TreePath, specifier: &str) -> Option<TreePath>;
}
