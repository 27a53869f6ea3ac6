//! Smaller bounds make results less precise but hide nothing: with any bounds, each access that a
//! recorded program really makes is found as a use or reported.
//!
//! `tests/values/README.md` says how the programs were recorded.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use proptest::{prelude::*, sample, test_runner::RngSeed};
use serde::Deserialize;

use super::{Dialect, Hosts, Module, Platform, Resolver, Scripts, WorthParsing, facts, flow};
use crate::{
    catalog::{Catalog, ProgramKind},
    scan::{Scan, Unresolved},
    tree::{SourceText, TreePath},
};

#[derive(Clone, Debug, Deserialize)]
struct Recorded {
    files: BTreeMap<String, String>,
    /// `interface file:line`
    accesses: Vec<String>,
}

/// Modules in memory that import each other by relative paths.
struct Relative<'m>(&'m [Module]);

impl Resolver for Relative<'_> {
    fn resolve(&self, from: &TreePath, specifier: &str) -> Option<TreePath> {
        let folder = Path::new(from.as_str()).parent()?;
        let mut parts: Vec<&str> =
            folder.to_str()?.split('/').filter(|part| !part.is_empty()).collect();
        for part in specifier.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        let is_meant = |file: &str| {
            file == path || file == format!("{path}.js") || file == format!("{path}/index.js")
        };
        self.0.iter().map(Module::file).find(|file| is_meant(file.as_str())).cloned()
    }
}

fn recorded() -> BTreeMap<String, Recorded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/values");
    let mut all = BTreeMap::new();
    for name in ["programs", "generated", "steps"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json")))
            .expect("recorded programs");
        let programs: BTreeMap<String, Recorded> =
            serde_json::from_str(&text).expect("programs by name");
        let complete = |(program, mut recorded): (String, Recorded)| {
            recorded.files.entry("app.js".to_owned()).or_insert_with(|| "App({})".to_owned());
            (format!("{name}: {program}"), recorded)
        };
        all.extend(programs.into_iter().map(complete));
    }
    all
}

fn scanned(files: &BTreeMap<String, String>, bounds: flow::Bounds) -> Scan {
    with_scripts(files, bounds, |scripts| scripts.follow().scan)
}

fn with_scripts<R>(
    files: &BTreeMap<String, String>,
    bounds: flow::Bounds,
    result: impl FnOnce(Scripts<'_>) -> R,
) -> R {
    let scripts = files
        .iter()
        .filter(|(path, _)| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "js"));
    let module = |(path, text): (&String, &String)| {
        let path = TreePath::new(path).expect("a path");
        let source = Arc::new(SourceText::new(path, text.clone()));
        Module::new(source, None, Dialect::JavaScript)
    };
    let modules: Vec<Module> = scripts.map(module).collect();
    let (hosts, catalog) = (Hosts::native(), Catalog::for_kind(ProgramKind::MiniProgram));
    let platform = Platform {
        hosts: &hosts,
        catalog: &catalog,
        resolver: &Relative(&modules),
        open_data: None,
    };
    let worth = WorthParsing::search(&modules, &platform);
    let templates = BTreeMap::new();
    result(Scripts { bounds, ..Scripts::new(&modules, &worth, &platform, &templates) })
}

/// The recorded accesses that are missed: there is no use of the interface, and nothing is reported
/// on the line of the access or on a line that names the member.
fn silent(program: &Recorded, bounds: flow::Bounds) -> Vec<String> {
    let scan = scanned(&program.files, bounds);
    let used: BTreeSet<&str> =
        scan.uses.iter().chain(&scan.listed).map(|found| found.interface.name.as_str()).collect();
    let open: BTreeSet<String> = scan
        .unresolved
        .iter()
        .map(|open| format!("{}:{}", open.place.file, open.place.line))
        .collect();
    let is_covered = |access: &&String| {
        let (interface, place) = access.split_once(' ').expect("an interface and a place");
        let (file, _) = place.rsplit_once(':').expect("a file and a line");
        let member = interface.rsplit('.').next().expect("a member");
        let is_named = |open: &Unresolved| {
            program.files[open.place.file.as_str()]
                .lines()
                .nth(open.place.line as usize - 1)
                .is_some_and(|line| line.contains(member))
        };
        used.contains(interface)
            || open.contains(place)
            || scan.unresolved.iter().any(is_named)
            || scan.unanalysed.iter().any(|cut| cut.file.as_str() == file)
    };
    program.accesses.iter().filter(|access| !is_covered(access)).cloned().collect()
}

/// If more paths lead from shared objects to a node than the bound, the node also has the path
/// `globalThis[any]`, which stands for every name. The order of the code decides which paths are
/// named individually; all others are covered by that path.
#[test]
fn many_ways_to_a_place_lead_to_any_name() {
    let places = |count: usize, turned: bool| -> BTreeSet<String> {
        let mut names: Vec<String> =
            (0..count).map(|at| format!("c{at} ? globalThis.a{at} :")).collect();
        if turned {
            names.reverse();
        }
        let text = format!("const v = {} globalThis.b\nv.api = wx", names.join(" "));
        let files = BTreeMap::from([("a.js".to_owned(), text)]);
        scanned(&files, flow::USUAL).left.into_iter().map(|(_, place)| place).collect()
    };
    assert_eq!(places(15, false).len(), 16);
    assert!(!places(15, false).contains("globalThis[any]"));
    for turned in [false, true] {
        let found = places(40, turned);
        assert_eq!(found.len(), 17, "{found:?}");
        assert!(found.contains("globalThis[any]"), "{found:?}");
    }
}

/// Which calls are inside of wrappers is found by following values backwards.
#[test]
fn wrappers_whose_calls_are_not_followed_count_as_called() {
    let names: Vec<String> = (0..30).map(|at| format!("'showN{at}'")).collect();
    let text = format!(
        "const api = {{}}\n\
        const names = ['getLocation', {}]\n\
        const wrap = member => options => member(options)\n\
        names.forEach(name => {{ api[name] = wrap(wx[name]) }})\n\
        api.getLocation()",
        names.join(", ")
    );
    let files = BTreeMap::from([("a.js".to_owned(), text)]);
    let open = |traced: usize| -> Vec<u32> {
        let scan = scanned(&files, flow::Bounds { traced, ..flow::USUAL });
        scan.unresolved.iter().map(|open| open.place.line).collect()
    };
    assert_eq!(open(flow::USUAL.traced), Vec::<u32>::new());
    assert_eq!(open(0), [4]);
}

/// Each module only hands the platform on, so each step shows that another module is needed. All
/// steps together must not cost much more than solving the whole chain once.
#[test]
fn a_chain_of_imports_is_not_solved_again_for_each_module() {
    let handing = |at: u32| {
        let next = at + 1;
        let text = format!("exports.go = h => require('./m{next}').go(h)");
        (format!("m{at}.js"), text)
    };
    let mut files: BTreeMap<String, String> = (0..9).map(handing).collect();
    files.insert("m9.js".to_owned(), "exports.go = h => h.getLocation()".to_owned());
    files.insert("page.js".to_owned(), "require('./m0').go(wx)".to_owned());
    assert_eq!(scanned(&files, flow::USUAL).uses.len(), 1);
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is only for scripts of one lifetime"
    )]
    let dump = with_scripts(&files, flow::USUAL, |scripts| scripts.dump());
    let steps: Vec<u32> = dump
        .lines()
        .filter_map(|line| line.strip_prefix("== ")?.split_once(" steps")?.0.parse().ok())
        .collect();
    let [whole, all] = steps[..] else { panic!("one component, {steps:?}") };
    assert!(all < 3 * whole, "{all} steps, the whole chain {whole}");
}

/// The last of so many arguments are passed together, each to any of the later parameters.
#[test]
fn any_number_of_arguments_is_passed() {
    let listed = |name: &str| {
        let names: Vec<String> = (0..300).map(|at| format!("{name}{at}")).collect();
        names.join(", ")
    };
    let arguments: Vec<String> =
        (0..300).map(|at| if at % 10 == 9 { "wx".to_owned() } else { at.to_string() }).collect();
    let arguments = arguments.join(", ");
    for call in [
        format!("go({arguments})"),
        format!("new go({arguments})"),
        format!("go.call(null, {arguments})"),
        format!("go.bind(null, {arguments})()"),
        format!("go(...[], {arguments})"),
    ] {
        let text = format!(
            "function go({}) {{ p9.getLocation(); p259.chooseImage(); p299.getClipboardData() }}\n{call}",
            listed("p")
        );
        let files = BTreeMap::from([("a.js".to_owned(), text)]);
        let scan = scanned(&files, flow::USUAL);
        let used: BTreeSet<&str> =
            scan.uses.iter().map(|found| found.interface.name.as_str()).collect();
        let expected = ["wx.chooseImage", "wx.getClipboardData", "wx.getLocation"];
        assert_eq!(used.into_iter().collect::<Vec<_>>(), expected, "{call:.30}");
    }
    let text = format!("const go = (...all) => all[299].getLocation()\ngo({arguments})");
    let files = BTreeMap::from([("a.js".to_owned(), text)]);
    assert_eq!(scanned(&files, flow::USUAL).uses.len(), 1);
}

/// Bounds up to the usual ones; a set holds at least one value.
fn smaller() -> impl Strategy<Value = flow::Bounds> {
    let usual = flow::USUAL;
    let sets = (
        1..=usual.values,
        1..=usual.packed_values,
        1..=usual.texts,
        1..=usual.labels,
        1..=usual.answering,
        1..=usual.links,
        0..=usual.precise_steps.of_every_program,
    );
    let copies = (
        0..=usual.depth,
        1..=usual.copies,
        0..=usual.copied,
        0..=usual.copied_in_small,
        0..=usual.copied_in_small,
    );
    let texts = (1..=usual.joined, 1..=usual.combinations, 1..=usual.elements);
    let others = (
        1..=usual.line,
        0..=usual.labelled,
        0..=usual.escaping,
        1..=usual.rounds,
        0..=MAX_LABELS,
        0..=100_usize,
    );
    (sets, copies, texts, others).prop_map(move |(sets, copies, texts, others)| flow::Bounds {
        values: sets.0,
        packed_values: sets.1,
        texts: sets.2,
        packed_texts: sets.2,
        large: usual.large,
        origins: usual.origins,
        labels: sets.3,
        answering: sets.4,
        links: sets.5,
        shared_links: sets.5.min(usual.shared_links),
        depth: copies.0,
        copies: copies.1,
        copied: copies.2,
        copied_in_small: copies.3,
        copied_at_most: copies.4,
        packed_copied_at_most: copies.4,
        joined: texts.0,
        combinations: texts.1,
        elements: texts.2,
        line: others.0,
        labelled: others.1,
        escaping: others.2,
        rounds: others.3,
        last_label: others.4,
        traced: others.5,
        early_values: sets.1,
        early_answering: usual.early_answering,
        precise_steps: flow::StepBound { of_every_program: sets.6, for_each_constraint: 0 },
    })
}

/// The usual bounds with one bound at its minimum, for each bound.
fn smallest() -> Vec<flow::Bounds> {
    let usual = flow::USUAL;
    vec![
        flow::Bounds { values: 1, packed_values: 1, ..usual },
        flow::Bounds { values: 2, ..usual },
        flow::Bounds { traced: 0, ..usual },
        flow::Bounds { texts: 1, packed_texts: 1, ..usual },
        flow::Bounds { large: flow::LargeBounds { constraints: 0, ..usual.large }, ..usual },
        flow::Bounds { labels: 1, ..usual },
        flow::Bounds { last_label: 0, ..usual },
        flow::Bounds { last_label: 1, ..usual },
        flow::Bounds { answering: 1, ..usual },
        flow::Bounds { links: 1, ..usual },
        flow::Bounds { values: 1, answering: 1, links: 1, ..usual },
        flow::Bounds { line: 1, ..usual },
        flow::Bounds { labelled: 0, ..usual },
        flow::Bounds { escaping: 0, ..usual },
        flow::Bounds { depth: 0, ..usual },
        flow::Bounds { copies: 1, ..usual },
        flow::Bounds { copied: 0, copied_in_small: 0, ..usual },
        flow::Bounds { copied_at_most: 50, packed_copied_at_most: 0, ..usual },
        flow::Bounds { joined: 1, combinations: 1, elements: 1, ..usual },
        flow::Bounds { rounds: 1, ..usual },
        flow::Bounds { early_values: 1, early_answering: 1, precise_steps: AT_ONCE, ..usual },
    ]
}

#[test]
fn the_smallest_bounds_are_never_silent() {
    let programs = recorded();
    for bounds in smallest() {
        for (name, program) in &programs {
            assert_eq!(silent(program, bounds), Vec::<String>::new(), "{name} with {bounds:?}");
        }
    }
}

/// Removing nodes that no constraint reads, and merging nodes with equal sets, does not change the
/// answer as long as sets are not widened early.
#[test]
fn what_nothing_reads_changes_no_answer() {
    let precise_steps = flow::StepBound { of_every_program: u64::MAX / 2, for_each_constraint: 0 };
    let precise = flow::Bounds { precise_steps, ..flow::USUAL };
    let answers = |with_all: bool| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        pool.install(|| {
            facts::prune::WITH_ALL.set(with_all);
            let answer = |(name, program): (String, Recorded)| {
                let scan = scanned(&program.files, precise);
                (
                    name,
                    format!(
                        "{:#?}",
                        (scan.uses, scan.listed, scan.unresolved, scan.left, scan.addresses)
                    ),
                )
            };
            recorded().into_iter().map(answer).collect::<Vec<_>>()
        })
    };
    for ((name, without), (_, with)) in answers(false).into_iter().zip(answers(true)) {
        assert_eq!(without, with, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, rng_seed: RngSeed::Fixed(17), ..ProptestConfig::default() })]

    #[test]
    fn no_smaller_bound_is_silent(program in sample::select(recorded().into_values().collect::<Vec<_>>()), bounds in smaller()) {
        prop_assert_eq!(silent(&program, bounds), Vec::<String>::new());
    }
}

const CASES: u32 = 1_000;
/// Sets are widened early after the first step.
const AT_ONCE: flow::StepBound = flow::StepBound { of_every_program: 1, for_each_constraint: 0 };
/// Small programs have fewer labels than this.
const MAX_LABELS: u16 = 12;
