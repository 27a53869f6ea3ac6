//! Finds uses in scripts by tracking where values come from.
//!
//! Whether `x.getLocation` is a use depends on the value of `x`. So every value is tracked from its
//! origin to the accesses of its members, through variables, fields, parameters, results and
//! modules. The catalogue is consulted only for these accesses.
//!
//! In: the scripts of a program ([`Module`]), which names mean the platform ([`Hosts`]), where
//! specifiers lead ([`Resolver`]). Out: a [`Scan`].
//!
//! ```text
//!  texts ─prefilter─► interesting by themselves ─parse─► trees ─facts─► ModuleFacts (no tree) ─► flow: solved alone ─► uses
//!                          ▲                                                                        │
//!                          └────── components: solved again with the modules that values move from/to ◄┘
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
//!   that destructuring or an import binds. The same holds for a computed name (`wx[name]`, where a
//!   caller passes `'getLocation'`); the evidence is then `inferred`.
//! * The *argument* decides what a parameter is, not the parameter's name. A parameter `wx` of a
//!   function without known callers shadows the platform and is unknown, so accessing it is not a
//!   use. If a call in the program passes the platform, the parameter is the platform.
//! * The analysis is flow-insensitive: `let f; f(); f = wx.x` is a use, and all branches are taken.
//! * A member in a test (`if (wx.x)`) is a reference. Replacing a member (`wx.x = …`), types, and
//!   strings that are not used as keys are not uses.

mod attributes;
mod cached;
mod chunks;
mod components;
mod facts;
mod flow;
mod imported;
mod names;
mod occurrence;
mod parse;
mod pieces;
mod prefilter;
mod report;
mod sketch;
mod source;
mod spelling;
mod target;
mod template;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

pub use cached::ProgramRecords;
pub(super) use parse::attempts;
pub use prefilter::Prefilter;
pub use sketch::Sketch;
pub use source::{Dialect, HostGlobal, HostModule, Hosts, Module, Resolver};
pub(super) use source::{left_by, left_file};
pub(super) use spelling::{is_word, places};
pub use template::{CodeScope, CodeUnit, TemplateCode};

use self::{
    components::{Answers, Components},
    flow::Bounds,
    names::CatalogNames,
    report::UseReport,
};
use super::Scan;
use crate::{
    catalog::Catalog,
    tree::{Place, TreePath},
};

/// What the scripts of a program are checked against.
#[derive(Clone, Copy)]
pub struct Platform<'p> {
    /// The names and modules that are the platform.
    pub hosts: &'p Hosts,
    /// The meaning of the platform's members.
    pub catalog: &'p Catalog,
    /// Resolves module specifiers.
    pub resolver: &'p dyn Resolver,
    /// The folder of a mini game's open data context.
    pub open_data: Option<&'p TreePath>,
}

/// The result of analysing the scripts.
#[derive(Clone, Debug, Default)]
pub struct ScriptAnalysis {
    /// The uses.
    pub scan: Scan,
    /// JSX elements; they are judged together with all other markup.
    pub elements: Vec<JsxElement>,
    /// The data that scripts provide to their templates, for the requested files.
    pub data: BTreeMap<TreePath, TemplateData>,
}

/// A JSX element with the possible values of its attributes.
#[derive(Clone, Debug)]
pub struct JsxElement {
    /// Its start tag.
    pub place: Place,
    /// The tag as written.
    pub tag: String,
    /// The name of the platform's element, if a call creates the element: `jsx("button", { … })`.
    pub made: Option<String>,
    /// The module and the exported name that the tag is imported from.
    pub imported: Option<(String, String)>,
    /// Its attributes, by their names in the source.
    pub attributes: Vec<(String, Literals)>,
}

/// The strings that a value can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Literals {
    /// The strings.
    pub texts: BTreeSet<String>,
    /// The value may also be unknown.
    pub is_open: bool,
}

/// The data that the script of a page or component provides to its template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateData {
    /// Literal data by path.
    pub values: BTreeMap<Vec<String>, Literals>,
    /// Names of properties that parents set.
    pub properties: BTreeSet<String>,
}

/// The scripts of a program.
pub struct Scripts<'m> {
    modules: &'m [Module],
    worth: &'m WorthParsing,
    platform: &'m Platform<'m>,
    templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
    names: CatalogNames,
    bounds: Bounds,
    records: Option<ProgramRecords<'m>>,
}

impl<'m> Scripts<'m> {
    /// `templates` maps a file to the names of data that its templates ask for.
    #[must_use]
    pub fn new(
        modules: &'m [Module],
        worth: &'m WorthParsing,
        platform: &'m Platform<'m>,
        templates: &'m BTreeMap<TreePath, BTreeSet<String>>,
    ) -> Self {
        let names = CatalogNames::new(platform.catalog, platform.hosts);
        Self { modules, worth, platform, templates, names, bounds: flow::USUAL, records: None }
    }

    /// Uses the results of earlier runs, and stores the results of this one.
    #[must_use]
    pub fn keeping(self, records: Option<ProgramRecords<'m>>) -> Self {
        Self { records, ..self }
    }

    /// Tracks every value and returns the uses.
    #[must_use]
    pub fn follow(self) -> ScriptAnalysis {
        let Answers { components, unparsed } = self.components(self.records).solve();
        let mut report = UseReport::new(self.platform, self.modules);
        for (at, unparsed) in &unparsed {
            report.unparsed(*at, unparsed);
        }
        for (files, answer) in components {
            report.answered(answer, &files);
        }
        report.finished()
    }

    /// Every constraint and every points-to set as text, for debugging.
    #[must_use]
    pub fn dump(self) -> String {
        self.components(None).dump()
    }

    fn components(&self, records: Option<ProgramRecords<'m>>) -> Components<'_> {
        Components::new(
            self.modules,
            self.platform,
            &self.names,
            self.templates,
            self.bounds,
            &self.worth.0,
            records,
        )
    }
}

/// The uses that the tokens of an unparsed script show.
pub(super) fn search_by_tokens(
    module: Module,
    hosts: &Hosts,
    catalog: &Catalog,
    open_data: Option<&TreePath>,
) -> ScriptAnalysis {
    let platform = Platform { hosts, catalog, resolver: &NoFiles, open_data };
    let modules = [module];
    let mut report = UseReport::new(&platform, &modules);
    report.by_tokens(0);
    report.finished()
}

/// The scan by tokens does not follow imports.
struct NoFiles;

impl Resolver for NoFiles {
    fn resolve(&self, _from: &TreePath, _specifier: &str) -> Option<TreePath> {
        None
    }
}

/// What the text of each script says about it.
pub struct WorthParsing(Vec<Sketch>);

impl WorthParsing {
    /// Searches every script for the names that matter.
    #[must_use]
    pub fn search(modules: &[Module], platform: &Platform<'_>) -> Self {
        let prefilter = Prefilter::new(platform.hosts, platform.catalog);
        modules.iter().map(|module| Sketch::of_module(module, &prefilter)).collect()
    }
}

impl FromIterator<Sketch> for WorthParsing {
    fn from_iter<I: IntoIterator<Item = Sketch>>(sketches: I) -> Self {
        Self(sketches.into_iter().collect())
    }
}
