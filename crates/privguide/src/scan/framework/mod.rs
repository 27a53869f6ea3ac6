//! Adapts the files of frameworks for the scanners: host objects, file types, the spelling of
//! components, conditional code. The engine itself does not depend on frameworks.
//!
//! In: a file of a framework's program. Out: [`Parts`], the scripts and templates in it, in the
//! form that the scanners expect. Each framework is described by a [`Description`], which is data
//! in a small file.

mod assigned;
mod blocks;
mod cached;
mod code;
mod constants;
mod held;
mod jsx;
mod naming;
mod pug;
mod setup;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

use oxc::span::SourceType;

pub use assigned::THIS;

use code::CodeReader;

pub use blocks::{Blocks, Script, split};
pub use constants::{resolve_constants, resolve_elements};
pub use naming::Naming;
pub use setup::InitialData;

use super::{
    Address, Evidence, Scan, ThirdPartyUse, Unanalysed, UnanalysedReason,
    addresses::{in_code, in_markup},
    markup::{self, CHAMELEON, MPX, Template, VUE, Vocabulary, WEPY, WXML},
    script::{self, Dialect, HostGlobal, HostModule, Hosts, Module, Prefilter, TemplateCode},
    third_party,
};
use crate::{
    catalog::Catalog,
    framework::{Description, TemplateSpelling, kebab, spelling},
    program::{Conditions, Program, blank, cut_branches},
    tree::{SourceText, TreePath},
};

/// The way in which the sources of a program are written.
#[derive(Clone, Debug)]
pub struct Style {
    /// The names and modules that are the platform.
    pub hosts: Hosts,
    conditions: Option<Conditions>,
    constants: &'static [(&'static str, &'static str)],
    components: &'static [&'static str],
    names: NameSearch,
}

/// Searches code for the names that matter; made on first use.
#[derive(Default)]
struct NameSearch(OnceLock<Prefilter>);

impl Clone for NameSearch {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// It follows from the other fields of a style, by which results are kept.
impl fmt::Debug for NameSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NameSearch")
    }
}

/// The parts of a file.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The script, consisting of all script blocks.
    pub module: Option<Module>,
    /// The templates.
    pub templates: Vec<Template>,
    /// The components that it names.
    pub naming: Naming,
    /// Problems of the analysis.
    pub unanalysed: Vec<Unanalysed>,
    /// Addresses that its templates load.
    pub addresses: Vec<Address>,
    /// Third parties whose elements are in its templates.
    pub third_parties: Vec<ThirdPartyUse>,
}

impl Style {
    /// The search for the names that matter; made on first use.
    pub(in crate::scan) fn prefilter(&self, catalog: &Catalog) -> &Prefilter {
        self.names.0.get_or_init(|| Prefilter::new(&self.hosts, catalog))
    }

    /// The style of a program.
    #[must_use]
    pub fn for_program(program: &Program) -> Self {
        let description = program.framework.describe();
        Self {
            hosts: Hosts {
                giving: program.passing.giving.clone(),
                is_left_by_packages: !program.passing.leaving.is_empty(),
                ..hosts(description)
            },
            conditions: program.conditions.clone(),
            constants: description.constants,
            components: description.elements,
            names: NameSearch::default(),
        }
    }

    /// Searches a piece of a file by tokens and tags, as if it were a whole file.
    pub(super) fn search_piece(
        &self,
        piece: &Arc<SourceText>,
        catalog: &Catalog,
        open_data: Option<&TreePath>,
    ) -> (Scan, Option<Template>) {
        let Some(kind) = FileKind::of_path(piece.path()) else { return (Scan::default(), None) };
        let names_the_host = || {
            let globals = self.hosts.globals.iter().map(|global| global.name.as_str());
            let modules =
                self.hosts.modules.iter().map(|module| module.specifier.trim_start_matches('*'));
            let mut words =
                globals.chain(modules).chain(self.hosts.components.iter().map(String::as_str));
            words.any(|word| {
                memchr::memmem::find(piece.text().as_bytes(), word.as_bytes()).is_some()
            })
        };
        let by_tokens = |dialect| {
            // Tokens only find uses through a name of the platform, which most pieces of data do
            // not contain.
            if !names_the_host() {
                return Scan::default();
            }
            let module = Module::new(Arc::clone(piece), None, dialect);
            let analysis = script::search_by_tokens(module, &self.hosts, catalog, open_data);
            let mut scan = analysis.scan;
            scan.extend(self.judge_elements(&analysis.elements, catalog));
            scan
        };
        let tags = |vocabulary| {
            markup::read(piece, piece.text(), 0..piece.text().len(), vocabulary, catalog)
        };
        match kind {
            FileKind::Script(dialect) => (by_tokens(dialect), None),
            FileKind::Template => (Scan::default(), Some(tags(&WXML))),
            FileKind::TemplateScript => (Scan::default(), None),
            FileKind::Component(vocabulary) => {
                (by_tokens(Dialect::TypeScript), Some(tags(vocabulary)))
            }
        }
    }

    /// The text of a script without the branches that the build removes.
    fn without_branches(&self, text: &str, dialect: Dialect) -> Option<String> {
        if self.constants.is_empty() {
            None
        } else {
            cut_branches(text, &script::attempts(dialect, text), self.constants)
        }
    }

    /// Splits a file into its parts. They are empty if a file of this name cannot contain a use.
    #[must_use]
    pub fn read(&self, source: &Arc<SourceText>, catalog: &Catalog) -> Parts {
        let Some(kind) = FileKind::of_path(source.path()) else { return Parts::default() };
        let extension = source.path().extension();
        let cut = self.conditions.as_ref().map_or(Cow::Borrowed(source.text()), |conditions| {
            conditions.cut(extension, source.text())
        });
        match kind {
            FileKind::Script(dialect) => {
                let script = self.without_branches(&cut, dialect).or(match cut {
                    Cow::Borrowed(_) => None,
                    Cow::Owned(text) => Some(text),
                });
                let module = Module::new(Arc::clone(source), script, dialect);
                let naming = Naming::of_script(module.text());
                Parts { module: Some(module), naming, ..Parts::default() }
            }
            FileKind::TemplateScript => {
                Parts { addresses: in_code(source, &cut, 0..cut.len()), ..Parts::default() }
            }
            FileKind::Template => {
                let template = markup::read(source, &cut, 0..cut.len(), &WXML, catalog);
                let (addresses, third_parties) =
                    (in_markup(source, &cut), third_party::in_markup(source, &cut));
                Parts { templates: vec![template], addresses, third_parties, ..Parts::default() }
            }
            FileKind::Component(vocabulary) => {
                let (mut parts, code) = component(source, &cut, vocabulary, (self, catalog));
                parts.addresses = in_markup(source, &cut);
                parts.third_parties = third_party::in_markup(source, &cut);
                if let Some(module) = &mut parts.module
                    && let Some(script) = self.without_branches(module.text(), module.dialect)
                {
                    module.script = Some(script);
                }
                parts.module = with_code(parts.module, code, source);
                parts
            }
        }
    }
}

/// The kind of a file, by its name.
#[derive(Clone, Copy)]
enum FileKind {
    Script(Dialect),
    Template,
    Component(&'static Vocabulary),
    /// Functions for templates: they cannot access the platform; only their strings matter.
    TemplateScript,
}

impl FileKind {
    fn of_path(path: &TreePath) -> Option<Self> {
        if path.as_str().ends_with(".d.ts") {
            return None;
        }
        let extension = path.extension();
        if extension == "wxml" {
            return Some(Self::Template);
        }
        if extension == "wxs" {
            return Some(Self::TemplateScript);
        }
        if let Some(spelling) = spelling(extension) {
            return Some(Self::Component(match spelling {
                TemplateSpelling::Vue => &VUE,
                TemplateSpelling::Mpx => &MPX,
                TemplateSpelling::Wepy => &WEPY,
                TemplateSpelling::Chameleon => &CHAMELEON,
            }));
        }
        Dialect::of_extension(extension).map(Self::Script)
    }
}

/// True if a file of this name can contain a use.
#[must_use]
pub fn is_source(path: &TreePath) -> bool {
    FileKind::of_path(path).is_some()
}

fn component(
    source: &Arc<SourceText>,
    text: &str,
    vocabulary: &'static Vocabulary,
    (style, catalog): (&Style, &Catalog),
) -> (Parts, Option<TemplateCode>) {
    let blocks = split(text);
    let mut parts = Parts { module: module(source, text, &blocks), ..Parts::default() };
    let script = parts.module.as_ref().map_or("", Module::text);
    let mut templates = blocks.templates.iter().map(|block| &text[block.content.clone()]);
    let prefilter = style.prefilter(catalog);
    let is_setup = blocks.scripts.iter().any(|block| block.is_setup);
    let concerns = templates.any(|template| prefilter.concerns(template, script, is_setup));
    let mut code = CodeReader::new(text, vocabulary, concerns);
    for block in &blocks.templates {
        match block.language.as_str() {
            "pug" | "jade" => {
                let within = block.content.clone();
                let (template, unread) =
                    pug::read(source, text, within, (vocabulary, catalog), &mut code);
                parts.templates.push(template);
                parts.unanalysed.extend(unread.map(|at| Unanalysed {
                    file: source.path().clone(),
                    reason: UnanalysedReason::Syntax,
                    place: Some(source.place(at..at)),
                    detail: "what Pug computes or includes is not followed".to_owned(),
                }));
            }
            "" | "html" | "wxml" | "cml" | "vue" => {
                code.begin(&block.content);
                parts.templates.push(markup::read_with(
                    source,
                    text,
                    block.content.clone(),
                    (vocabulary, catalog),
                    &mut |token| code.meet(token),
                ));
                code.end(&block.content);
            }
            other => parts.unanalysed.push(Unanalysed {
                file: source.path().clone(),
                reason: UnanalysedReason::Syntax,
                place: Some(source.place(block.content.start..block.content.start)),
                detail: format!("templates written in {other:?} are not read"),
            }),
        }
    }
    parts.unanalysed.extend(blocks.foreign.iter().map(|block| Unanalysed {
        file: source.path().clone(),
        reason: UnanalysedReason::Syntax,
        place: Some(source.place(block.content.start..block.content.start)),
        detail: format!("scripts written in {:?} are not read", block.language),
    }));
    parts.unanalysed.extend(blocks.elsewhere.iter().map(|tag| Unanalysed {
        file: source.path().clone(),
        reason: UnanalysedReason::Syntax,
        place: Some(source.place(tag.clone())),
        detail: format!("the file of {} is not read", markup::one_line(&text[tag.clone()])),
    }));
    // A compiler would reject this: the following text may belong to the block or to the next one.
    parts.unanalysed.extend(blocks.unclosed.first().map(|&start| Unanalysed {
        file: source.path().clone(),
        reason: UnanalysedReason::Syntax,
        place: Some(source.place(start..start)),
        detail: "a block that is never closed".to_owned(),
    }));
    // Tags and names are only resolved in templates with an element that could matter.
    if parts.templates.iter().any(|template| !template.elements.is_empty()) {
        let scripts = blocks.scripts.iter().map(|script| script.content.clone());
        parts.naming = Naming::read(text, scripts.chain(blocks.configurations));
        let tags: BTreeSet<String> = parts
            .templates
            .iter()
            .flat_map(|template| &template.elements)
            .map(|element| kebab(&element.written).into_owned())
            .collect();
        parts.naming.imported.retain(|name, _| tags.contains(kebab(name).as_ref()));
        if asks_for_data(&parts.templates) {
            let [setup, other] = constants_of(text, &blocks.scripts);
            parts.naming.held = setup;
            parts.naming.assigned = other;
        }
    }
    for template in &mut parts.templates {
        without_props(template, &mut parts.naming.properties);
    }
    (parts, code.finish())
}

/// The script with the code of the templates, which may be all that there is.
fn with_code(
    module: Option<Module>,
    code: Option<TemplateCode>,
    source: &Arc<SourceText>,
) -> Option<Module> {
    let Some(code) = code else { return module };
    let none = || {
        let script = blank(source.text(), std::slice::from_ref(&(0..source.text().len())));
        Module::new(Arc::clone(source), Some(script), Dialect::JavaScript)
    };
    Some(module.unwrap_or_else(none).with_template(code))
}

/// Whether an attribute that could matter is data.
fn asks_for_data(templates: &[Template]) -> bool {
    let elements = templates.iter().flat_map(|template| &template.elements);
    let mut given = elements.flat_map(|element| &element.attributes);
    given.any(|given| !given.values.paths.is_empty())
}

/// The data that `<script setup>` provides to its template, and what other scripts assign to data,
/// with the constants that they use for it.
fn constants_of(text: &str, scripts: &[Script]) -> [BTreeMap<markup::DataPath, InitialData>; 2] {
    let mut constants = [BTreeMap::new(), BTreeMap::new()];
    for script in scripts {
        let ways = if script.language.contains('x') {
            [SourceType::tsx(), SourceType::ts()]
        } else {
            [SourceType::ts(), SourceType::tsx()]
        };
        let found = held::read(&text[script.content.clone()], &ways).top;
        if script.is_setup {
            constants[0].extend(found);
        } else if found.keys().any(|path| path[0] == THIS) {
            constants[1].extend(found);
        }
    }
    constants
}

/// A Vue template may write `props.openType` for the property `openType`. Names from `$attrs`, or
/// passed on with `$props`, are properties that need not be declared in the same file.
fn without_props(template: &mut Template, properties: &mut BTreeSet<String>) {
    let attributes = template.elements.iter_mut().flat_map(|element| &mut element.attributes);
    for values in attributes.map(|given| &mut given.values) {
        let paths = std::mem::take(&mut values.paths);
        let plain = |mut path: markup::DataPath| {
            if path.len() > 1 && matches!(path[0].as_str(), "props" | "$props" | "$attrs") {
                let place = path.remove(0);
                if place != "props" {
                    path[0] = markup::camel(&path[0]);
                    properties.insert(path[0].clone());
                }
            }
            path
        };
        values.paths = paths.into_iter().map(plain).collect();
    }
}

/// All script blocks as one module, because they share their scope.
fn module(source: &Arc<SourceText>, text: &str, blocks: &Blocks) -> Option<Module> {
    let mut outside: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for script in &blocks.scripts {
        outside.push(at..script.content.start);
        at = script.content.end;
    }
    outside.push(at..text.len());
    let language = blocks.scripts.iter().map(|script| script.language.as_str()).max()?;
    let dialect = match language {
        "tsx" | "typescriptreact" => Dialect::Tsx,
        "jsx" | "javascriptreact" => Dialect::Jsx,
        "mts" | "cts" | "uts" => Dialect::TypeScript,
        ts if ts.ends_with("ts") || ts.ends_with("typescript") => Dialect::TypeScript,
        _ => Dialect::JavaScript,
    };
    Some(Module::new(Arc::clone(source), Some(blank(text, &outside)), dialect))
}

fn hosts(description: &Description) -> Hosts {
    let framework =
        |name: &&str| HostGlobal { name: (*name).to_owned(), evidence: Evidence::Framework };
    let mut hosts = Hosts::native();
    hosts.globals.extend(description.globals.iter().map(framework));
    hosts.modules.extend(description.modules.iter().map(|(specifier, names)| HostModule {
        specifier: (*specifier).to_owned(),
        hosts: names.iter().map(|&name| name.to_owned()).collect(),
    }));
    hosts.components.extend(description.elements.iter().map(|&specifier| specifier.to_owned()));
    hosts.renames.extend(
        description.renames.iter().map(|&(own, platform)| (own.to_owned(), platform.to_owned())),
    );
    hosts
}
