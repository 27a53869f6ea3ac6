//! Finds uses of privacy interfaces.
//!
//! In: a [`Program`] and a [`Catalog`]. Out: a [`Scan`] with uses and with everything that could
//! not be resolved or analysed. A scanner never fails, and never silently skips anything. The
//! catalogue maps names to interfaces only at the end, when it is known what a name refers to.
//!
//! [`Program`]: crate::program::Program
//! [`Catalog`]: crate::catalog::Catalog

mod address;
mod addresses;
pub(crate) mod framework;
pub(crate) mod markup;
mod original;
mod oversize;
mod read;
mod run;
pub(crate) mod rust;
pub(crate) mod script;
mod seen;
mod suppression;
mod third_party;
mod unanalysed;
mod unbuilt;
mod world;

pub use address::Address;
pub(crate) use address::normalised;
pub use original::{Original, OriginalFile};
pub(crate) use original::{Originals, add_originals};
pub(crate) use run::scan_while;
pub use run::{dump_values, scan};
pub(crate) use script::ProgramRecords;
pub(crate) use suppression::Suppression;
pub(crate) use suppression::suppressions;
pub use third_party::{Marker, PermissionUse, ThirdPartyUse};
pub use unanalysed::{Unanalysed, UnanalysedReason};

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    catalog::{Interface, InterfaceForm},
    language::Text,
    tree::{MAX_READ, Place, TreePath},
};

/// The results of all scanners for one program; sorted, without duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Uses of interfaces.
    pub uses: Vec<Use>,
    /// Uses of interfaces that need no declaration but must be listed in the configuration:
    /// `wx.onLocationChange`.
    pub listed: Vec<Use>,
    /// Accesses whose target could not be determined.
    pub unresolved: Vec<Unresolved>,
    /// Files that could not be fully analysed.
    pub unanalysed: Vec<Unanalysed>,
    /// Comments that allow a finding.
    pub(crate) suppressions: Vec<Suppression>,
    /// Files that contain words of the consent flow (`onNeedPrivacyAuthorization`,
    /// `requirePrivacyAuthorize` …). These are not interfaces, but the review examines them.
    pub(crate) consent: Vec<TreePath>,
    /// Signs of known third parties.
    pub third_parties: Vec<ThirdPartyUse>,
    /// Hosts that the program connects to or names.
    pub addresses: Vec<Address>,
    /// Modules outside of the program that get the platform's object other than as an argument (as
    /// `this`, in a field, in an instance of a class that extends one of theirs), as import
    /// specifiers.
    pub shared: BTreeSet<String>,
    /// Modules outside of the program that get a value which may be the platform's object.
    pub passed: BTreeSet<String>,
    /// Places where files store the platform's object so that code outside of the program can find
    /// it by name: the file, and the expression that reaches the place, such as `globalThis.api`.
    pub left: BTreeSet<(TreePath, String)>,
    /// Original places of places in built files, according to source maps.
    pub(crate) originals: Originals,
    /// Files that use interfaces although nothing leads to them, so that they are not built.
    pub(crate) unbuilt: Vec<unbuilt::UnbuiltFile>,
}

/// One occurrence of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The interface.
    pub interface: Arc<Interface>,
    /// How it occurs.
    pub kind: UseKind,
    /// How it is known.
    pub evidence: Evidence,
    /// The member expression, the argument of the call, or the element; for a use in a package, the
    /// import.
    pub place: Place,
    /// The package or build that contains the use, if it is not in the tree.
    pub bringer: Option<Arc<Bringer>>,
}

/// Something outside of the tree that contains a use: an installed package, or the output of a
/// build.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Bringer {
    /// The name of the package; for a build, the package that brought the use into it, or its file.
    pub name: String,
    /// The version of a package; empty for a build.
    pub version: String,
    /// The packages, or the built files, through which it is reached.
    pub chain: Vec<String>,
    /// Whether it is a build.
    pub is_build: bool,
    /// Whether the record is the source; otherwise it was found in an installed package.
    pub is_recorded: bool,
}

impl Bringer {
    /// Its description in reports: `npm 包 geo 2.0.0，据记录`, `in package geo 2.0.0, as recorded`.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { name, version, .. } = self;
        let (zh, en) = match (self.is_build, version.is_empty()) {
            (true, _) => (format!("构建结果中的 {name}"), format!("in {name} of the build")),
            (false, true) => (format!("npm 包 {name}"), format!("in package {name}")),
            (false, false) => {
                (format!("npm 包 {name} {version}"), format!("in package {name} {version}"))
            }
        };
        let (zh_how, en_how) = if self.is_recorded {
            ("据 privguide.lock 记录", "as recorded")
        } else {
            ("据安装的包", "as installed")
        };
        Text::new(format!("{zh}，{zh_how}"), format!("{en}, {en_how}"))
    }
}

impl Use {
    /// The interface as it is written in the source, if that differs from the platform's name:
    /// `uni.getLocation`, `<Button openType="getPhoneNumber">`.
    #[must_use]
    pub fn written(&self, source: &str) -> Option<String> {
        const LONGEST: usize = 60;
        if self.bringer.is_some() {
            return None;
        }
        let text = source.get(self.place.start..self.place.end)?;
        match &self.interface.form {
            InterfaceForm::Member { member } => {
                let (host, last) = text.rsplit_once('.')?;
                let plain =
                    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._$".contains(&byte));
                (plain && last == member && host != "wx" && text.len() <= LONGEST)
                    .then(|| text.to_owned())
            }
            InterfaceForm::Attribute { tag, attribute, value } => {
                let inside = text.strip_prefix('<')?;
                let name = inside
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                    .next()
                    .unwrap_or("");
                let fold = |text: &str| text.replace('-', "").to_ascii_lowercase();
                let words = inside.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
                let spelt = words.skip(1).find(|word| fold(word) == fold(attribute))?;
                let differs = name != tag || spelt != attribute;
                (differs && fold(name) == fold(tag))
                    .then(|| format!("<{name} {spelt}=\"{value}\">"))
            }
            InterfaceForm::Element { tag } => {
                let name = text
                    .strip_prefix('<')?
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                    .next()
                    .unwrap_or("");
                (name != tag && name.len() <= LONGEST && !name.is_empty())
                    .then(|| format!("<{name}>"))
            }
            InterfaceForm::Scope { .. } | InterfaceForm::Method { .. } => None,
        }
    }
}

/// How an interface occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UseKind {
    /// It is called.
    Call,
    /// It is used as a value but not called here.
    Reference,
    /// The element is in a template.
    Component,
    /// The scope is passed to an authorisation call.
    Scope,
    /// Only the binding of its event shows it.
    EventBinding,
    /// A comment, a string, or a list of names: never a use by itself.
    Mention,
}

impl UseKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Call,
        Self::Reference,
        Self::Component,
        Self::Scope,
        Self::EventBinding,
        Self::Mention,
    ];
}

/// How a use was determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The source contains its name: `wx.getLocation`.
    Literal,
    /// It was resolved through bindings, constants or modules.
    Alias,
    /// It is accessed through a framework's host object: uni, Taro, mpx …
    Framework,
    /// It is accessed through a copy of all members of `wx`, or through a wrapper that takes the
    /// name.
    Inferred,
    /// It is in a package or build outside of the tree: according to the record, or found in an
    /// installed package.
    Recorded,
}

impl Evidence {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Literal, Self::Alias, Self::Framework, Self::Inferred, Self::Recorded];
}

/// An access whose target could not be determined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unresolved {
    /// Where.
    pub place: Place,
    /// Why.
    pub reason: UnresolvedReason,
    /// The source text of the access, shortened to one line of at most 80 characters.
    pub text: String,
    /// The modules that the platform is passed to, or that a value which may be the platform comes
    /// from, as import specifiers; empty if they are not known.
    pub to: Vec<String>,
}

/// Why an access could not be determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnresolvedReason {
    /// `wx[name]` with an unknown name.
    ComputedMember,
    /// `wx.authorize({ scope })` with a scope that is only known at run time.
    DynamicScope,
    /// `wx.authorize({ scope: 'scope.userlocation' })`: no such scope is known.
    UnknownScope,
    /// `open-type="{{…}}"`, `type="{{…}}"` with an unknown value.
    DynamicAttribute,
    /// `x.getLocation`, where `x` was returned by unknown code that the host was passed to.
    UnknownObject,
    /// The host, or an object that it created, is passed to unknown code.
    HandedOver,
}

/// Larger sources are only scanned by tokens, piece by piece.
pub(crate) const MAX_FILE_SIZE: u64 = MAX_READ;

impl Scan {
    /// Adds the results of another scanner.
    pub fn extend(&mut self, other: Self) {
        self.uses.extend(other.uses);
        self.listed.extend(other.listed);
        self.unresolved.extend(other.unresolved);
        self.unanalysed.extend(other.unanalysed);
        self.suppressions.extend(other.suppressions);
        self.consent.extend(other.consent);
        self.third_parties.extend(other.third_parties);
        self.addresses.extend(other.addresses);
        self.shared.extend(other.shared);
        self.passed.extend(other.passed);
        self.left.extend(other.left);
        self.originals.extend(other.originals);
        self.unbuilt.extend(other.unbuilt);
    }

    /// The original place in the sources for a place in a built file.
    #[must_use]
    pub fn original(&self, place: &Place) -> Option<&Original> {
        self.originals.get(&(place.file.clone(), place.start))
    }

    /// Sorts by place and merges duplicates, keeping the stronger kind and evidence.
    #[must_use]
    pub(crate) fn normalised(mut self) -> Self {
        fn key(found: &Use) -> (&TreePath, usize, &str, UseKind, Evidence) {
            (
                &found.place.file,
                found.place.start,
                &found.interface.name,
                found.kind,
                found.evidence,
            )
        }
        self.uses.sort_by(|a, b| key(a).cmp(&key(b)));
        self.uses.dedup_by(|a, b| {
            a.place.file == b.place.file
                && a.place.start == b.place.start
                && a.interface.name == b.interface.name
        });
        self.listed
            .extend(self.uses.extract_if(.., |found| found.interface.information.is_empty()));
        self.unresolved.sort();
        self.unresolved.dedup_by(|a, b| a.place == b.place && a.reason == b.reason && a.to == b.to);
        self.unanalysed.sort();
        self.unanalysed.dedup();
        self.suppressions.sort();
        self.suppressions.dedup();
        self.consent.sort();
        self.consent.dedup();
        self.third_parties.sort();
        self.third_parties.dedup();
        self.addresses = normalised(std::mem::take(&mut self.addresses));
        self
    }
}
