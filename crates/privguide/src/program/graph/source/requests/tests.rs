use super::{PageListing, Reads, Requested, requests_in};
use crate::tree::TreePath;

fn asked(path: &str, text: &str, is_listing: bool) -> Vec<String> {
    let listing = if is_listing { PageListing::First } else { PageListing::None };
    let requests = requests_in(
        &TreePath::new(path).expect("inside"),
        text,
        &Reads { listing, lists: "packages", has_tags: true },
    );
    let shown = |asked: Requested| match asked {
        Requested::Module(name) => name,
        Requested::Named { name, package, .. } if package.is_empty() => format!("named {name}"),
        Requested::Named { name, package, .. } => format!("named {package}+{name}"),
        Requested::List(name) => format!("list {name}"),
        Requested::ListFrom { name, package, listing } => {
            let kind = if listing == PageListing::Source { "names from" } else { "perhaps from" };
            let package = if package.is_empty() { package } else { format!("{package}+") };
            format!("{kind} {package}{name}")
        }
        Requested::Page { name, .. } => format!("page {name}"),
        Requested::Tag(tag) => format!("<{tag}>"),
        Requested::Below(prefix) => format!("below {prefix}"),
        Requested::Open => "open".to_owned(),
    };
    requests.into_iter().map(|request| shown(request.asked)).collect()
}

#[test]
fn imports_in_every_form() {
    for (text, expected) in [
        ("import a from './a'", "./a"),
        ("import './a'", "./a"),
        ("export * from \"./a\"", "./a"),
        ("const a = () => import(/* webpackChunkName: 'x' */ './a')", "./a"),
        ("require('./a'); require.async('./b')", "./a ./b"),
        ("new Worker(new URL('./w.ts', import.meta.url))", "./w.ts"),
        ("import(`./lang/${code}.js`)", "below ./lang/"),
        ("require('./lang/' + code)", "below ./lang/"),
        ("import.meta.glob(['./a/*.ts', '!./a/x.ts'])", "below ./a/"),
        ("require.context('../icons', true)", "below ../icons/"),
        ("import type { A } from './a'", ""),
        ("import type {\n  A,\n  B\n} from './a'", ""),
        ("import type from './a'", "./a"),
        ("import a from './a'\nexport type { B } from './b'", "./a"),
        ("// import a from './a'\nimport b from './b'", "./b"),
        ("/* import a from './a'\n*/ import b from './b' // from './c'", "./b"),
        ("const u = 'https://x'; import('./a')", "./a"),
        ("const g = './**/*.js'\nimport a from './a'\nconst h = '*/'", "./a"),
        ("transform('./a'); importance './b'", ""),
        ("import(\n// c\n'./a')", "./a"),
        ("import a from /* b */ './a'", "./a"),
        ("import a from // b\n'./a'", "./a"),
        ("import(dark ? './a' : './b')", "./a ./b"),
        ("require(mode === 'x' ? './a' : './b' + c)", "./a below ./b"),
        ("const path = './a'\nrequire(path)", "./a"),
        ("require.resolve('./a')", "./a"),
        ("require(mode === 'x/y' + z); require(v)", "below x/y"),
        ("import.meta.glob(['./(a|b).js', './c/*.js'])", "below ./ below ./c/"),
        ("import.meta.glob('/**/*.vue')", "below @/"),
        ("const t = `\n /* \n`\nimport a from './a'\nconst u = `\n */`", "./a"),
    ] {
        assert_eq!(asked("x.ts", text, false).join(" "), expected, "{text}");
    }
}

#[test]
fn comments_and_arguments_may_be_long() {
    let comment = "x ".repeat(10_000);
    let others = "'./x/y', ".repeat(5_000);
    for (text, expected) in [
        (format!("import a from /* {comment} */ './a'"), "./a"),
        (format!("import(/* {comment} */ // {comment}\n'./a')"), "./a"),
        (format!("import.meta.glob<{comment}>('./a/*')"), "below ./a/"),
        (format!("require(x ? [{others}] : './a')"), "./a"),
        (format!("import.meta.glob([{others}'./a/*'])"), "below ./a/"),
        ("// import.meta.glob\nimport.meta.glob('./a/*')".to_owned(), "below ./a/"),
        // Imports in each other's arguments.
        (format!("{}'./a'", "require(x, ".repeat(9)), "./a"),
    ] {
        let found = asked("x.ts", &text, false);
        let found = found.last().map_or("", String::as_str);
        assert_eq!(found, expected, "{}", text.chars().take(100).collect::<String>());
    }
}

#[test]
fn configurations_name_pages_and_components() {
    let listing = r#"{ "pages": [{ "path": "pages/a/a" }, { "path": "index" }], "subPackages": [{ "root": "shop/", "pages": [{ "path": "cart" }] }] }"#;
    assert_eq!(
        asked("pages.json", listing, true),
        ["named pages/a/a", "named index", "named shop+cart"]
    );
    let lists = "<script type=\"application/json\">\n{ \"pages\": [\"./a\"], \"packages\": [\"../b/app.mpx?root=b\", \"c\"] }</script>";
    assert_eq!(
        asked("app.mpx", lists, true),
        ["named ./a", "list ../b/app.mpx?root=b", "list c", "<script>"]
    );
    let page = "export default definePageConfig({ usingComponents: { 'my-card': '../../native/card' }, title: 'A b' })";
    assert_eq!(asked("pages/a.config.ts", page, false), ["named ../../native/card"]);
    assert_eq!(
        asked("app.config.ts", "export default { pages: [...readPages()] }", true),
        ["open"]
    );
    assert_eq!(
        asked("app.config.ts", "export default { pages: ['pages/a', ...more], x: f() }", true),
        ["named pages/a", "open"]
    );
    for (text, expected) in [
        (
            "import { all } from './all'\nimport b from './b'\nexport default { pages: all }",
            "./all ./b names from ./all",
        ),
        (
            "import * as x from './x'\nexport default { pages: [...x.home, 'a/b'] }",
            "./x named a/b names from ./x",
        ),
        (
            "const { pages } = require('./p')\nmodule.exports = { pages, window: {} }",
            "./p names from ./p",
        ),
        ("const more = ['a/b']\nexport default { pages: [...more] }", "named a/b"),
        ("export default { pages: list.map((one) => `pages/${one}/index`) }", "below /pages/ open"),
    ] {
        let found: Vec<String> = asked("app.config.ts", text, true);
        let found: Vec<&str> = found
            .iter()
            .map(String::as_str)
            .filter(|one| !one.starts_with("named ./") && !one.starts_with("perhaps"))
            .collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

#[test]
fn values_of_lists_are_followed_in_scripts() {
    for (text, expected) in [
        ("{ pages: ['a', more] }", "./m named a names from ./m"),
        ("{ pages: [x ? 'a/b' : 'c/d'] }", "./m named a/b named c/d"),
        ("{ pages: ['a'].concat(more) }", "./m named a names from ./m"),
        ("{ pages: x ? more : other }", "./m names from ./m open"),
        ("{ pages: more.map((one) => one.path) }", "./m names from ./m"),
        ("{ pages: [...Object.values(more)] }", "./m names from ./m"),
        ("{ pages: [...(x && more)] }", "./m names from ./m"),
        ("{ pages: [DEV ? 'a/b' : null] }", "./m named a/b"),
        ("{ subPackages: [{ pages: more, root: 'r' }] }", "./m names from r+./m"),
        ("{ subPackages: [{ root: R, pages: ['a'] }] }", "./m named a page a"),
        ("{ subPackages: [{ root: 'r', pages: ['a'] }, ...more] }", "./m named r+a names from ./m"),
        ("{ pages: [`${R}/b`, R + '/c'] }", "./m named /c page r/b page r/c"),
        ("{ pages: f() }\nfunction f() { return ['a/b'] }", "./m named a/b"),
        ("{ pages: unknown }", "./m open"),
        ("{ pages: fs.readdirSync('.') }", "./m open"),
        ("{ window: {} }", "./m"),
        ("{ window: { a: more } }", "./m"),
        ("{ ...more }", "./m perhaps from ./m"),
        ("f({ pages: ['a'] }, more)", "./m named a perhaps from ./m"),
        ("{ pages: [all.b] }\nconst all = { b: more }", "./m names from ./m"),
    ] {
        let text = format!("import more from './m'\nconst R = 'r'\nexport default {text}");
        let found = asked("app.config.ts", &text, true);
        let found: Vec<&str> = found
            .iter()
            .map(String::as_str)
            .filter(|one| !matches!(*one, "named ./m" | "named r"))
            .collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

#[test]
fn sub_packages_may_name_their_root_last() {
    let text = r#"{ "pages": [{ "path": "i" }], "subPackages": [{ "pages": [{ "path": "\u0063/d " }], "root": "r/" }] }"#;
    assert_eq!(asked("pages.json", text, true), ["named i", "named r+c/d"]);
}

#[test]
fn code_in_a_component_names_its_components() {
    for code in [
        "module.exports = { usingComponents: Object.assign({}, { b: './b' }) }",
        "const p = './b'\nmodule.exports = { usingComponents: { b: p } }",
        "module.exports = { usingComponents: { c: './c}' /* } */, b: './b' } }",
        "module.exports = { usingComponents: { b: x ? './b' : './c' } }",
    ] {
        let text = format!("<template><b/></template>\n<script name=\"json\">\n{code}\n</script>");
        let found = asked("a.mpx", &text, false);
        assert!(found.iter().any(|one| one == "named ./b"), "{code}: {found:?}");
    }
    for head in ["<script src = './b.js'>", "<script src=./b.js >"] {
        let found = asked("a.mpx", &format!("{head}</script>"), false);
        assert_eq!(found, ["named ./b.js", "<script>"], "{head}");
    }
}

#[test]
fn components_have_tags_and_sources() {
    let text = "<template>\n<!-- <old-card/> -->\n<MyCard/><my-list></my-list></template>\n<script src=\"./logic.js\"></script>";
    let found = asked("a.vue", text, false);
    assert!(
        ["named ./logic.js", "<my-card>", "<my-list>"]
            .iter()
            .all(|wanted| found.iter().any(|one| one == wanted)),
        "{found:?}"
    );
    assert!(!found.iter().any(|one| one == "<old-card>"), "{found:?}");
}
