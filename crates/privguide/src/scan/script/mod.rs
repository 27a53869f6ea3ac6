//! Finding uses in scripts: *values have origins*.
//!
//! Whether `x.getLocation` is a use depends on what `x` is. So every value is followed from where it comes from to where its members are
//! taken, through variables, fields, parameters, results and modules, and only then the catalogue is asked.
//!
//! In: the scripts of a program ([`Module`]), who the platform is ([`Hosts`]), where specifiers lead ([`Resolver`]). Out: a [`Scan`].
//!
//! ```text
//!  texts ─prefilter─► worth parsing ─parse─► trees ─facts─► ModuleFacts (no tree) ─┐
//!                          ▲                                                      ├─► flow: one propagation ─► uses
//!                          └──────────── link: modules they depend on ◄───────────┘
//!  (large texts piece by piece)
//!  texts that cannot be parsed ─tokens─► uses by tokens, and the file is reported
//! ```
//!
//! The lattice, the constraints, the bounds and what is not modelled are described beside the engine, in `flow/DESIGN.md`.
//!
//! # Judgements
//!
//! * A use is where a member is taken from the host: the member expression, or the uses of a name that destructuring or an import
//!   binds. That holds as well when the name comes from elsewhere (`wx[name]` with a caller that says `'getLocation'`); the evidence is
//!   then `inferred`.
//! * The origin of the *argument* decides what a parameter is, not its name. A parameter that is called `wx` and has no known
//!   caller is unknown, hence no use: it is really shadowed, and a call inside the program that passes the platform makes it known.
//! * Flows are not ordered in time: `let f; f(); f = wx.x` is a use. Branches are all taken.
//! * A member in a test (`if (wx.x)`) is a reference. Replacing a member (`wx.x = …`), types, and texts alone are nothing.

mod facts;
mod flow;
mod link;
mod names;
mod parse;
mod pieces;
mod prefilter;
mod report;
mod source;
mod tokens;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) use parse::attempts;
pub use source::{Dialect, HostGlobal, HostModule, Hosts, Module, Resolver};

use self::{
    flow::{Linked, Question},
    names::Names,
    report::Report,
};
use super::Scan;
use crate::{
    catalog::Catalog,
    tree::{Place, TreePath},
};

/// What the scripts of a program are held against.
#[derive(Clone, Copy)]
pub struct Platform<'p> {
    /// Who the platform is.
    pub hosts: &'p Hosts,
    /// What its members mean.
    pub catalog: &'p Catalog,
    /// Where specifiers lead.
    pub resolver: &'p dyn Resolver,
    /// The folder of a mini game's open data context.
    pub open_data: Option<&'p TreePath>,
}

/// What scripts say.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The uses.
    pub scan: Scan,
    /// JSX elements: markup is judged where all markup is.
    pub elements: Vec<JsxElement>,
    /// What scripts give to their templates, for the files that were asked for.
    pub data: BTreeMap<TreePath, TemplateData>,
}

/// A JSX element with what its attributes can be.
#[derive(Clone, Debug)]
pub struct JsxElement {
    /// Its start tag.
    pub place: Place,
    /// The tag as written.
    pub tag: String,
    /// The platform's name of it, when a call makes it: `jsx("button", { … })`.
    pub made: Option<String>,
    /// The module and exported name that the tag is imported as.
    pub imported: Option<(String, String)>,
    /// Its attributes as written.
    pub attributes: Vec<(String, Literals)>,
}

/// What a value can be as a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Literals {
    /// Texts that it can be.
    pub texts: BTreeSet<String>,
    /// It can be an unknown value.
    pub is_open: bool,
}

/// What the script of a page or component gives to its template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateData {
    /// Literal data by path.
    pub values: BTreeMap<Vec<String>, Literals>,
    /// Names that parents decide.
    pub properties: BTreeSet<String>,
}

/// The scripts of a program that matter, parsed.
pub struct Scripts<'m> {
    modules: &'m [Module],
    platform: &'m Platform<'m>,
    templates: &'m BTreeSet<TreePath>,
    names: Names,
    parsed: link::Parsed,
}

impl<'m> Scripts<'m> {
    /// Parses what is worth it. `templates` are the files whose data templates ask for.
    #[must_use]
    pub fn parse(
        modules: &'m [Module],
        worth: &WorthParsing,
        platform: &'m Platform<'m>,
        templates: &'m BTreeSet<TreePath>,
    ) -> Self {
        let names = Names::new(platform.catalog, platform.hosts);
        let parsed = link::parse_all(modules, &worth.0, platform, &names, templates);
        Self { modules, platform, templates, names, parsed }
    }

    /// Follows every value to where it is used.
    #[must_use]
    pub fn follow(self) -> Analysis {
        let mut report = Report::new(self.platform, self.modules);
        for (at, result) in self.parsed.facts.iter().enumerate() {
            if let Some(Err(unparsed)) = result {
                report.unparsed(at, unparsed);
            }
        }
        let Self { modules, platform, templates, names, parsed } = self;
        let (files, mut linked) = linked(modules, platform, templates, parsed);
        let question = Question { hosts: platform.hosts, names: &names, catalog: platform.catalog };
        let answer = flow::solve(&mut linked, &question);
        report.answered(answer, &files)
    }

    /// Every constraint and every points-to set, as text: a look inside for developers.
    #[must_use]
    pub fn dump(self) -> String {
        let Self { modules, platform, templates, names, parsed } = self;
        let (files, mut linked) = linked(modules, platform, templates, parsed);
        let paths: Vec<&str> = files.iter().map(|&at| modules[at].file().as_str()).collect();
        let question = Question { hosts: platform.hosts, names: &names, catalog: platform.catalog };
        flow::dump(&mut linked, &paths, &question)
    }
}

/// The modules that take part, and where their imports lead.
fn linked(
    modules: &[Module],
    platform: &Platform<'_>,
    templates: &BTreeSet<TreePath>,
    mut parsed: link::Parsed,
) -> (Vec<usize>, Vec<Linked>) {
    let facts: Vec<_> = parsed.facts.iter_mut().map(|result| result.take().and_then(Result::ok)).collect();
    let files: Vec<usize> = facts.iter().enumerate().filter_map(|(at, facts)| facts.is_some().then_some(at)).collect();
    let positions: HashMap<usize, usize> = files.iter().enumerate().map(|(position, &at)| (at, position)).collect();
    let link = |(at, facts): (usize, Option<facts::ModuleFacts>)| {
        let facts = facts?;
        Some(Linked {
            imports: parsed.links(&modules[at], &facts, platform, &positions),
            facts,
            is_library: is_library(&modules[at]),
            is_asked_for_data: templates.contains(modules[at].file()),
        })
    };
    let linked = facts.into_iter().enumerate().filter_map(link).collect();
    (files, linked)
}

/// Third-party code: a package, or generated text.
fn is_library(module: &Module) -> bool {
    let path = module.file().as_str();
    let text = module.text();
    let packed: usize = text.split('\n').map(str::len).filter(|&length| length > LONG_LINE).sum();
    path.split('/').any(|part| matches!(part, "miniprogram_npm" | "node_modules" | "uni_modules" | "vendor"))
        || packed * 2 > text.len()
}

/// Longer lines are what only a bundler writes; where they are most of a text, it is packed.
const LONG_LINE: usize = 1_000;

/// What tokens show of a script that is not parsed.
pub(super) fn search_by_tokens(module: Module, hosts: &Hosts, catalog: &Catalog, open_data: Option<&TreePath>) -> Analysis {
    let platform = Platform { hosts, catalog, resolver: &NoFiles, open_data };
    let modules = [module];
    let mut report = Report::new(&platform, &modules);
    report.by_tokens(0);
    report.finished()
}

/// Tokens follow nothing into other files.
struct NoFiles;

impl Resolver for NoFiles {
    fn resolve(&self, _from: &TreePath, _specifier: &str) -> Option<TreePath> {
        None
    }
}

/// What the words in each script say of it.
pub struct WorthParsing(Vec<prefilter::Found>);

impl WorthParsing {
    /// Searches every script for the names that matter.
    #[must_use]
    pub fn search(modules: &[Module], platform: &Platform<'_>) -> Self {
        Self(prefilter::Prefilter::new(platform.hosts, platform.catalog).search_all(modules))
    }
}
