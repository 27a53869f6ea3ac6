//! What each framework is: one value in one file, read by the rooms that find programs and by those
//! that scan them.
//!
//! A value says how a framework is recognised, which files configure it, where its pages are
//! listed, what its build takes as it is, how it chooses among files for several platforms, who its
//! host object is and how its components are spelled. Adding a framework is a file here and a line
//! in [`frameworks`]; a test adds one that no other file knows.

mod extension;
mod recognise;
mod spelling;

use std::{fmt, hash};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::language::Text;

pub(crate) use extension::{PAGE_ENDS, SCRIPTS, component_ends, is_code, is_source, spelling};
pub(crate) use recognise::{Look, Mark, Root, contains};
pub use spelling::kebab;
pub(crate) use spelling::{camel, pascal};

macro_rules! frameworks {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every framework; of several that recognise one file the first wins.
        static ALL: &[&Description] = &[$(&$module::FRAMEWORK),*];
    };
}

frameworks![mpx, wepy, chameleon, uni_app, remax, taro, weapp_vite, mpvue, kbone, native];

/// How a program is written.
#[derive(Clone, Copy)]
pub struct Framework(&'static Description);

/// A framework, as data.
#[derive(Debug)]
pub(crate) struct Description {
    /// The name used in reports.
    pub(crate) name: &'static str,
    /// What gives a folder of its sources away.
    pub(crate) marks: &'static [Mark],
    /// What gives a library written for it away.
    pub(crate) hints: Hints,
    /// What replaces `app.json`: the first that exists and has content.
    pub(crate) app: &'static [Config],
    /// What lists the pages, when that is another file.
    pub(crate) pages: &'static [Config],
    /// The key of the first file below which WeChat's settings are; empty when it is `app.json`
    /// itself.
    pub(crate) settings: &'static str,
    /// Where the graph of the sources begins, the first that is there.
    pub(crate) entries: &'static [&'static str],
    /// Files that run independent of the pages.
    pub(crate) shells: &'static [&'static str],
    /// Folders, seen from the root, with a `project.config.json` for each platform that a build
    /// puts beside what it writes.
    pub(crate) configured_in: &'static [&'static str],
    /// The key of the lists whose items are further files that list pages, seen from the file that
    /// names them; empty when there is none.
    pub(crate) lists: &'static str,
    /// Folders below the root that a build copies as they are.
    pub(crate) copied: &'static [&'static str],
    /// Texts behind this key of this file, seen from the folder above the root, name further
    /// folders that are copied.
    pub(crate) copy_lists: &'static [(&'static str, &'static str)],
    /// Folders below the root whose components are found by their tags, independent of any
    /// configuration.
    pub(crate) tag_folders: &'static [&'static str],
    /// What ends the name of its own single-file components.
    pub(crate) components: &'static [&'static str],
    /// How the templates in them are spelled.
    pub(crate) spelling: Spelling,
    /// How a build chooses among files of one name.
    pub(crate) choice: Choice,
    /// How a build chooses among folders.
    pub(crate) folders: Folders,
    /// Whether tags name components by the folder these lie in (uni-app's easycom).
    pub(crate) easycom: bool,
    /// Free names that are the host, beside `wx`.
    pub(crate) globals: &'static [&'static str],
    /// Modules that export the host: the specifier, and the exported names that are the host
    /// themselves.
    pub(crate) modules: &'static [(&'static str, &'static [&'static str])],
    /// Modules whose exports are the platform's elements in JSX.
    pub(crate) elements: &'static [&'static str],
    /// Members that the platform calls otherwise.
    pub(crate) renames: &'static [(&'static str, &'static str)],
    /// Whether `#ifdef` cuts its sources.
    pub(crate) conditional: bool,
    /// Where a `package.json` lists scripts that define names for conditions.
    pub(crate) defines: &'static [&'static str],
    /// Names that its build replaces by a text, and the text for WeChat.
    pub(crate) constants: &'static [(&'static str, &'static str)],
    /// Packages that are the framework itself: what they do is in this description, so that missing
    /// sources are not reported.
    pub(crate) own_packages: &'static [&'static str],
}

/// A framework without any description.
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
    spelling: Spelling::Vue,
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

/// What gives a library away that has no application file.
#[derive(Debug)]
pub(crate) struct Hints {
    /// Extensions of files that nothing else has.
    pub(crate) extensions: &'static [&'static str],
    /// Words in files with these extensions.
    pub(crate) words: &'static [(&'static str, &'static [&'static str])],
}

/// A file of configuration, and how it is written.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
}

/// How a configuration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// JSON in which `#ifdef` counts.
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

/// How templates are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `v-if`, `:name`, `@event`
    Vue,
    /// WXML, with marks for platforms.
    Mpx,
    /// WXML and Vue mixed.
    Wepy,
    /// `c-if`, `c-bind`
    Chameleon,
}

/// How a framework's build chooses among files of one name.
#[derive(Debug)]
pub(crate) struct Choice {
    /// What marks a file as WeChat's, between its name and its extension; the first one is used.
    pub(crate) own: &'static [&'static str],
    /// What marks a file as another platform's.
    pub(crate) other: &'static [&'static str],
    /// Extensions of files that are chosen so.
    pub(crate) extensions: &'static [&'static str],
}

/// How a framework's build chooses among folders.
#[derive(Debug)]
pub(crate) struct Folders {
    /// Folders below which a folder's name is a platform: `static/h5`.
    pub(crate) parents: &'static [&'static str],
    /// Platforms that are not WeChat.
    pub(crate) other: &'static [&'static str],
    /// Folders that are never compiled for WeChat.
    pub(crate) never: &'static [&'static str],
    /// Two folders, one in the other, that are for other platforms.
    pub(crate) other_pairs: &'static [[&'static str; 2]],
    /// An extension that only other platforms take when the same name has the second one: `.nvue`
    /// beside `.vue`.
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
    pub(crate) const fn of(description: &'static Description) -> Self {
        Self(description)
    }

    pub(crate) const fn describe(self) -> &'static Description {
        self.0
    }

    /// Whether a package is the framework itself.
    #[must_use]
    pub fn is_own_package(self, name: &str) -> bool {
        let is = |own: &&str| {
            own.strip_suffix('*').map_or(*own == name, |start| name.starts_with(start))
        };
        self.0.own_packages.iter().any(is)
    }

    /// Why a source is not for WeChat by its name or folder; `None` when it is. `has` knows the
    /// files of the program by their paths in it.
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
        // A script may replace a script of any extension; configuration and templates only their
        // own kind.
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
            format!("{instead} stands in its place for WeChat"),
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
                format!("{instead} stands in its place for WeChat"),
            )
        })
    }
}

#[cfg(test)]
mod tests;
