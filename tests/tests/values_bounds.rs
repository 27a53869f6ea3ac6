//! Exceeds each bound of the value engine: every use that would be found without the bound is still
//! found, or the place is reported.

use privguide::{
    scan::{Scan, UnanalysedReason},
    tree::MemoryTree,
};

fn scanned(files: &[(&str, String)]) -> Scan {
    let usual = [
        ("app.json", r#"{"pages":["pages/a/a"]}"#),
        ("app.js", "App({})\n"),
        ("pages/a/a.wxml", "<view/>"),
        ("pages/a/a.json", "{}"),
    ];
    let tree =
        usual.into_iter().fold(MemoryTree::new(), |tree, (path, text)| tree.with(path, text));
    let tree = files.iter().fold(tree, |tree, (path, text)| tree.with(path, text.as_str()));
    privguide_tests::scanned(&tree).expect("a program")
}

/// Asserts that the interface is found, or that something is reported in a file that may contain
/// it.
#[track_caller]
fn found_or_reported(scan: &Scan, name: &str) {
    let is_found =
        scan.uses.iter().chain(&scan.listed).any(|found| found.interface.name.contains(name));
    let is_reported = !scan.unresolved.is_empty() || !scan.unanalysed.is_empty();
    assert!(is_found || is_reported, "{name} is neither found nor reported");
}

/// A chain of objects, each with all members of the previous one; the string is in the first.
fn chain(number: usize) -> String {
    let links = (1..number).map(|at| format!("const o{at} = {{ ...o{} }}\n", at - 1));
    format!("const o0 = {{ kind: 'getPhoneNumber' }}\n{}", links.collect::<String>())
}

const BUTTON: &str = r#"<button open-type="{{kind}}">x</button>"#;

#[test]
fn data_of_many_objects() {
    for number in [2, 23, 24, 25, 40, 200] {
        let script = format!("{}Page({{ data: {{ ...o{} }} }})\n", chain(number), number - 1);
        let scan = scanned(&[("pages/a/a.js", script), ("pages/a/a.wxml", BUTTON.into())]);
        found_or_reported(&scan, "getPhoneNumber");
    }
}

/// The data's own object has the name as well, but an object beyond the bound may have another
/// value for it.
#[test]
fn data_of_many_objects_where_one_value_is_known() {
    for number in [2, 25, 40, 200] {
        let spread = (0..number).map(|at| format!("...p{at}, ")).collect::<Vec<_>>().concat();
        let objects = (0..number).map(|at| {
            let kind = if at == number - 1 { "getPhoneNumber" } else { "share" };
            format!("const p{at} = {{ kind: '{kind}' }}\n")
        });
        let script = format!("{}Page({{ data: {{ {spread} }} }})\n", objects.collect::<String>());
        let scan = scanned(&[("pages/a/a.js", script), ("pages/a/a.wxml", BUTTON.into())]);
        found_or_reported(&scan, "getPhoneNumber");
    }
}

#[test]
fn data_of_many_behaviours() {
    for number in [2, 63, 64, 65, 130] {
        let behaviours = (0..number).map(|at| {
            let kind = if at == 0 { "getPhoneNumber" } else { "share" };
            format!("const b{at} = Behavior({{ data: {{ kind: '{kind}' }} }})\n")
        });
        let names = (0..number).map(|at| format!("b{at}, ")).collect::<Vec<_>>().concat();
        let script = format!(
            "{}const all = Behavior({{ behaviors: [{names}] }})\nComponent({{ behaviors: [all] }})\n",
            behaviours.collect::<String>()
        );
        let scan = scanned(&[("pages/a/a.js", script), ("pages/a/a.wxml", BUTTON.into())]);
        found_or_reported(&scan, "getPhoneNumber");
    }
}

#[test]
fn data_with_many_fields_and_deep_ones() {
    for number in [10, 499, 501, 2_100] {
        let fields = (0..number).map(|at| format!("a{at:05}: 'x', ")).collect::<Vec<_>>().concat();
        let script = format!("Page({{ data: {{ {fields} kind: 'getPhoneNumber' }} }})\n");
        let scan = scanned(&[("pages/a/a.js", script), ("pages/a/a.wxml", BUTTON.into())]);
        found_or_reported(&scan, "getPhoneNumber");
        // The last name is not read, and other data has another value for it.
        let other = "if (more) Component({ data: { kind: 'share' } })";
        let script =
            format!("Component({{ data: {{ {fields} kind: 'getPhoneNumber' }} }})\n{other}\n");
        let scan = scanned(&[("pages/a/a.js", script), ("pages/a/a.wxml", BUTTON.into())]);
        found_or_reported(&scan, "getPhoneNumber");
        let script = format!(
            "Component({{ data: {{ a: {{ {fields} kind: 'getPhoneNumber' }} }} }})\n\
             if (more) Component({{ data: {{ a: {{ kind: 'share' }} }} }})\n"
        );
        let markup = BUTTON.replace("kind", "a.kind");
        let scan = scanned(&[("pages/a/a.js", script), ("pages/a/a.wxml", markup)]);
        found_or_reported(&scan, "getPhoneNumber");
    }
    for depth in 1..8 {
        let path = vec!["a"; depth].join(".");
        let data = format!("{}'getPhoneNumber'{}", "{ a: ".repeat(depth), " }".repeat(depth));
        let markup = format!(r#"<button open-type="{{{{{path}}}}}">x</button>"#);
        let scan = scanned(&[
            ("pages/a/a.js", format!("Page({{ data: {data} }})\n")),
            ("pages/a/a.wxml", markup),
        ]);
        found_or_reported(&scan, "getPhoneNumber");
    }
}

/// The data of the first component takes all reads; that of the second has another value under the
/// same path.
#[test]
fn data_with_many_fields_and_more_data() {
    for number in [2, 300, 499] {
        let part = (0..number).map(|at| format!("f{at}: {{ n: 'x', m: 'x', o: 'x', p: 'x' }}, "));
        let own = format!("{}b: 'share'", part.collect::<String>());
        let script = format!(
            "Component({{ data: {{ a: {{ {own} }} }} }})\n\
             if (more) Component({{ data: {{ a: {{ b: 'getPhoneNumber' }} }} }})\n"
        );
        let markup = r#"<button open-type="{{a.b}}">x</button>"#;
        let scan = scanned(&[("pages/a/a.js", script), ("pages/a/a.wxml", markup.into())]);
        found_or_reported(&scan, "getPhoneNumber");
    }
}

/// More calls of one helper, more deeply nested helpers, and more helpers than are analysed
/// separately for each call.
#[test]
fn calls_beyond_the_copies() {
    for number in [2, 64, 65, 130] {
        let calls =
            (0..number).map(|at| format!("take({{ n: {at} }})\n")).collect::<Vec<_>>().concat();
        let script = format!(
            "function take(o) {{ const x = o.api; return x }}\n{calls}take({{ api: wx }}).getLocation()\n"
        );
        let scan = scanned(&[("pages/a/a.js", script)]);
        found_or_reported(&scan, "getLocation");
    }
    for depth in [1, 2, 3, 6] {
        let helpers = (1..=depth)
            .map(|at| format!("function h{at}(x) {{ return h{}(x) }}\n", at - 1))
            .collect::<Vec<_>>()
            .concat();
        let script = format!(
            "function h0(x) {{ return x }}\n{helpers}h{depth}(1)\nh{depth}(wx).getLocation()\n"
        );
        found_or_reported(&scanned(&[("pages/a/a.js", script)]), "getLocation");
    }
    // Every helper is called often, so the limit for the copies of the whole program is reached.
    let lines = (0..400).map(|helper| {
        let calls = (0..40).map(|at| format!("f{helper}({{ n: {at} }})\n")).collect::<Vec<_>>().concat();
        format!("function f{helper}(o) {{ const a = o.api, b = {{ a }}, c = [b, a]; return c[0].a }}\n{calls}f{helper}({{ api: wx }})\n")
    });
    let script = format!("{}f399({{ api: wx }}).getLocation()\n", lines.collect::<String>());
    found_or_reported(&scanned(&[("pages/a/a.js", script)]), "getLocation");
}

/// A string that is too long, or has too many combinations, to be computed.
#[test]
fn names_that_are_put_together_of_too_many_parts() {
    let long = "x".repeat(200);
    let script = format!("const s = '{long}'\nwx[(s + 'getLocation').slice({})]()\n", long.len());
    found_or_reported(&scanned(&[("pages/a/a.js", script)]), "getLocation");
    let parts = (0..40).map(|at| format!("'p{at}', ")).collect::<Vec<_>>().concat();
    let script = format!(
        "const a = [{parts}'get'], b = [{parts}'Location']\nfor (const x of a) for (const y of b) wx[x + y]()\n"
    );
    found_or_reported(&scanned(&[("pages/a/a.js", script)]), "getLocation");
}

/// The budget of steps is exhausted: every file of the component is reported.
#[test]
fn the_budget_of_steps() {
    // Each list is added to each other one, and each is called with each of its elements.
    let number = 1_500;
    let lists = (0..number)
        .map(|at| format!("const l{at} = [() => {at}, {{ n{at}: l{} }}]\n", (at * 7 + 3) % number));
    let mixes = (0..number).map(|at| {
        format!(
            "l{at}.push(...l{}); l{at}.forEach((f, i, a) => {{ a[i] = f(a); l{}.push(a) }})\n",
            (at + 1) % number,
            (at * 13) % number
        )
    });
    let script = format!("{}{}l7[0](wx)\n", lists.collect::<String>(), mixes.collect::<String>());
    let scan = scanned(&[("pages/a/a.js", script + "l9[3].getLocation()\nwx.getLocation()\n")]);
    found_or_reported(&scan, "getLocation");
    for found in &scan.unanalysed {
        assert_eq!(found.reason, UnanalysedReason::ValueBudget);
    }
}

/// Objects that an object has its names from, directly and one behind the other.
#[test]
fn names_that_an_object_has_from_many_others() {
    for number in [2, 23, 25, 40, 200, 2_100] {
        let objects = (0..number).map(|at| {
            let host = if at == number - 1 { "host: wx" } else { "other: 1" };
            format!("const p{at} = {{ {host} }}\n")
        });
        let spread = (0..number).map(|at| format!("...p{at}, ")).collect::<Vec<_>>().concat();
        let script = format!(
            "{}const all = {{ {spread} }}\nfor (const key in all) all[key].getLocation()\n",
            objects.collect::<String>()
        );
        found_or_reported(&scanned(&[("pages/a/a.js", script)]), "getLocation");

        let script = format!(
            "{}for (const key in o{last}) o{last}[key].getLocation()\n",
            chain(number).replace("'getPhoneNumber'", "wx"),
            last = number - 1
        );
        found_or_reported(&scanned(&[("pages/a/a.js", script)]), "getLocation");
    }
}

/// Names in later arguments of `Object.assign` are left out of earlier copies, up to a number.
#[test]
fn names_that_later_arguments_replace() {
    for number in [2, 63, 64, 65, 200] {
        let later = (0..number).map(|at| format!("a{at}: 1, ")).collect::<Vec<_>>().concat();
        let script = format!(
            "Page({{ go(e) {{ const o = Object.assign({{ name: 'login' }}, e.detail, {{ {later} }})\n\
             wx[o.name]() }} }})\n"
        );
        let scan = scanned(&[("pages/a/a.js", script)]);
        assert!(!scan.unresolved.is_empty(), "{number}");
        // The last of the names is left out only up to the bound; beyond it, it is reported.
        let script = format!(
            "Page({{ go(e) {{ const o = Object.assign({{}}, e.detail, {{ {later} name: 'login' }})\n\
             wx[o.name]() }} }})\n"
        );
        let scan = scanned(&[("pages/a/a.js", script)]);
        assert_eq!(scan.unresolved.is_empty(), number < 64, "{number}");
    }
}
