use crate::{
    program::{FindSettings, find},
    tree::{MemoryTree, SourceTree as _, TreePath},
};

/// A uni-app program with this page.
fn uni_app(page: &str) -> MemoryTree {
    MemoryTree::new()
        .with("src/manifest.json", "{}")
        .with("src/pages.json", r#"{ "pages": [{ "path": "pages/a/a" }] }"#)
        .with("src/App.vue", "")
        .with("src/pages/a/a.vue", page)
}

fn chain(tree: &MemoryTree, file: &str) -> Option<String> {
    let program = find(tree, &FindSettings::default()).programs.remove(0);
    let chain = program.chain(&TreePath::new(file).expect("inside"))?;
    Some(chain.iter().map(TreePath::to_string).collect::<Vec<_>>().join(" > "))
}

#[test]
fn uni_app_pages_lead_to_imports_and_components_by_their_tags() {
    let tree = MemoryTree::new()
        .with("manifest.json", "{}")
        .with(
            "pages.json",
            r#"{ "pages": [{ "path": "pages/index/index" }], "subPackages": [{ "root": "shop", "pages": [{ "path": "cart/cart" }, { "path": "info" }] }] }"#,
        )
        .with("App.vue", "<script>import './util/log.js'</script>")
        .with("util/log.js", "")
        .with("pages/index/index.vue", "<template><u-map/></template>")
        .with("components/u-map/u-map.vue", "<script>import amap from '@/libs/amap.js'</script>")
        .with("libs/amap.js", "")
        .with("libs/old.js", "")
        .with("shop/cart/cart.vue", "")
        .with("shop/info.vue", "");
    for (file, expected) in [
        ("util/log.js", Some("pages.json > App.vue > util/log.js")),
        (
            "libs/amap.js",
            Some("pages.json > pages/index/index.vue > components/u-map/u-map.vue > libs/amap.js"),
        ),
        ("shop/cart/cart.vue", Some("pages.json > shop/cart/cart.vue")),
        ("shop/info.vue", Some("pages.json > shop/info.vue")),
        ("libs/old.js", None),
    ] {
        assert_eq!(chain(&tree, file).as_deref(), expected, "{file}");
    }
}

#[test]
fn taro_and_mpx_name_their_pages_in_their_own_files() {
    let taro = MemoryTree::new()
        .with("src/app.config.ts", "export default { pages: ['pages/index/index'] }")
        .with("src/app.tsx", "")
        .with("src/pages/index/index.tsx", "import Map from '../../components/map'")
        .with("src/components/map/index.tsx", "");
    assert_eq!(
        chain(&taro, "src/components/map/index.tsx").as_deref(),
        Some("src/app.config.ts > src/pages/index/index.tsx > src/components/map/index.tsx")
    );
    let mpx = MemoryTree::new()
        .with("src/app.mpx", "<script type=\"application/json\">{ \"pages\": [\"./pages/index\"] }</script>")
        .with(
            "src/pages/index.mpx",
            "<script type='application/json'>{ \"usingComponents\": { \"x\": \"../components/x\" } }</script>",
        )
        .with("src/components/x.mpx", "");
    assert_eq!(
        chain(&mpx, "src/components/x.mpx").as_deref(),
        Some("src/app.mpx > src/pages/index.mpx > src/components/x.mpx")
    );
}

/// Why every source of a Taro program with this configuration counts, if so.
fn why_open(configuration: &str, module: &str) -> Option<String> {
    let tree = MemoryTree::new()
        .with("src/app.config.ts", configuration)
        .with("src/list.ts", module)
        .with("src/app.tsx", "")
        .with("src/pages/index/index.tsx", "");
    let program = find(&tree, &FindSettings::default()).programs.remove(0);
    program.open.map(|why| why.en)
}

#[test]
fn lists_beyond_a_limit_make_every_source_count() {
    let joined = |count: usize, item: &dyn Fn(usize) -> String, between: &str| {
        (0..count).map(item).collect::<Vec<_>>().join(between)
    };
    let times = |count: usize, item: &dyn Fn(usize) -> String| joined(count, item, ", ");
    let index = "'pages/index/index'";
    let packages = |count, pages: &str| {
        let package = |at| format!("{{ root: 'r{at}', pages: {pages} }}");
        format!("export default {{ pages: [{index}], subPackages: [{}] }}", times(count, &package))
    };
    let many = |count| {
        let names = times(100, &|at| format!("'x/{at}'"));
        format!("const list = [{names}]\n{}", packages(count, "list"))
    };
    let constants = |count, value: &dyn Fn(usize) -> String| {
        joined(count, &|at| format!("const c{} = {}", at + 1, value(at)), "\n")
    };
    let nested = |count| {
        let constants = constants(count, &|at| format!("c{at}"));
        format!(
            "const c0 = 'pages/'\n{constants}\nexport default {{ pages: [c{count} + 'index/index'] }}"
        )
    };
    let long = |length| {
        format!(
            "const p = 'pages/index/index?{}'\nexport default {{ pages: [p + ''] }}",
            "x".repeat(length)
        )
    };
    let doubled = |count| {
        let constants = constants(count, &|at| format!("c{at} + c{at}"));
        let sums = times(100, &|_| format!("c{count}"));
        format!("const c0 = ''\n{constants}\nexport default {{ pages: [{index}, {sums}] }}")
    };
    let imported = |count| format!("import list from './list'\n{}", packages(count, "list"));
    for (configuration, is_open) in [
        (many(99), false),
        (many(101), true),
        (imported(64), false),
        (imported(65), true),
        (nested(13), false),
        (nested(15), true),
        (long(4_000), false),
        (long(4_100), true),
        (doubled(2), false),
        (doubled(11), true),
    ] {
        let why = why_open(&configuration, "export default ['x/y']");
        let said = why.as_ref().is_some_and(|why| why.ends_with("so every source counts"));
        assert_eq!(
            said,
            is_open,
            "{why:?}: {}",
            configuration.chars().take(300).collect::<String>()
        );
    }
    // The strings of a module, in each of its sub-packages.
    for (count, is_open) in [(1_600, false), (1_700, true)] {
        let module = format!("export default [{}]", times(count, &|at| format!("'x/{at}'")));
        assert_eq!(why_open(&imported(60), &module).is_some(), is_open, "{count}");
    }
}

#[test]
fn imported_modules_that_are_not_here_are_named() {
    let script = r"
        import api from '../../gen/api'
        import { b } from '@/gen/b.ts'
        import icon from './icon.png'
        import type { T } from './gone'
        import { U } from '../../types/u'
        import notes from './notes?raw'
        import { V } from '../../types/u.js'
        import pb from '../../gen/c.pb'
        const code = `import X from './Example'`
        // import old from './old'
        import other from './other'
    ";
    let page = format!(
        "<docs>import D from './doc'</docs><script>{script}</script><style lang='scss'>@import './mixins';</style>"
    );
    let tree = uni_app(&page)
        .with("src/pages/a/other.js", "")
        .with("src/pages/a/_mixins.scss", "")
        .with("src/types/u.d.ts", "")
        .with("src/unused.js", "import './neither'");
    let program = find(&tree, &FindSettings::default()).programs.remove(0);
    let [note] = program.doubtful_names.as_slice() else { panic!("{:?}", program.doubtful_names) };
    assert!(
        note.en.starts_with(
            "imported modules that are not here and were not looked at: @/gen/b.ts (imported in \
             src/pages/a/a.vue), src/gen/api (imported in src/pages/a/a.vue), src/gen/c.pb (imported in \
             src/pages/a/a.vue); if a build"
        ),
        "{}",
        note.en,
    );
}

#[test]
fn a_list_of_components_is_found_behind_the_word_in_a_text() {
    for before in [
        "/** 注意：`usingComponents` 见下 */",
        "// 'usingComponents' /* see\n/* x */",
        "const text = 'usingComponents: {'",
        "const note = `usingComponents",
    ] {
        let script = format!(
            "{before}\nexport default {{ config: {{ usingComponents: {{ x: '../../ui/x' }} // 与 `app.json` 相同\n }} }}"
        );
        let page = format!("<template><x/></template><script>{script}</script>");
        let tree = uni_app(&page).with("src/ui/x.vue", "");
        assert!(chain(&tree, "src/ui/x.vue").is_some(), "{before}");
    }
}

/// The packages that a program imports and that are not in the tree.
fn missing(tree: &MemoryTree) -> Vec<String> {
    let program = find(tree, &FindSettings::default()).programs.remove(0);
    program.missing.into_iter().map(|package| package.name).collect()
}

#[test]
fn not_every_string_with_a_slash_is_a_package() {
    let taro = MemoryTree::new()
        .with("src/app.config.ts", "export default { pages: ['i'] }")
        .with(
            "src/app.ts",
            "import 'lodash'\nstore.commit('cart/setData')\nf({ header: { 'content-type': 'application/json' } })",
        )
        .with("src/i.tsx", "");
    assert_eq!(missing(&taro), ["lodash"]);
    let page = "<script name='json'>const parts = { a: 'vant/a' }\nmodule.exports = { usingComponents: { ...parts } }</script>";
    let mpx = MemoryTree::new()
        .with("src/app.mpx", "<script type='application/json'>{ \"pages\": [\"./i\"] }</script>")
        .with("src/i.mpx", page);
    assert_eq!(missing(&mpx), ["vant"]);
}

#[test]
fn installed_sub_packages_and_pages_are_missing() {
    for (app, expected) in [
        (r#"{ "pages": [], "packages": ["@x/g/app.mpx?root=q"] }"#, "@x/g"),
        (r#"{ "pages": ["@x/g/z"] }"#, "@x/g"),
        (r#"{ "pages": ["./i"], "packages": ["@x/g/app.mpx?root=q"] }"#, "@x/g"),
    ] {
        let block = format!("<script type=\"application/json\">{app}</script>");
        let tree = MemoryTree::new().with("src/app.mpx", block).with("src/i.mpx", "");
        assert_eq!(missing(&tree), [expected], "{app}");
    }
}

#[test]
fn the_pages_of_an_installed_sub_package_are_imported() {
    let package = MemoryTree::new()
        .with("package.json", r#"{ "name": "@x/g" }"#)
        .with("app.mpx", "<script type=\"application/json\">{ \"pages\": [\"./z\"] }</script>")
        .with("z.mpx", "<script>wx.getLocation()</script>")
        .with("unused.mpx", "");
    let specifiers = ["@x/g/app.mpx?root=q".to_owned()].into();
    let found = super::imported(&package, "@x/g", &specifiers, false);
    let files = found.tree.list(&|_| true).files;
    assert_eq!(files.iter().map(TreePath::as_str).collect::<Vec<_>>(), ["app.mpx", "z.mpx"]);
}

#[test]
fn the_folder_beside_the_sources_of_mpvue_is_copied() {
    let tree = MemoryTree::new()
        .with("package.json", r#"{ "dependencies": { "mpvue": "2" } }"#)
        .with("src/app.json", r#"{ "pages": ["pages/a/main", "^pages/b/main"] }"#)
        .with("src/main.js", "")
        .with("src/App.vue", "")
        .with("src/pages/a/main.js", "")
        .with("src/pages/b/main.js", "")
        .with("static/a.js", "");
    assert!(chain(&tree, "static/a.js").is_some());
    let program = find(&tree, &FindSettings::default()).programs.remove(0);
    assert_eq!(program.problems, []);
}
