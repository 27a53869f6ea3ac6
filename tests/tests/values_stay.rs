//! The result must not depend on the order of a program's code and files, or on additional code
//! that does not interact with it.

use std::collections::{BTreeMap, BTreeSet};

use privguide::{
    catalog::{Catalog, InterfaceForm, ProgramKind, Scoping},
    scan::Scan,
    tree::MemoryTree,
};
use proptest::{prelude::*, sample::select, test_runner::RngSeed};
use serde::Deserialize;

type Files = BTreeMap<String, String>;

fn scanned(files: &Files) -> Scan {
    let usual = [
        ("app.json", r#"{"pages":["pages/a/a"]}"#),
        ("app.js", "App({ globalData: {} })\n"),
        ("pages/a/a.wxml", "<view/>"),
    ];
    let tree =
        usual.into_iter().fold(MemoryTree::new(), |tree, (path, text)| tree.with(path, text));
    let tree = files.iter().fold(tree, |tree, (path, text)| tree.with(path, text.as_str()));
    privguide_tests::scanned(&tree).expect("a program")
}

/// The interfaces that are used, each with the source text of the use, and the source texts of
/// unresolved accesses; offsets are not compared, because they depend on the order.
fn answer(files: &Files) -> BTreeSet<String> {
    let scan = scanned(files);
    let text = |file: &str, start: usize, end: usize| {
        files.get(file).map_or("", |text| &text[start..end]).to_owned()
    };
    let uses = scan.uses.iter().chain(&scan.listed).map(|found| {
        format!(
            "{} {}",
            found.interface.name,
            text(found.place.file.as_str(), found.place.start, found.place.end)
        )
    });
    let open = scan.unresolved.iter().map(|open| format!("unresolved {}", open.text));
    uses.chain(open).collect()
}

/// Members of the host that need a declaration.
fn members() -> Vec<String> {
    let member = |interface: &privguide::catalog::Interface| match &interface.form {
        InterfaceForm::Member { member }
            if !interface.information.is_empty() && interface.scoping == Scoping::Anywhere =>
        {
            Some(member.clone())
        }
        _ => None,
    };
    Catalog::for_kind(ProgramKind::MiniProgram)
        .interfaces()
        .iter()
        .filter_map(|interface| member(interface))
        .collect()
}

/// How lines become a script: the text before the lines, the form of each line, the text after
/// them.
type Shape = (&'static str, fn(usize, &str) -> String, &'static str);

/// Scripts in which the order of the lines does not matter.
const FORMS: [Shape; 8] = [
    ("", |at, name| format!("function f{at}(api) {{ api.{name}({{}}) }}\nf{at}(wx)"), ""),
    (
        "const table = {",
        |at, name| format!("  k{at}: api => api.{name}({{}}),"),
        "}\nPage({ onTap(e) { table[e.type](wx) } })",
    ),
    (
        "const list = [",
        |_, name| format!("  api => api.{name}({{}}),"),
        "]\nlist.forEach(f => f(wx))",
    ),
    (
        "const list = [",
        |_, name| format!("  {{ run(api) {{ api.{name}({{}}) }} }},"),
        "]\nfor (const one of list) one.run(wx)",
    ),
    ("const go = f => f(wx)", |_, name| format!("go(api => api.{name}({{}}))"), ""),
    (
        "const all = {}\nconst on = (e, f) => { (all[e] = all[e] || []).push(f) }",
        |_, name| format!("on('ready', api => api.{name}({{}}))"),
        "all.ready.forEach(f => f(wx))",
    ),
    (
        "const names = {",
        |at, name| format!("  k{at}: '{name}',"),
        "}\nPage({ onTap(e) { wx[names[e.type]]({}) } })",
    ),
    (
        "class Api {",
        |at, name| format!("  m{at}() {{ this.api.{name}({{}}) }}"),
        "}\nObject.assign(new Api(), { api: wx }).m0()",
    ),
];

fn script((before, line, behind): Shape, names: &[(usize, String)]) -> String {
    let lines: Vec<String> = names.iter().map(|(at, name)| line(*at, name)).collect();
    format!("{before}\n{}\n{behind}\n", lines.join("\n"))
}

/// Members of the platform, numbered.
type Numbered = Vec<(usize, String)>;

/// Some or all members, numbered, in two orders: more members than a set can contain.
fn two_orders() -> impl Strategy<Value = (Numbered, Numbered)> {
    let members = members();
    let count = members.len();
    let some = proptest::sample::subsequence(members, 2..=count);
    let numbered = some.prop_map(|names| names.into_iter().enumerate().collect::<Vec<_>>());
    numbered.prop_flat_map(|names| (Just(names.clone()), Just(names).prop_shuffle()))
}

#[derive(Clone, Debug, Deserialize)]
struct Recorded {
    files: Files,
}

fn recorded() -> Vec<Files> {
    let of = |text: &str| -> Vec<Files> {
        let programs: BTreeMap<String, Recorded> =
            serde_json::from_str(text).expect("recorded programs");
        programs.into_values().map(|program| program.files).collect()
    };
    let mut all = of(include_str!("../values/programs.json"));
    all.extend(of(include_str!("../values/generated.json")));
    all
}

/// Code that neither assigns to nor shadows anything in a program.
const ADDED: [&str; 12] = [
    "\nfunction zz0(a, b) { return a + b }\n",
    "\nconst zz1 = { a: 1, b: [2, 3], c: { d: 'e' } }\n",
    "\nclass Zz2 { constructor(v) { this.v = v } get() { return this.v } }\n",
    "\nconst zz3 = [1, 2, 3].map(n => n * 2)\n",
    "\nlet zz4 = ''; for (const n of ['a', 'b']) zz4 += n\n",
    "\nconst zz5 = new Map([['k', () => 1]])\n",
    "\nconst zz6 = Object.assign({}, { start() {}, getLocation: () => 1 })\n",
    "\nconst zz7 = f => f({ chooseImage() {} }); zz7(o => o.chooseImage())\n",
    "\nconst zz8 = new Proxy({ a: 1 }, {})\n",
    "\nPromise.resolve(1).then(n => n + 1)\n",
    "\nconst zz9 = { on: [], add(f) { this.on.push(f) } }; zz9.add(() => 0)\n",
    "\nfunction* zz10() { yield 'getLocation' }\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, rng_seed: RngSeed::Fixed(17), ..ProptestConfig::default() })]

    /// Functions, entries, elements, callers, listeners, names, methods.
    #[test]
    fn the_order_of_what_has_no_order_means_nothing(form in select(FORMS.to_vec()), (one, other) in two_orders()) {
        let page = |names: &[(usize, String)]| Files::from([("pages/a/a.js".to_owned(), script(form, names))]);
        prop_assert_eq!(answer(&page(&one)), answer(&page(&other)));
    }

    /// Files are read in the order of their paths, so other names give another order.
    #[test]
    fn the_names_of_modules_mean_nothing(files in select(recorded()), prefix in "[a-z]{1,3}", turned in any::<bool>()) {
        let number = |at: usize| if turned { 100 - at } else { at };
        let renamed = |text: &str| (1..40).rev().fold(text.to_owned(), |text, at| text.replace(&format!("/m{at}'"), &format!("/{prefix}{}'", number(at))));
        let path = |path: &str| {
            let at = path.strip_prefix("utils/m").and_then(|rest| rest.strip_suffix(".js")).and_then(|at| at.parse::<usize>().ok());
            at.map_or_else(|| path.to_owned(), |at| format!("utils/{prefix}{}.js", number(at)))
        };
        let other: Files = files.iter().map(|(name, text)| (path(name), renamed(text))).collect();
        prop_assert_eq!(answer(&files), answer(&other));
    }

    /// Additional code never hides a use.
    #[test]
    fn code_that_touches_nothing_removes_no_use(files in select(recorded()), added in proptest::collection::vec(select(ADDED.to_vec()), 1..4), at in any::<prop::sample::Index>(), in_a_module in any::<bool>()) {
        let added = added.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<String>();
        let mut more = files.clone();
        if in_a_module {
            more.insert("utils/zz.js".to_owned(), format!("{added}module.exports = {added:?}\n"));
        } else {
            let scripts: Vec<&String> = files.keys().filter(|path| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "js")).collect();
            more.get_mut(at.get(&scripts).as_str()).expect("a script").push_str(&added);
        }
        let (before, after) = (scanned(&files), scanned(&more));
        let uses = |scan: &Scan| -> BTreeSet<(String, String, usize)> {
            scan.uses.iter().map(|found| (found.interface.name.clone(), found.place.file.to_string(), found.place.start)).collect()
        };
        let lost: Vec<_> = uses(&before).difference(&uses(&after)).cloned().collect();
        prop_assert!(lost.is_empty(), "lost: {lost:?}");
    }
}

/// If a program contains a large script, all modules are solved at once; otherwise, only modules
/// between which values pass are solved together. The results must be the same.
#[test]
fn modules_that_are_solved_apart_say_what_they_say_together() {
    let large = format!("const platform = wx\n/*{}*/\n", " ".repeat(600 << 10));
    let places = |scan: &Scan| -> BTreeSet<(String, String, usize)> {
        let uses = scan.uses.iter().chain(&scan.listed);
        uses.map(|found| {
            (found.interface.name.clone(), found.place.file.to_string(), found.place.start)
        })
        .collect()
    };
    for files in recorded() {
        let mut together = files.clone();
        together.insert("utils/zz.js".to_owned(), large.clone());
        let (apart, together) = (places(&scanned(&files)), places(&scanned(&together)));
        assert_eq!(apart, together, "{files:#?}");
    }
}
