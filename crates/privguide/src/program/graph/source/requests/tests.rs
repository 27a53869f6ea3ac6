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
        Requested::ListFrom(name) => format!("names from {name}"),
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
    ] {
        assert_eq!(asked("x.ts", text, false).join(" "), expected, "{text}");
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
        ["named pages/a"]
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
        let found: Vec<&str> =
            found.iter().map(String::as_str).filter(|one| !one.starts_with("named ./")).collect();
        assert_eq!(found.join(" "), expected, "{text}");
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
