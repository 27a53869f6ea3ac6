//! The most general client of a package: a generated script that does with the package everything
//! that a program may do with respect to the platform's object.
//!
//! Analysing a package alone does not show what it does with an object that is passed to it, nor
//! whether it provides the platform's object to its importers. So a script is added to its files.
//! For each export, the script reads any member, calls it, creates an instance of it, extends it,
//! reads any member of the result and calls that, and so on. It passes functions that take any
//! argument. If the program passes the platform to the package, so does the script: directly, under
//! any name in an options object, as an alternative to unknown values, as `this`, and in any field.
//! The interfaces that the package then uses are those that it may use. If a member of the platform
//! can be read from any value that the client holds, the package provides the platform.

use std::{collections::BTreeSet, fmt::Write as _};

use serde::{Deserialize, Serialize};

use super::AnalysedProgram;
use crate::{
    catalog::Catalog,
    common_places,
    program::package_of,
    scan::UnresolvedReason,
    tree::{MemoryTree, SourceTree as _, TreePath},
};

/// The packages that the platform's object is passed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReceivingPackages {
    /// As an argument.
    pub(super) given: BTreeSet<String>,
    /// As `this`, in a field, in an instance of a class that extends one of theirs.
    pub(super) shared: BTreeSet<String>,
}

impl ReceivingPackages {
    /// The packages to which a program passes it.
    pub(super) fn by(analysed: &AnalysedProgram) -> Self {
        let names = |specifiers: &mut dyn Iterator<Item = &String>| -> BTreeSet<String> {
            specifiers.filter_map(|specifier| package_of(specifier)).map(str::to_owned).collect()
        };
        let scan = &analysed.scan;
        let handed_over =
            scan.unresolved.iter().filter(|open| open.reason == UnresolvedReason::HandedOver);
        Self {
            given: names(&mut handed_over.flat_map(|open| &open.to)),
            shared: names(&mut scan.shared.iter().chain(&scan.passed)),
        }
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.given.extend(other.given);
        self.shared.extend(other.shared);
    }

    /// The ways in which a package gets it.
    pub(super) fn to(&self, package: &str) -> Ways {
        Ways { is_given: self.given.contains(package), is_shared: self.shared.contains(package) }
    }
}

/// The ways in which a package gets the platform's object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ways {
    /// As an argument.
    pub(super) is_given: bool,
    /// As `this`, in a field, in an instance of a class that extends one of its own.
    pub(super) is_shared: bool,
}

impl Ways {
    pub(super) fn is_any(self) -> bool {
        self.is_given || self.is_shared
    }
}

/// The maximum number of files of a package that the client imports. If other code imports more,
/// the package counts as not fully analysed.
pub(super) const MOST_IMPORTED: usize = 50;

/// The path of the client: no file of the package has this name.
pub(super) fn path(tree: &MemoryTree) -> TreePath {
    let mut path = TreePath::root().with_suffix("privguide-client.js");
    while tree.read(&path).is_ok() {
        path = path.with_suffix(".js");
    }
    path
}

/// The kinds of clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    /// Has no platform: a platform that it receives was provided by the package.
    Plain,
    /// Passes the platform as an argument, in every way.
    Giving,
    /// Passes only the platform itself, and an options object that contains it. It has no function
    /// that returns the platform, so a platform that it receives was returned by the package.
    Asking,
    /// Like `Giving`, and also stores the platform in everything that it holds.
    Sharing,
    /// Stores an object that contains the platform, passes this object as `this`, and examines only
    /// the results of functions.
    Keeping,
}

impl Client {
    /// The clients that show what a package does.
    pub(super) fn for_ways(ways: Ways) -> impl Iterator<Item = Self> {
        let given = ways.is_given.then_some([Self::Giving, Self::Asking]).into_iter().flatten();
        let shared = ways.is_shared.then_some([Self::Sharing, Self::Keeping]).into_iter().flatten();
        std::iter::once(Self::Plain).chain(given).chain(shared)
    }

    /// Whether a platform that the client receives was provided by the package.
    pub(super) fn shows_what_comes_out(self) -> bool {
        matches!(self, Self::Plain | Self::Asking | Self::Keeping)
    }

    /// Whether the client shows which interfaces the package uses.
    pub(super) fn shows_what_is_used(self) -> bool {
        matches!(self, Self::Plain | Self::Giving | Self::Sharing)
    }

    /// The declarations of the values that it passes.
    fn given(self) -> &'static str {
        match self {
            Self::Plain => {
                "const given = any ? options : any ? take : any\noptions[any] = take\noptions[any] = options\n"
            }
            Self::Keeping => "const given = any, kept = { inside: wx }\nkept[any] = kept\n",
            Self::Asking => "const given = any ? wx : any ? options : any\noptions[any] = wx\n",
            Self::Giving | Self::Sharing => {
                "const give = () => wx\n\
                 const given = any ? wx : any ? options : any ? take : any ? give : any\n\
                 options[any] = take\noptions[any] = options\noptions[any] = wx\noptions[any] = give\n"
            }
        }
    }

    /// Code that reads members and results of an entry.
    fn taking(self, at: usize) -> String {
        match self {
            Self::Keeping => format!(
                "m{at}[any] = kept\ne{at}[any] = kept\nf{at}[any] = kept\ne{at}[any][any] = kept\n\
                 out = f{at}({ALL})\nout = m{at}[any]({ALL})\nout = f{at}[any]({ALL})\nout = f{at}.call(kept, {ALL})\n\
                 const i{at} = new f{at}({ALL})\ni{at}[any] = kept\nout = i{at}[any]({ALL})\n"
            ),
            _ => format!(
                "const r{at} = any ? f{at}({ALL}) : new f{at}({ALL})\n\
                 const s{at} = any ? r{at}({ALL}) : r{at}[any]({ALL})\n\
                 const t{at} = any ? s{at}({ALL}) : s{at}[any]({ALL})\n\
                 let u{at} = any ? t{at}({ALL}) : t{at}[any]({ALL})\n\
                 u{at} = any ? u{at}({ALL}) : u{at}[any]({ALL})\n\
                 r{at}.then(take)\n\
                 s{at}.then(take)\n\
                 out = any ? f{at} : any ? r{at} : any ? s{at} : any ? t{at} : u{at}\n\
                 out = any ? m{at}[any] : any ? f{at}[any] : any ? r{at}[any] : any ? r{at}[any][any] : s{at}[any]\n"
            ),
        }
    }

    /// A class that extends an export of an entry.
    fn class(self, at: usize) -> String {
        match self {
            Self::Asking => String::new(),
            Self::Keeping => format!(
                "class C{at} extends f{at} {{ constructor() {{ super({ALL}); this[any] = kept }} }}\n\
                 C{at}[any] = kept\nconst c{at} = new C{at}({ALL})\nout = c{at}[any]({ALL})\nout = C{at}[any]({ALL})\n"
            ),
            Self::Plain | Self::Giving => format!(
                "class C{at} extends f{at} {{ [any](...all) {{ take(...all) }} }}\n\
                 const c{at} = new C{at}({ALL})\nout = c{at}[any]({ALL})\nout = C{at}[any]({ALL})\n"
            ),
            Self::Sharing => format!(
                "class C{at} extends f{at} {{\n\
                 constructor() {{ super({ALL}); this[any] = given }}\n\
                 [any](...all) {{ take(...all); return given }}\n\
                 }}\n\
                 C{at}[any] = given\nm{at}[any] = given\ne{at}[any] = given\nf{at}[any] = given\nf{at}.prototype[any] = given\n\
                 f{at}.call(given, {ALL})\noptions[any] = f{at}\n\
                 const c{at} = new C{at}({ALL})\nc{at}[any]({ALL})\nC{at}[any]({ALL})\n"
            ),
        }
    }
}

/// At least as many arguments as functions usually have parameters.
const ALL: &str = "given, given, given, given, given, given, given, given";

/// The text of a client.
pub(super) struct ClientScript {
    pub(super) text: String,
    /// The offset from which it accesses members of the values that it holds.
    pub(super) asks_from: usize,
}

/// Generates a client. `left` are places where other code stores the platform's object, or an
/// object that it created.
pub(super) fn text(
    entries: &[TreePath],
    client: Client,
    left: &BTreeSet<String>,
    catalog: &Catalog,
) -> ClientScript {
    let mut text = String::from(common_places::HEAD);
    text += "const options = {}\nlet out\nconst take = (...all) => { out = all[any]; out = all[any][any] }\n";
    text += client.given();
    if !left.is_empty() {
        let factories =
            catalog.script_names().into_iter().filter(|name| catalog.factory(name).is_some());
        let made: Vec<String> = factories.map(|name| format!("any ? wx.{name}() : ")).collect();
        // The object by itself, in an object, or as the result of a function.
        let _ = writeln!(
            text,
            "const held = {{}}, left = any ? held : any ? held[any] : {}wx",
            made.concat()
        );
        text += "held[any] = left\nheld[any] = () => left\n";
        text.extend(left.iter().map(|place| common_places::store(place, "left")));
    }
    for (at, entry) in entries.iter().take(MOST_IMPORTED).enumerate() {
        let specifier = serde_json::Value::from(format!("./{entry}")).to_string();
        let _ = write!(
            text,
            "const m{at} = require({specifier}), e{at} = any ? m{at} : m{at}[any]\n\
             const f{at} = any ? e{at} : e{at}[any]\n"
        );
        text += &client.taking(at);
        text += &client.class(at);
    }
    let asks_from = text.len();
    if client == Client::Keeping {
        text += "out.inside.getLocation()\n";
    } else {
        text += "out.getLocation()\n";
        text.extend(catalog.method_names().into_iter().map(|name| format!("out.{name}()\n")));
    }
    ClientScript { text, asks_from }
}
