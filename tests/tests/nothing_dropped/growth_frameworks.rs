//! Dimensions of sources that a framework compiles: page lists, imports, components, templates.

use privguide::tree::MemoryTree;

use super::growth::{Grows, lines};
use crate::DECLARATIONS;

/// A uni-app program with a page.
fn uni(page: &str) -> MemoryTree {
    MemoryTree::new()
        .with("privguide.toml", DECLARATIONS)
        .with("src/manifest.json", "{ \"mp-weixin\": { \"appid\": \"wx1\" } }")
        .with("src/pages.json", "{ \"pages\": [{ \"path\": \"pages/a/a\" }] }")
        .with("src/main.js", "import App from './App.vue'")
        .with("src/App.vue", "<script>export default {}</script>")
        .with("src/pages/a/a.vue", page)
        .with("src/b.js", "")
}

/// A uni-app program whose page has this script.
fn uni_script(script: &str) -> MemoryTree {
    uni(&format!("<template><view/></template>\n<script>{script}</script>"))
}

/// A uni-app program whose page imports this module.
fn uni_module(script: &str) -> MemoryTree {
    uni_script("import '../../b'").with("src/b.js", script)
}

/// A Taro program with this configuration.
fn taro(configuration: &str) -> MemoryTree {
    MemoryTree::new()
        .with("privguide.toml", DECLARATIONS)
        .with("package.json", "{ \"dependencies\": { \"@tarojs/taro\": \"3\" } }")
        .with("config/index.js", "module.exports = {}")
        .with("src/app.ts", "")
        .with("src/app.config.ts", configuration)
        .with("src/pages/a/a.tsx", "export default () => null")
}

fn items(count: usize, item: impl Fn(usize) -> String) -> String {
    lines(count, |at| format!("{},", item(at)))
}

/// See [`super::growth`].
pub const LISTS: &[(&str, usize, Grows)] = &[
    ("words that name lists of components", 3_000, |n| {
        uni_script(&format!("{}{}", "usingComponents ".repeat(n), "'x/y'".repeat(10)))
    }),
    ("lists of components in one another", 3_000, |n| {
        uni_script(&format!("{}{}", "usingComponents: { ".repeat(n), "'x/y'".repeat(10)))
    }),
    ("imports in one another", 10_000, |n| uni_module(&"require(".repeat(n))),
    ("imports of one constant", 500, |n| uni_module(&"p = './a'\nrequire(p)\n".repeat(n))),
    ("imports before comments without an end", 10_000, |n| uni_module(&"from/*".repeat(n))),
    ("imports before comments", 10_000, |n| uni_module(&"from//".repeat(n))),
    ("comments without an end", 2_500, |n| uni_module(&" /*\n".repeat(n))),
    ("comments of markup without an end", 2_500, |n| {
        uni(&format!("<template>{}</template>", "<!--\n".repeat(n)))
    }),
    ("comments in one line", 5_000, |n| uni_module(&"/**/ ".repeat(n))),
    ("imports before a chain of comments", 1_500, |n| {
        uni_module(&format!("{}*/{}", "from/*".repeat(n), "/**/".repeat(n)))
    }),
    ("attributes of one tag", 5_000, |n| {
        let attributes = "a=\"b\" ".repeat(n);
        uni(&format!(
            "<script>usingComponents</script>\n<template>\n<view\n{attributes}/></template>"
        ))
    }),
    ("strings of a module with pages of many sub-packages", 500, |n| {
        let packages = items(60, |at| format!("{{ root: 'r{at}', pages: c }}"));
        taro(&format!("import c from './c'\nexport default {{ pages: ['pages/a/a'], subPackages: [{packages}] }}"))
            .with("src/c.ts", format!("export default [{}]", items(n, |at| format!("'p{at}/x'"))))
    }),
    ("groups in a target of easycom", 500, |n| {
        let target = "$1".repeat(n);
        let pages = format!(
            "{{ \"pages\": [{{ \"path\": \"pages/a/a\" }}], \"easycom\": {{ \"custom\": {{ \"^x(.*)\": \"{target}\", \"^y(.)(.*)$\": \"{target}\" }} }} }}"
        );
        let tags = format!("<x{0}/><y{0}/>", "a".repeat(n));
        uni(&format!("<template>{tags}</template>")).with("src/pages.json", pages)
    }),
    ("imports of modules that are not here", 500, |n| {
        uni_module(&lines(n, |at| format!("import './gone{at}'")))
    }),
    ("calls that make an element, in a text", 2_500, |n| {
        taro("export default { pages: ['pages/a/a'] }").with(
            "src/pages/a/a.tsx",
            format!("import {{ Button }} from '@tarojs/components';`{}`", "f(Button,{".repeat(n)),
        )
    }),
    ("statements without a specifier", 5_000, |n| uni_module(&"import type { a }, ".repeat(n))),
    ("globs without a pattern", 10_000, |n| uni_module(&"import.meta.glob ".repeat(n))),
    ("tags of templates without an end", 5_000, |n| {
        uni(&format!("<template>{}</template>", "<template ".repeat(n)))
    }),
    ("lists of pages in one another", 1_500, |n| {
        let (open, close) = ("[".repeat(n), "]".repeat(n));
        taro(&format!("export default {{ pages: {open}{}{close} }}", "'a/b',".repeat(n)))
    }),
    ("sub-packages with one constant", 150, |n| {
        let pages = items(n, |at| format!("'p{at}/x'"));
        let packages = items(n, |at| format!("{{ root: 'r{at}', pages: c }}"));
        taro(&format!(
            "const c = [{pages}]\nexport default {{ pages: ['pages/a/a'], subPackages: [{packages}] }}"
        ))
    }),
    ("sub-packages with one module", 150, |n| {
        let pages = items(n, |at| format!("'p{at}/x'"));
        let packages = items(n, |at| format!("{{ root: 'r{at}', pages: c }}"));
        taro(&format!("import c from './c'\nexport default {{ pages: ['pages/a/a'], subPackages: [{packages}] }}"))
            .with("src/c.ts", format!("export default [{pages}]"))
    }),
    ("elements that may be any component", 400, |n| {
        let tags = lines(n, |at| format!("<x{at} :kind=\"k\"/>"));
        let page = format!("<template>{tags}</template><script>import '../../b'</script>");
        let tree = uni(&page).with("src/b.js", lines(n, |at| format!("import './c{at}.vue'")));
        (0..n).fold(tree, |tree, at| {
            tree.with(
                &format!("src/c{at}.vue"),
                "<template><button :open-type=\"kind\"/></template><script>export default { props: ['kind'] }</script>",
            )
        })
    }),
    ("values that are assigned", 2_000, |n| {
        let script = format!(
            "{}{}",
            lines(n, |at| format!("let v{at} = ''")),
            lines(n, |at| format!("v{at} = 'x'"))
        );
        uni(&format!(
            "<template><button :open-type=\"v0\"/></template><script setup>{script}</script>"
        ))
    }),
    ("entities in the code of a template", 5_000, |n| {
        let entities = "1 &lt; ".repeat(n);
        uni(&format!("<template><view :a=\"f({entities} 1)\"/></template>"))
    }),
    ("attributes between spreads", 1_500, |n| {
        taro("export default { pages: ['pages/a/a'] }").with(
            "src/pages/a/a.tsx",
            format!(
                "import T from '@tarojs/taro'; import X from './x'; export default p => <X {}/>",
                lines(n, |at| format!("{{...p}} a{at}={{T}}"))
            ),
        )
    }),
    ("interpolations with code", 2_000, |n| {
        uni(&format!("<template>{}</template>", "{{ f('x') }}\n".repeat(n)))
    }),
    ("handlers of loops in one another", 500, |n| {
        let loops = lines(n, |at| format!("<a v-for=\"x{at} in l\" @tap=\"f(x{at})\">"));
        uni(&format!("<template>{loops}</template>"))
    }),
    ("loops in one another", 500, |n| {
        let loops = lines(n, |at| format!("<a v-for=\"({{ x{at} }}) in l\">"));
        uni(&format!("<template>{loops}<button :open-type=\"x0\"/></template>"))
    }),
    ("attributes that are spread, in one line", 4_000, |n| {
        taro("export default { pages: ['pages/a/a'] }").with(
            "src/pages/a/a.tsx",
            format!("import {{ Button }} from '@tarojs/components';{}", "f({...a});".repeat(n)),
        )
    }),
    ("comments before spreads, in one line", 2_000, |n| {
        taro("export default { pages: ['pages/a/a'] }").with(
            "src/pages/a/a.tsx",
            format!("import {{ Button }} from '@tarojs/components';{}", "/* */...a*/".repeat(n)),
        )
    }),
    ("calls of names from one list", 1_500, |n| {
        let list = items(25, |at| format!("'n{at}x'"));
        let calls = lines(n, |_| "l.forEach(n => wx[n]())".to_owned());
        uni_module(&format!("const l = [{list}]\n{calls}"))
    }),
];
