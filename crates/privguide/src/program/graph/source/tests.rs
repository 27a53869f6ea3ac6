use crate::{
    program::{FindSettings, find},
    tree::{MemoryTree, TreePath},
};

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
