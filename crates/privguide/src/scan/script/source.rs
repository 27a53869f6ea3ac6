//! The input of the analysis: scripts, and the names that mean the platform.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{pieces::PiecePlaces, template::TemplateCode};
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
    /// The whole file; offsets refer to it.
    pub source: Arc<SourceText>,
    /// The script, if it is only part of the file: it has the length of the file's text, with
    /// spaces in place of everything else, so that offsets are the same. `None` if the whole file
    /// is script.
    pub script: Option<String>,
    /// The code of the file's templates, which is appended to the script.
    pub template: Option<TemplateCode>,
    /// Its likely dialect.
    pub dialect: Dialect,
}

impl Module {
    /// A script without templates.
    #[must_use]
    pub fn new(source: Arc<SourceText>, script: Option<String>, dialect: Dialect) -> Self {
        Self { source, script, template: None, dialect }
    }

    /// Appends the code of the file's templates.
    #[must_use]
    pub fn with_template(mut self, code: TemplateCode) -> Self {
        let mut script = self.script.unwrap_or_else(|| self.source.text().to_owned());
        script.push_str(&code.text);
        self.script = Some(script);
        self.template = Some(code);
        self
    }

    /// The text to parse.
    #[must_use]
    pub fn text(&self) -> &str {
        self.script.as_deref().unwrap_or_else(|| self.source.text())
    }

    /// The text without the code of templates: its offsets are those of the file.
    #[must_use]
    pub fn own_text(&self) -> &str {
        let code = self.template.as_ref().map_or(0, |code| code.text.len());
        &self.text()[..self.text().len() - code]
    }

    /// The places of the text's parts in the file.
    #[must_use]
    pub(super) fn places(&self) -> PiecePlaces {
        let code = self.template.as_ref();
        code.map_or_else(PiecePlaces::default, |code| {
            PiecePlaces::of_code(self.own_text().len(), &code.places)
        })
    }

    /// The number of bytes of its text.
    #[must_use]
    pub(crate) fn size(&self) -> usize {
        self.script.as_ref().map_or_else(|| self.source.size(), String::len)
    }

    /// A digest of its text.
    #[must_use]
    pub(crate) fn digest(&self) -> u128 {
        self.script.as_ref().map_or_else(|| self.source.digest(), records::digest)
    }

    /// The path of its file.
    #[must_use]
    pub fn file(&self) -> &TreePath {
        self.source.path()
    }
}

/// The language of a script. The analysis tries other dialects if a text cannot be parsed, because
/// file extensions are not reliable.
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
    /// The dialect for a file extension; `None` if it is not that of a script.
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

/// Describes where the platform (the *host*) is found: the values from which privacy interfaces are
/// reached. It is data, so that the engine does not depend on any framework.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// Free names that are the host: `wx`, `uni`. A name that begins with `$` is also a member of
    /// every instance: `this.$wx`.
    pub globals: Vec<HostGlobal>,
    /// Modules that export the host.
    pub modules: Vec<HostModule>,
    /// Modules that export the platform's elements as components for JSX.
    pub components: Vec<String>,
    /// Members that have another name on the platform: one framework calls `setClipboardData`
    /// `setClipBoardData`.
    pub renames: Vec<(String, String)>,
    /// Names of hooks in framework runtimes that add every member of the host to an object:
    /// `hooks.call("initNativeApi", object)`.
    pub filling_hooks: Vec<String>,
    /// Packages outside of the program that may provide the host.
    pub giving: BTreeSet<String>,
    /// True if packages store the host where all code can find it.
    pub is_left_by_packages: bool,
}

/// A free name that is the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostGlobal {
    /// `wx`
    pub name: String,
    /// The evidence of an access through this name: [`Evidence::Literal`] for the platform's own
    /// name, [`Evidence::Framework`] for a framework's.
    pub evidence: Evidence,
}

/// A module that exports the host as its default export and as its namespace, and the host's
/// members as named exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostModule {
    /// The specifier, such as `@tarojs/taro`; `*/lib/x.js` matches any path with this ending.
    pub specifier: String,
    /// Named exports that are the host itself (`Taro`, `mpx`); every other named export is a member
    /// of it.
    pub hosts: Vec<String>,
}

impl Hosts {
    /// The platform without any framework.
    #[must_use]
    pub fn native() -> Self {
        Self {
            globals: vec![HostGlobal { name: "wx".into(), evidence: Evidence::Literal }],
            filling_hooks: vec!["initNativeApi".into()],
            ..Self::default()
        }
    }

    /// The evidence of an access through a free name; `None` if the name is not the host.
    #[must_use]
    pub fn global(&self, name: &str) -> Option<Evidence> {
        self.globals.iter().find(|global| global.name == name).map(|global| global.evidence)
    }

    /// The module with this specifier that exports the host.
    #[must_use]
    pub fn module(&self, specifier: &str) -> Option<&HostModule> {
        let is_meant = |module: &&HostModule| match module.specifier.strip_prefix('*') {
            Some(end) => specifier.starts_with('.') && specifier.ends_with(end),
            None => module.specifier == specifier,
        };
        self.modules.iter().find(is_meant)
    }

    /// Whether a specifier names a package that may provide the host, or represents what a package
    /// stored in a shared place.
    #[must_use]
    pub fn gives(&self, specifier: &str) -> bool {
        specifier.ends_with(LEFT)
            || package_of(specifier).is_some_and(|name| self.giving.contains(name))
    }

    /// The platform's name of a member.
    #[must_use]
    pub fn member<'n>(&'n self, name: &'n str) -> &'n str {
        self.renames.iter().find(|(own, _)| own == name).map_or(name, |(_, platform)| platform)
    }
}

/// The suffix of a package's specifier when it represents what the package stored in shared places.
/// No file name can end like this.
const LEFT: &str = "/\u{1}left";
/// The suffix as it is escaped in a script.
pub(super) const LEFT_AS_WRITTEN: &str = "/\\u0001left";

/// The path of the generated script that represents what packages stored in shared places.
pub(in crate::scan) fn left_file() -> TreePath {
    TreePath::root().with_suffix("\u{1}privguide-left.js")
}

/// A script that stores a value which may be the host in each place where packages store the host.
pub(in crate::scan) fn left_by(leaving: &BTreeMap<String, BTreeSet<String>>) -> Option<Module> {
    let mut text = String::from(common_places::HEAD);
    for (at, (package, places)) in leaving.iter().enumerate() {
        let specifier = serde_json::Value::from(format!("{package}{LEFT}"));
        let _ = writeln!(text, "const left{at} = require({specifier})");
        text.extend(places.iter().map(|place| common_places::store(place, &format!("left{at}"))));
    }
    let source = Arc::new(SourceText::new(left_file(), text));
    (!leaving.is_empty()).then_some(Module::new(source, None, Dialect::JavaScript))
}

/// Resolves module specifiers.
pub trait Resolver: Sync {
    /// The file that `specifier` refers to in the file `from`.
    fn resolve(&self, from: &TreePath, specifier: &str) -> Option<TreePath>;
}
