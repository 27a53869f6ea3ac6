//! Describes the supported frameworks: each is one value in a file of its own, which is read when
//! programs are found and when they are scanned.
//!
//! A value says how a framework is recognised, which files configure it, where its pages are
//! listed, which files its build copies unchanged, how it chooses among files for several
//! platforms, what its host object is and how its components are spelled. To add a framework, add a
//! file here and a line in [`frameworks`]; a test does this with an invented framework.

mod extension;
mod recognise;
mod spelling;

use std::{fmt, hash};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::language::Text;

pub(crate) use extension::{
    PAGE_ENDS, SCRIPTS, component_ends, is_code, is_source, lists, spelling,
};
pub(crate) use recognise::{CandidateFile, FrameworkMark, Root};
pub use spelling::kebab;
pub(crate) use spelling::{camel, pascal};

macro_rules! frameworks {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every framework; if several recognise a file, the first one is used.
        static ALL: &[&Description] = &[$(&$module::FRAMEWORK),*];
    };
}

frameworks![mpx, wepy, chameleon, uni_app, remax, taro, weapp_vite, mpvue, kbone, native];

/// The framework that a program is written in.
#[derive(Clone, Copy)]
pub struct Framework(&'static Description);

/// A framework, as data.
#[derive(Debug)]
pub(crate) struct Description {
    /// The name used in reports.
    pub(crate) name: &'static str,
    /// Marks by which a folder of its sources is recognised.
    pub(crate) marks: &'static [FrameworkMark],
    /// Hints by which a library for it is recognised.
    pub(crate) hints: Hints,
    /// The files that replace `app.json`; the first that exists and is not empty is used.
    pub(crate) app: &'static [Config],
    /// The file that lists the pages, if it is another one.
    pub(crate) pages: &'static [Config],
    /// The key in the first of these files under which WeChat's settings are; empty if the file has
    /// the form of `app.json`.
    pub(crate) settings: &'static str,
    /// The entries of the graph of sources; the first that exists is used.
    pub(crate) entries: &'static [&'static str],
    /// Files that run independently of the pages.
    pub(crate) shells: &'static [&'static str],
    /// Folders, relative to the root, with a `project.config.json` for each platform that the build
    /// copies into its output.
    pub(crate) configured_in: &'static [&'static str],
    /// The key of lists of further files that list pages, relative to the file that contains the
    /// list; empty if there is none.
    pub(crate) lists: &'static str,
    /// Folders below the root that the build copies unchanged.
    pub(crate) copied: &'static [&'static str],
    /// A file, relative to the folder above the root, and a key in it whose values name further
    /// folders that are copied.
    pub(crate) copy_lists: &'static [(&'static str, &'static str)],
    /// Folders below the root whose components are found by their tags, without any configuration.
    pub(crate) tag_folders: &'static [&'static str],
    /// Extensions of its single-file components.
    pub(crate) components: &'static [&'static str],
    /// The syntax of the templates in them.
    pub(crate) spelling: TemplateSpelling,
    /// How the build chooses among files of the same name.
    pub(crate) choice: Choice,
    /// How the build chooses among folders.
    pub(crate) folders: Folders,
    /// Whether a tag refers to a component by the name of its folder (uni-app's easycom).
    pub(crate) easycom: bool,
    /// Free names that are the host, in addition to `wx`.
    pub(crate) globals: &'static [&'static str],
    /// Modules that export the host: the specifier, and the named exports that are the host itself.
    pub(crate) modules: &'static [(&'static str, &'static [&'static str])],
    /// Modules whose exports are the platform's elements in JSX.
    pub(crate) elements: &'static [&'static str],
    /// Members that have another name on the platform.
    pub(crate) renames: &'static [(&'static str, &'static str)],
    /// Whether its sources may contain `#ifdef`.
    pub(crate) conditional: bool,
    /// Keys of `package.json` under which scripts define names for conditions.
    pub(crate) defines: &'static [&'static str],
    /// Names that the build replaces by a text, with the text for WeChat.
    pub(crate) constants: &'static [(&'static str, &'static str)],
    /// Packages that belong to the framework itself. This description covers what they do, so their
    /// sources are not reported as missing.
    pub(crate) own_packages: &'static [&'static str],
}

/// The defaults of a description.
pub(crate) const PLAIN: Description = Description {
    name: "",
    marks: &[],
    hints: Hints { extensions: &[], words: &[] },
    app: &[],
    pages: &[],
    settings: "",
    entries: &[],
    shells: &[],
    configured_in: &[],
    lists: "",
    copied: &[],
    copy_lists: &[],
    tag_folders: &[],
    components: &[],
    spelling: TemplateSpelling::Vue,
    choice: Choice { own: &[], other: &[], extensions: &[] },
    folders: Folders { parents: &[], other: &[], never: &[], other_pairs: &[], second: &[] },
    easycom: false,
    globals: &[],
    modules: &[],
    elements: &[],
    renames: &[],
    conditional: false,
    defines: &[],
    constants: &[],
    own_packages: &[],
};

/// Signs of a library, which has no application file.
#[derive(Debug)]
pub(crate) struct Hints {
    /// Extensions that only this framework uses.
    pub(crate) extensions: &'static [&'static str],
    /// Words in files with these extensions.
    pub(crate) words: &'static [(&'static str, &'static [&'static str])],
}

/// A configuration file and its syntax.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) name: &'static str,
    pub(crate) form: ConfigForm,
}

/// The syntax of a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConfigForm {
    /// JSON with `#ifdef`.
    ConditionalJson,
    /// JSON.
    Json,
    /// An object that a script exports, or passes to a helper such as `defineAppConfig`.
    Script,
    /// The JSON block of a component.
    Block,
    /// An object in the script of a component: `config = { … }`, `defineAppJson({ … })`.
    ComponentScript,
}

/// The syntax of templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TemplateSpelling {
    /// `v-if`, `:name`, `@event`
    Vue,
    /// WXML with marks for platforms.
    Mpx,
    /// WXML and Vue mixed.
    Wepy,
    /// `c-if`, `c-bind`
    Chameleon,
}

/// How the build of a framework chooses among files of the same name.
#[derive(Debug)]
pub(crate) struct Choice {
    /// The marks between the name and the extension of a file for WeChat; the first that exists is
    /// used.
    pub(crate) own: &'static [&'static str],
    /// The marks of a file for another platform.
    pub(crate) other: &'static [&'static str],
    /// Extensions of files to which this applies.
    pub(crate) extensions: &'static [&'static str],
}

/// How the build of a framework chooses among folders.
#[derive(Debug)]
pub(crate) struct Folders {
    /// Folders whose subfolders are named after platforms: `static/h5`.
    pub(crate) parents: &'static [&'static str],
    /// The names of platforms other than WeChat.
    pub(crate) other: &'static [&'static str],
    /// Folders that are never compiled for WeChat.
    pub(crate) never: &'static [&'static str],
    /// Pairs of nested folders that are for other platforms.
    pub(crate) other_pairs: &'static [[&'static str; 2]],
    /// Pairs of extensions: if a file exists with both, the first is only for other platforms:
    /// `.nvue` beside `.vue`.
    pub(crate) second: &'static [[&'static str; 2]],
}

impl Framework {
    /// No framework: WXML and plain scripts.
    pub const NATIVE: Self = Self(&native::FRAMEWORK);

    /// The framework with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|framework| framework.name() == name)
    }

    pub(crate) fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|description| Self(description))
    }

    /// The name used in reports: `native`, `uni-app`, `taro` …
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    #[cfg(test)]
    pub(crate) const fn new(description: &'static Description) -> Self {
        Self(description)
    }

    pub(crate) const fn describe(self) -> &'static Description {
        self.0
    }

    /// Whether a package is the framework itself.
    #[must_use]
    pub(crate) fn is_own_package(self, name: &str) -> bool {
        let is = |own: &&str| {
            own.strip_suffix('*').map_or(*own == name, |start| name.starts_with(start))
        };
        self.0.own_packages.iter().any(is)
    }

    /// Why the name or folder of a source shows that it is not for WeChat; `None` if it is. `has`
    /// says whether the program has a file with this path.
    pub(crate) fn why_other(self, relative: &str, has: &dyn Fn(&str) -> bool) -> Option<Text> {
        let Description { choice, folders, .. } = self.0;
        folders
            .why_other(relative)
            .or_else(|| folders.why_second(relative, has))
            .or_else(|| choice.why_other(relative, has))
    }
}

impl fmt::Debug for Framework {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl PartialEq for Framework {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Framework {}

impl hash::Hash for Framework {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl Serialize for Framework {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Framework {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::custom("no such framework"))
    }
}

impl Choice {
    fn why_other(&self, relative: &str, has: &dyn Fn(&str) -> bool) -> Option<Text> {
        let (base, extension) = relative.rsplit_once('.')?;
        if !self.extensions.contains(&extension) {
            return None;
        }
        let name = base.rsplit('/').next().unwrap_or(base);
        if let Some((_, suffix)) = name.rsplit_once('.') {
            if self.other.contains(&suffix) {
                return Some(Text::new(
                    format!("文件名里的 .{suffix} 表示它属于其他平台"),
                    format!("\".{suffix}\" in its name makes it another platform's"),
                ));
            }
            if self.own.contains(&suffix) {
                return None;
            }
        }
        // A script may replace a script with any extension; a configuration or template may only
        // replace one with the same extension.
        let kind = |extension: &'static str| {
            if matches!(extension, "json" | "wxml") { extension } else { "" }
        };
        let extension = self.extensions.iter().find(|known| **known == extension)?;
        let same_kind = self.extensions.iter().filter(|other| kind(other) == kind(extension));
        let mut instead = same_kind.flat_map(|extension| {
            self.own.iter().map(move |own| format!("{base}.{own}.{extension}"))
        });
        let instead = instead.find(|path| has(path))?;
        Some(Text::new(
            format!("微信小程序用的是 {instead}"),
            format!("{instead} replaces it for WeChat"),
        ))
    }
}

impl Folders {
    fn why_other(&self, relative: &str) -> Option<Text> {
        let folders: Vec<&str> = relative
            .rsplit_once('/')
            .map(|(folders, _)| folders.split('/').collect())
            .unwrap_or_default();
        let is_other = |text: &str| {
            Text::new(format!("{text}/ 属于其他平台"), format!("{text}/ is for other platforms"))
        };
        let pairs = || folders.windows(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
        if let Some((folder, platform)) = pairs().find(|(folder, platform)| {
            self.parents.contains(folder) && self.other.contains(platform)
        }) {
            return Some(is_other(&format!("{folder}/{platform}")));
        }
        if let Some(folder) = folders.iter().find(|folder| self.never.contains(folder)) {
            return Some(Text::new(
                format!("{folder}/ 不会编译到微信小程序"),
                format!("{folder}/ is not compiled for WeChat"),
            ));
        }
        let pair = pairs().find(|(a, b)| self.other_pairs.iter().any(|pair| pair == &[**a, **b]));
        pair.map(|(a, b)| is_other(&format!("{a}/{b}")))
    }

    fn why_second(&self, relative: &str, has: &dyn Fn(&str) -> bool) -> Option<Text> {
        let (base, extension) = relative.rsplit_once('.')?;
        let [_, first] = self.second.iter().find(|[second, _]| *second == extension)?;
        let instead = format!("{base}.{first}");
        has(&instead).then(|| {
            Text::new(
                format!("微信小程序用的是 {instead}"),
                format!("{instead} replaces it for WeChat"),
            )
        })
    }
}

#[cfg(test)]
mod tests;
