//! Finding uses in scripts: *values have origins*.
//!
//! Whether `x.getLocation` is a use depends on what `x` is. So every value is followed from where
//! it comes from to where its members are taken, through variables, fields, parameters, results and
//! modules, and only then the catalogue is asked.
//!
//! In: the scripts of a program ([`Module`]), which names mean the platform ([`Hosts`]), where
//! specifiers lead ([`Resolver`]). Out: a [`Scan`].
//!
//! ```text
//!  texts ─prefilter─► interesting by themselves ─parse─► trees ─facts─► ModuleFacts (no tree) ─► flow: solved alone ─► uses
//!                          ▲                                                                        │
//!                          └────── components: solved again with the modules that something passes to ◄┘
//!  (large texts piece by piece)
//!  texts that cannot be parsed ─tokens─► uses by tokens, and the file is reported
//! ```
//!
//! The lattice, the constraints, the bounds and what is not modelled are described beside the
//! engine, in `flow/DESIGN.md`.
//!
//! # Judgements
//!
//! * A use is where a member is taken from the host: the member expression, or the uses of a name
//!   that destructuring or an import binds. That holds as well when the name comes from elsewhere
//!   (`wx[name]` with a caller that says `'getLocation'`); the evidence is then `inferred`.
//! * The origin of the *argument* decides what a parameter is, not its name. A parameter that is
//!   called `wx` and has no known caller is unknown, hence no use: it is really shadowed, and a
//!   call inside the program that passes the platform makes it known.
//! * Flows are not ordered in time: `let f; f(); f = wx.x` is a use. Branches are all taken.
//! * A member in a test (`if (wx.x)`) is a reference. Replacing a member (`wx.x = …`), types, and
//!   texts alone are nothing.

mod components;
mod facts;
mod flow;
mod imported;
mod kept;
mod names;
mod parse;
mod pieces;
mod prefilter;
mod report;
mod sketch;
mod source;
mod spelling;
mod target;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

pub use kept::ProgramRecords;
pub(super) use parse::attempts;
pub use prefilter::Prefilter;
pub use sketch::Sketch;
pub use source::{Dialect, HostGlobal, HostModule, Hosts, Module, Resolver};
pub(super) use source::{left_by, left_file};

use self::{
    components::{Answers, Components},
    flow::Bounds,
    names::Names,
    report::Report,
};
use super::Scan;
use crate::{
    catalog::Catalog,
    tree::{Place, TreePath},
};

/// What the scripts of a program are checked against.
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

/// The scripts of a program.
pub struct Scripts<'m> {
    modules: &'m [Module],
    worth: &'m WorthParsing,
    platform: &'m Platform<'m>,
    templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
    names: Names,
    bounds: Bounds,
    kept: Option<ProgramRecords<'m>>,
}

impl<'m> Scripts<'m> {
    /// `templates` are the files whose data templates ask for, by name.
    #[must_use]
    pub fn new(
        modules: &'m [Module],
        worth: &'m WorthParsing,
        platform: &'m Platform<'m>,
        templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
    ) -> Self {
        let names = Names::new(platform.catalog, platform.hosts);
        Self { modules, worth, platform, templates, names, bounds: flow::USUAL, kept: None }
    }

    /// Takes what earlier runs found, and keeps what this one finds.
    #[must_use]
    pub fn keeping(self, kept: Option<ProgramRecords<'m>>) -> Self {
        Self { kept, ..self }
    }

    /// Follows every value to where it is used.
    #[must_use]
    pub fn follow(self) -> Analysis {
        let Answers { components, unparsed } = self.components(self.kept).solve();
        let mut report = Report::new(self.platform, self.modules);
        for (at, unparsed) in &unparsed {
            report.unparsed(*at, unparsed);
        }
        for (files, answer) in components {
            report.answered(answer, &files);
        }
        report.finished()
    }

    /// Every constraint and every points-to set, as text: a look inside for developers.
    #[must_use]
    pub fn dump(self) -> String {
        self.components(None).dump()
    }

    fn components(&self, kept: Option<ProgramRecords<'m>>) -> Components<'_> {
        Components::new(
            self.modules,
            self.platform,
            &self.names,
            self.templates,
            self.bounds,
            &self.worth.0,
            kept,
        )
    }
}

/// What tokens show of a script that is not parsed.
pub(super) fn search_by_tokens(
    module: Module,
    hosts: &Hosts,
    catalog: &Catalog,
    open_data: Option<&TreePath>,
) -> Analysis {
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

/// What the text of each script says of it.
pub struct WorthParsing(Vec<Sketch>);

impl WorthParsing {
    /// Searches every script for the names that matter.
    #[must_use]
    pub fn search(modules: &[Module], platform: &Platform<'_>) -> Self {
        let prefilter = Prefilter::new(platform.hosts, platform.catalog);
        modules.iter().map(|module| Sketch::of(module, &prefilter)).collect()
    }
}

impl FromIterator<Sketch> for WorthParsing {
    fn from_iter<I: IntoIterator<Item = Sketch>>(sketches: I) -> Self {
        Self(sketches.into_iter().collect())
    }
}
