//! Scans a program: reads the uploaded files, passes each to the scanner for its kind, and merges
//! the results.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use rayon::prelude::*;

use super::{
    MAX_FILE_SIZE, Scan, UnanalysedReason,
    addresses::{asks_for_data, with_data},
    framework::{self, Naming, Parts, Style},
    markup::{Skim, Template, is_built_in, link, with_includes},
    original,
    oversize::{Oversize, shares},
    read::{ReadFailure, read},
    rust::{RustCrate, RustRole, scan_rust},
    script::{
        Dialect, Module, Platform, ProgramRecords, Resolver, Scripts, WorthParsing, left_by,
        left_file,
    },
    seen::{self, FileSigns},
    third_party,
    unanalysed::{unread, unread_parts},
    unbuilt::unbuilt,
    world::{AnalysedWorld, ProgramWorld},
};
use crate::{
    catalog::Catalog,
    program::{Program, ProgramFile, Status},
    records::{Records, digest},
    token::with_deep_stacks,
    tree::{SourceText, SourceTree, TreePath},
};

/// Finds every use of a privacy interface in a program.
///
/// Files with the status [`Status::Outside`] are not read. The result is the same for any number of
/// threads.
///
/// ```
/// use privguide::{
///     catalog::Catalog,
///     program::{FindSettings, find},
///     scan::scan,
///     tree::MemoryTree,
/// };
///
/// let tree = MemoryTree::new()
///     .with("app.json", r#"{ "pages": ["a"] }"#)
///     .with("a.wxml", "")
///     .with("a.js", "const host = wx\nhost.getLocation()\n");
/// let program = &find(&tree, &FindSettings::default()).programs[0];
/// let found = scan(&tree, program, &Catalog::for_kind(program.kind));
/// assert_eq!(found.uses[0].interface.name, "wx.getLocation");
/// ```
#[must_use]
pub fn scan(tree: &dyn SourceTree, program: &Program, catalog: &Catalog) -> Scan {
    scan_while(tree, program, catalog, None, || ()).0
}

/// Like [`scan`], with the cached results of an earlier run. `beside` runs in parallel on the same
/// tree, at a time when scanning does not use all cores.
#[must_use]
pub fn scan_while<R: Send>(
    tree: &dyn SourceTree,
    program: &Program,
    catalog: &Catalog,
    records: Option<ProgramRecords<'_>>,
    meanwhile: impl FnOnce() -> R + Send,
) -> (Scan, R) {
    let (scan, result) =
        with_deep_stacks(|| scan_here(tree, program, catalog, records, meanwhile, None));
    (scan.normalised(), result)
}

/// The constraints and points-to sets of a program's scripts as text, for debugging.
#[must_use]
pub fn dump_values(tree: &dyn SourceTree, program: &Program, catalog: &Catalog) -> String {
    let mut text = String::new();
    with_deep_stacks(|| scan_here(tree, program, catalog, None, || (), Some(&mut text)));
    text
}

fn scan_here<R: Send>(
    tree: &dyn SourceTree,
    program: &Program,
    catalog: &Catalog,
    records: Option<ProgramRecords<'_>>,
    meanwhile: impl FnOnce() -> R + Send,
    dumped: Option<&mut String>,
) -> (Scan, R) {
    let style = Style::for_program(program);
    let open_data = open_data_folder(program);
    let oversize = Oversize { tree, style: &style, catalog, open_data: open_data.as_ref() };
    let records = records.map(|records| records.for_program(program.kind, &style));
    let reader = FileScanner { tree, style: &style, catalog, oversize: &oversize, records };
    let ProgramParts { mut scan, mut modules, mut templates, mut namings } =
        reader.program(program);
    add_other_modules(tree, program, catalog, &mut scan, &mut modules);
    let worth = add_single_scripts(&mut scan, &modules, &style, catalog, records);
    let resolver = ProgramResolver(program);
    let platform = Platform {
        hosts: &style.hosts,
        catalog,
        resolver: &resolver,
        open_data: open_data.as_ref(),
    };
    framework::resolve_constants(program, &modules, &mut namings);
    reader.read_asked_for(program, &mut templates);
    add_included(program, &mut templates, &namings);
    let surroundings = ProgramWorld::new(program, &templates, &namings);
    let asked_for =
        surroundings.scripts_asked_for(&templates, asks_for_data(&scan.addresses), catalog);
    let scripts = || Scripts::new(&modules, &worth, &platform, &asked_for).keeping(records);
    if let Some(dumped) = dumped {
        *dumped = scripts().dump();
    }
    let scripts = scripts();
    // There are few components of modules, and one of them may contain most of the program.
    let (mut analysis, result) = rayon::join(|| scripts.follow(), meanwhile);
    framework::resolve_elements(program, &modules, &style, &mut analysis.elements);
    scan.extend(analysis.scan);
    scan.unbuilt = unbuilt(tree, program, &style.hosts, catalog, records);
    scan.extend(style.judge_elements(&analysis.elements, catalog));
    let known = AnalysedWorld { surroundings: &surroundings, data: &analysis.data };
    with_data(&mut scan.addresses, &known);
    scan.extend(link(&templates, &known, catalog));
    original::add_originals(tree, &mut scan);
    scan.left.retain(|(file, _)| *file != left_file());
    (scan, result)
}

/// The results of the files of a program, each read by itself.
#[derive(Default)]
struct ProgramParts {
    scan: Scan,
    modules: Vec<Module>,
    templates: Vec<Template>,
    namings: HashMap<TreePath, Naming>,
}

/// Adds the elements of included templates where they are included.
fn add_included(
    program: &Program,
    templates: &mut Vec<Template>,
    namings: &HashMap<TreePath, Naming>,
) {
    if templates.iter().any(|template| !template.includes.is_empty()) {
        let places = ProgramWorld::new(program, templates, namings);
        let is_own = |file: &TreePath| {
            let name = file.name().strip_suffix(".wxml").unwrap_or_default();
            let json = file.parent().join(&format!("{name}.json"));
            json.is_some_and(|json| program.file(&json).is_some())
        };
        with_includes(templates, &places, &is_own);
    }
}

/// Adds scripts that are not files of the program: those in Rust sources, those that Rust code
/// binds, and a script that represents what packages store in shared places. Also adds the third
/// parties that the configuration names.
fn add_other_modules(
    tree: &dyn SourceTree,
    program: &Program,
    catalog: &Catalog,
    scan: &mut Scan,
    modules: &mut Vec<Module>,
) {
    let rust = scan_rust(&read_crates(tree, program, scan), catalog);
    scan.extend(rust.scan);
    modules.extend(rust.scripts);
    modules.extend(rust.script_files.iter().filter_map(|path| bound_script(tree, program, path)));
    scan.third_parties.extend(third_party::named(program, catalog.third_parties()));
    modules.extend(left_by(&program.passing.leaving));
}

/// Adds the addresses and third parties in each script; returns which scripts are worth parsing.
fn add_single_scripts(
    scan: &mut Scan,
    modules: &[Module],
    style: &Style,
    catalog: &Catalog,
    records: Option<ProgramRecords<'_>>,
) -> WorthParsing {
    let mut sketches = Vec::with_capacity(modules.len());
    for seen in seen::in_scripts(modules, style, catalog, records) {
        scan.addresses.extend(seen.addresses);
        scan.third_parties.extend(seen.third_parties);
        sketches.push(seen.sketch);
    }
    WorthParsing::from_iter(sketches)
}

/// The sources of the crates that are compiled for the program.
fn read_crates(tree: &dyn SourceTree, program: &Program, scan: &mut Scan) -> Vec<RustCrate> {
    let mut crates = Vec::new();
    let mut left = MOST_HELD;
    for own in &program.crates {
        let (mut files, mut lost) = (Vec::new(), Vec::new());
        for file in own.files.iter().filter_map(|path| program.file(path)) {
            let source = match read(tree, file, None) {
                Ok((source, trouble)) => {
                    let rest = left.checked_sub(source.size() as u64);
                    left = rest.unwrap_or(0);
                    if rest.is_none() {
                        scan.unanalysed.push(unread(file, UnanalysedReason::ProgramTooLarge));
                    }
                    scan.extend(trouble);
                    rest.map(|_| source)
                }
                Err(ReadFailure::Trouble(trouble)) => {
                    scan.extend(*trouble);
                    None
                }
                Err(ReadFailure::TooLarge(_)) => {
                    scan.unanalysed.push(unread(file, UnanalysedReason::TooLarge));
                    None
                }
            };
            match source {
                Some(source) => files.push(source),
                None => lost.push(file.path.clone()),
            }
        }
        let role = if own.is_named { RustRole::Member } else { RustRole::Dependency };
        crates.push(RustCrate {
            name: own.name.clone(),
            folder: own.folder.clone(),
            root: own.root.clone(),
            files,
            unread: lost,
            role,
        });
    }
    crates
}

/// A script that Rust code binds; `None` if it is a file of the program and already read as such.
fn bound_script(tree: &dyn SourceTree, program: &Program, path: &TreePath) -> Option<Module> {
    if program.file(path).is_some_and(|file| file.status != Status::Outside) {
        return None;
    }
    let dialect = Dialect::of_extension(path.extension())?;
    Some(Module::new(tree.source(path).ok()?, None, dialect))
}

/// Splits files into their parts.
struct FileScanner<'r> {
    tree: &'r dyn SourceTree,
    style: &'r Style,
    catalog: &'r Catalog,
    oversize: &'r Oversize<'r>,
    records: Option<ProgramRecords<'r>>,
}

/// The maximum number of rounds in which templates lead to further ones by name. After that, all
/// others are read as well, so that a hostile chain stays linear.
const MOST_ROUNDS: usize = 8;

/// The maximum number of bytes of a program's sources that are in memory at once; the platform
/// accepts thirty megabytes for all packages of a program. Parsing needs several times as much.
const MOST_HELD: u64 = 256 << 20;

/// The result of reading a file.
enum Taken {
    /// Its parts, and the number of bytes that they keep in memory.
    Apart(Box<(Parts, Scan)>, u64),
    /// It has this many bytes and is to be searched piece by piece.
    Large(u64),
    /// There was no memory left for it at the time.
    Put(u64),
}

impl Taken {
    fn held(&self) -> u64 {
        match self {
            Self::Apart(_, size) | Self::Put(size) => *size,
            Self::Large(_) => 0,
        }
    }
}

impl FileScanner<'_> {
    /// Splits the uploaded files of a program into their parts and merges the results.
    fn program(&self, program: &Program) -> ProgramParts {
        let is_wanted = |file: &&ProgramFile| {
            file.status != Status::Outside && framework::is_source(&file.path)
        };
        let files: Vec<&ProgramFile> = program.files.iter().filter(is_wanted).collect();
        let mut joined = ProgramParts::default();
        for (file, (parts, trouble)) in files.iter().zip(self.all(&files, MOST_HELD)) {
            if !parts.naming.is_empty() {
                joined.namings.insert(file.path.clone(), parts.naming);
            }
            joined.modules.extend(parts.module);
            joined.templates.extend(parts.templates);
            joined.scan.unanalysed.extend(parts.unanalysed);
            joined.scan.addresses.extend(parts.addresses);
            joined.scan.third_parties.extend(parts.third_parties);
            joined.scan.extend(trouble);
        }
        joined.scan.unanalysed.extend(unread_parts(program));
        joined
    }

    /// Splits every file into its parts. Which files are kept in memory depends on their order and
    /// not on threads: the first ones, until the limit for the program is reached.
    fn all(&self, files: &[&ProgramFile], most: u64) -> Vec<(Parts, Scan)> {
        let skim = Skim::for_catalog(self.catalog);
        let held = AtomicU64::new(0);
        let take = |file: &&ProgramFile| {
            let taken = self.parts(file, &skim);
            let size = taken.held();
            let is_room = held.fetch_add(size, Ordering::Relaxed) + size <= most;
            if is_room { taken } else { Taken::Put(size) }
        };
        let taken: Vec<Taken> = files.par_iter().map(take).collect();
        let mut sum = 0;
        let fits: Vec<bool> =
            taken.iter().map(|taken| (sum += taken.held(), sum <= most).1).collect();
        let searched = |(taken, fits): (&Taken, &bool)| match taken {
            Taken::Large(size) => *size,
            Taken::Apart(..) | Taken::Put(_) if *fits => 0,
            Taken::Apart(..) | Taken::Put(_) => MAX_FILE_SIZE,
        };
        let shares = shares(taken.iter().zip(&fits).map(searched));
        let finish =
            |(((file, taken), fits), share): (((&&ProgramFile, Taken), bool), u64)| match taken {
                Taken::Large(_) => {
                    self.oversize.search(&file.path, share, UnanalysedReason::TooLarge)
                }
                Taken::Apart(parts, _) if fits => *parts,
                Taken::Put(_) if fits => match self.parts(file, &skim) {
                    Taken::Apart(parts, _) => *parts,
                    // The file has changed in the meantime.
                    Taken::Large(_) | Taken::Put(_) => {
                        self.oversize.search(&file.path, MAX_FILE_SIZE, UnanalysedReason::TooLarge)
                    }
                },
                Taken::Apart(..) | Taken::Put(_) => {
                    self.oversize.search(&file.path, share, UnanalysedReason::ProgramTooLarge)
                }
            };
        files.par_iter().zip(taken).zip(fits).zip(shares).map(finish).collect()
    }

    fn parts(&self, file: &ProgramFile, skim: &Skim<'_>) -> Taken {
        match read(self.tree, file, self.records) {
            Err(ReadFailure::TooLarge(size)) => Taken::Large(size),
            Ok((source, trouble)) => {
                let is_template = file.path.extension() == "wxml";
                if let Some(seen) =
                    is_template.then(|| seen::in_template(&source, skim, self.records)).flatten()
                {
                    let FileSigns { addresses, third_parties, .. } = seen;
                    let templates = vec![Template::unread(&file.path)];
                    let parts = Parts { templates, addresses, third_parties, ..Parts::default() };
                    return Taken::Apart(Box::new((parts, trouble)), 0);
                }
                let size = source.size() as u64;
                Taken::Apart(Box::new((self.read_whole(&source), trouble)), size)
            }
            Err(ReadFailure::Trouble(trouble)) => {
                Taken::Apart(Box::new((Parts::default(), *trouble)), 0)
            }
        }
    }

    fn read_whole(&self, source: &Arc<SourceText>) -> Parts {
        self.style.read_cached(source, self.catalog, self.records)
    }

    /// Reads the templates that only matter because of other templates.
    fn read_asked_for(&self, program: &Program, templates: &mut [Template]) {
        let own = program.component_names();
        let built_in = |tag: &str| is_built_in(tag) && !own.contains(tag);
        let own_names = self.records.map(|_| digest(&BTreeSet::from_iter(&own)));
        for round in 0..=MOST_ROUNDS {
            let Some(skim) = Skim::for_open(templates, &built_in, self.catalog) else { return };
            let is_found = |source: &SourceText| {
                let key = || digest(&("asked for", skim.names(), own_names, source.digest()));
                let records = self.records.map(|records| records.records);
                Records::take(records, key, || skim.finds(source.text()))
            };
            let read = |template: &mut Template| {
                let source = self
                    .tree
                    .source(&template.file)
                    .ok()
                    .filter(|source| round == MOST_ROUNDS || is_found(source))?;
                *template = self.read_whole(&source).templates.pop()?;
                Some(())
            };
            let fresh = templates
                .par_iter_mut()
                .filter(|template| !template.is_read)
                .filter_map(read)
                .count();
            if fresh == 0 {
                return;
            }
        }
    }
}

/// The folder of a mini game's open data context, in which some members count that do not count
/// elsewhere.
fn open_data_folder(program: &Program) -> Option<TreePath> {
    let folder = program.config.app.as_ref()?.get(&["openDataContext"])?.as_str()?;
    program.root.join(folder)
}

struct ProgramResolver<'p>(&'p Program);

impl Resolver for ProgramResolver<'_> {
    fn resolve(&self, from: &TreePath, specifier: &str) -> Option<TreePath> {
        self.0.resolve_script(from, specifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        program::{FindSettings, find},
        tree::MemoryTree,
    };

    /// The order of the files decides, and files beyond the limit are still searched.
    #[test]
    fn the_first_files_of_a_program_are_held() {
        let script =
            |name: &str| format!("const {name} = wx;\nwx.getLocation();\n{}", "//\n".repeat(100));
        let tree = ["a", "b", "c", "d"]
            .into_iter()
            .fold(MemoryTree::new().with("app.json", "{ \"pages\": [] }"), |tree, name| {
                tree.with(&format!("{name}.js"), script(name))
            });
        let program = find(&tree, &FindSettings::default()).programs.remove(0);
        let catalog = Catalog::for_kind(program.kind);
        let style = Style::for_program(&program);
        let oversize = Oversize { tree: &tree, style: &style, catalog: &catalog, open_data: None };
        let reader = FileScanner {
            tree: &tree,
            style: &style,
            catalog: &catalog,
            oversize: &oversize,
            records: None,
        };
        let files: Vec<&ProgramFile> =
            program.files.iter().filter(|file| file.path.extension() == "js").collect();
        let taken = |most: u64| {
            let all = reader.all(&files, most);
            let of = |(parts, scan): &(Parts, Scan)| {
                let reasons = scan.unanalysed.iter().map(|item| item.reason).collect::<Vec<_>>();
                (parts.module.is_some(), scan.uses.len(), reasons)
            };
            all.iter().map(of).collect::<Vec<_>>()
        };
        let (held, searched) =
            ((true, 0, vec![]), (false, 1, vec![UnanalysedReason::ProgramTooLarge]));
        let one = script("a").len() as u64;
        assert_eq!(taken(4 * one), [held.clone(), held.clone(), held.clone(), held.clone()]);
        assert_eq!(taken(2 * one + 1), [held.clone(), held, searched.clone(), searched.clone()]);
        assert_eq!(taken(0), [searched.clone(), searched.clone(), searched.clone(), searched]);
    }
}
