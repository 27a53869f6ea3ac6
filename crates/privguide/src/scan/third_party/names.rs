//! Finds third parties by the names of files and folders: installed packages, and copies under a
//! name in the table.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Marker, ThirdPartyUse, sign};
use crate::{
    catalog::{ThirdParties, ThirdParty, third_parties},
    program::{Program, ProgramFile},
    tree::Place,
};

/// Looks names up. Folders, and files such as `index.js`, occur repeatedly, so each name is looked
/// up only once. The folder is not looked up at all if it is that of the previous file.
pub(super) struct PartyNames<'p> {
    parties: &'p ThirdParties,
    own: Copies<'p>,
    known: FxHashMap<&'p str, Option<&'p ThirdParty>>,
    latest: (&'p str, NamedFolder<'p>),
}

/// What a folder says about the files in it.
#[derive(Clone, Copy)]
enum NamedFolder<'p> {
    Plain,
    /// It belongs to installed packages, whose names begin at this byte of the path.
    Packages(usize),
    /// One of its segments names a third party.
    Copy(&'p ThirdParty, &'p str),
}

impl<'p> PartyNames<'p> {
    pub(super) fn new(parties: &'p ThirdParties) -> Self {
        let (own, latest) = (Copies::of_parties(parties.own()), ("", NamedFolder::Plain));
        Self { parties, own, known: FxHashMap::default(), latest }
    }

    /// An installed package, or a copy under a known name. The outermost folder counts, because all
    /// its files are one copy.
    pub(super) fn sign(
        &mut self,
        program: &Program,
        file: &'p ProgramFile,
    ) -> Option<ThirdPartyUse> {
        let relative = file.path.relative_to(&program.root).unwrap_or(file.path.as_str());
        let here = || Place::file_start(file.path.clone());
        let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        if self.latest.0 != folder {
            self.latest = (folder, self.folder(folder));
        }
        match self.latest.1 {
            NamedFolder::Packages(start) => {
                let inside = &relative[start..];
                let party = self
                    .parties
                    .rows()
                    .find(|party| party.npm.iter().any(|name| is_package(inside, name)))?;
                Some(sign(party, Marker::Package, inside, here()))
            }
            NamedFolder::Copy(party, segment) => Some(sign(party, Marker::File, segment, here())),
            NamedFolder::Plain => Some(sign(self.named(name)?, Marker::File, name, here())),
        }
    }

    fn folder(&mut self, folder: &'p str) -> NamedFolder<'p> {
        if let Some(start) = packages_in(folder) {
            return NamedFolder::Packages(start);
        }
        let copy = folder.split('/').find_map(|segment| Some((self.named(segment)?, segment)));
        copy.map_or(NamedFolder::Plain, |(party, segment)| NamedFolder::Copy(party, segment))
    }

    /// The third party whose copies have this name.
    fn named(&mut self, segment: &'p str) -> Option<&'p ThirdParty> {
        *self.known.entry(segment).or_insert_with(|| {
            let name = segment.to_lowercase();
            let shipped = || {
                Copies::shipped().party_of(&name).filter(|party| !self.parties.replaces(&party.id))
            };
            self.own.party_of(&name).or_else(shipped)
        })
    }
}

/// The offset in a path with this folder at which the names of packages begin: after the innermost
/// folder of installed packages.
fn packages_in(folder: &str) -> Option<usize> {
    let (mut at, mut start) = (0, None);
    for segment in folder.split('/') {
        at += segment.len() + 1;
        if matches!(segment, "miniprogram_npm" | "node_modules") {
            start = Some(at);
        }
    }
    start
}

fn is_package(path: &str, name: &str) -> bool {
    path.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest == ".js")
}

/// The names by which copies are found, in lower case. If rows share a name, the first is used.
#[derive(Default)]
struct Copies<'p> {
    rows: &'p [ThirdParty],
    names: FxHashMap<String, usize>,
    /// By name without extension: a copy may be minified, or be a script of another kind.
    stems: FxHashMap<String, usize>,
}

impl Copies<'static> {
    fn shipped() -> &'static Self {
        static TABLE: LazyLock<Copies<'static>> =
            LazyLock::new(|| Copies::of_parties(third_parties()));
        &TABLE
    }
}

impl<'p> Copies<'p> {
    fn of_parties(rows: &'p [ThirdParty]) -> Self {
        let mut copies = Copies { rows, ..Copies::default() };
        for (row, party) in rows.iter().enumerate() {
            for name in party.files.iter().map(|name| name.to_lowercase()) {
                if name.contains('.') {
                    copies.stems.entry(stem(&name).to_owned()).or_insert(row);
                }
                copies.names.entry(name).or_insert(row);
            }
        }
        copies
    }

    fn party_of(&self, segment: &str) -> Option<&'p ThirdParty> {
        let rows = [self.names.get(segment), self.stems.get(stem(segment))];
        rows.into_iter().flatten().min().map(|&row| &self.rows[row])
    }
}

/// A name without a script's extension, `.min`, and a preceding version: `sdk-1.4.3.min.js`,
/// `sdk_v7.7.0.js`, `sdk.v2.js`, `sdk.130.js`.
fn stem(name: &str) -> &str {
    let name = [".js", ".ts", ".mjs", ".cjs"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    let name = name.strip_suffix(".min").unwrap_or(name);
    let unnumbered = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let unnumbered = unnumbered
        .strip_suffix(['v', 'V'])
        .filter(|rest| rest.ends_with(['-', '_', '.']))
        .unwrap_or(unnumbered);
    let bare = unnumbered.trim_end_matches(['-', '_', '.']);
    // `sdk2` is another name, but `sdk.2` and `sdk-2` contain versions.
    let is_version = name[bare.len()..].starts_with(['-', '_', '.']);
    if is_version && !bare.is_empty() { bare } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_known_by_its_name_whole_minified_or_as_another_script() {
        let named =
            |segment: &str| Copies::shipped().party_of(segment).map(|party| party.id.as_str());
        for segment in ["sensorsdata.min.js", "sensorsdata.js", "sensorsdata.ts", "sensorsdata"] {
            assert_eq!(named(segment), Some("sensors-data"), "{segment}");
        }
        assert_eq!(named("umtrack-wx"), Some("umeng-umini"), "a folder");
        for (segment, party) in [
            ("easemob-chat-4.2.0.js", "easemob"),
            ("bmob-2.8.1.min.js", "bmob"),
            ("nim_web_sdk_weixin_v9.20.1.js", "netease-nim"),
            ("amap-wx.131.js", "amap-wx"),
            ("amap-wx.v1.2.min.js", "amap-wx"),
            ("qqmap-wx-jssdk-1.2.min.js", "qqmap-wx-jssdk"),
            ("jmessage-wxapplet-sdk.js", "jmessage"),
        ] {
            assert_eq!(named(segment), Some(party), "{segment}: another version");
        }
        for segment in [
            "mysensorsdata.min.js",
            "sensorsdata.min.css",
            "umtrack-wx.js",
            "index.js",
            "bmob2.js",
            "1.2.js",
            "webim-helper.js",
        ] {
            assert_eq!(named(segment), None, "{segment}");
        }
    }

    #[test]
    fn a_package_is_what_is_behind_the_innermost_folder_of_packages() {
        assert_eq!(packages_in("a/miniprogram_npm/b"), Some("a/miniprogram_npm/".len()));
        assert_eq!(
            packages_in("node_modules/a/node_modules/b"),
            Some("node_modules/a/node_modules/".len())
        );
        assert_eq!(packages_in("a/node_modules"), Some("a/node_modules/".len()));
        assert_eq!(packages_in("my_node_modules"), None);
        assert_eq!(packages_in(""), None);
    }
}
