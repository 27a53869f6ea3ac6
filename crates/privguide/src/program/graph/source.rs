//! The graph of a framework's sources: which page, component or module names which other. Only for chains: what such a program uploads
//! is decided by its compiler, so every file counts as reachable.
//!
//! The sources are read by words, not by a grammar: `from`, `import` and `require` before a string, names of components in
//! configurations, and tags that uni-app turns into components. A word in a comment may add an edge; none is missing for it.

use std::collections::VecDeque;

use super::{super::Program, Edge, Graph, request::Sight};
use crate::tree::{SourceTree, TreePath};

/// Files that list the pages, the first that is there.
const ENTRIES: [&str; 13] = [
    "pages.json",
    "app.config.ts",
    "app.config.js",
    "app.mpx",
    "app.wpy",
    "app.cml",
    "app.tsx",
    "app.jsx",
    "app.ts",
    "app.js",
    "app.json",
    "main.js",
    "main.ts",
];

/// Files that run whatever the pages are.
const SHELLS: [&str; 11] =
    ["App.vue", "App.uvue", "main.js", "main.ts", "main.uts", "app.ts", "app.js", "app.tsx", "app.jsx", "app.mpx", "app.wpy"];

/// Builds the graph of a program that a framework compiles.
pub(in crate::program) fn build_from_sources(tree: &dyn SourceTree, program: &Program) -> Graph {
    let at_root = |name: &&str| program.root.join(name).and_then(|path| program.index_of(path.as_str()));
    let Some(entry) = ENTRIES.iter().find_map(at_root) else {
        return Graph::default();
    };
    let mut sources = Sources { program, edges: vec![Vec::new(); program.files.len()], next: VecDeque::from([entry]) };
    let mut seen = vec![false; program.files.len()];
    seen[entry] = true;
    for shell in SHELLS.iter().filter_map(at_root).filter(|shell| *shell != entry) {
        sources.link(entry, shell, 0);
    }
    while let Some(from) = sources.next.pop_front() {
        let path = &program.files[from].path;
        if !is_source(path) && from != entry {
            continue;
        }
        let Ok(source) = tree.source(path) else { continue };
        let text = source.text();
        sources.imports(from, text);
        if from == entry || matches!(path.extension(), "mpx" | "wpy" | "cml" | "json") || path.name().contains(".config.") {
            sources.names(from, text, from == entry);
        }
        if matches!(path.extension(), "vue" | "nvue" | "uvue") {
            sources.tags(from, text);
        }
        let reached: Vec<usize> = sources.edges[from].iter().map(|edge| edge.to as usize).collect();
        for to in reached {
            if !std::mem::replace(&mut seen[to], true) {
                sources.next.push_back(to);
            }
        }
    }
    Graph::new(sources.edges, Some(entry))
}

fn is_source(path: &TreePath) -> bool {
    matches!(path.extension(), "js" | "ts" | "jsx" | "tsx" | "mjs" | "uts" | "vue" | "nvue" | "uvue" | "mpx" | "wpy" | "cml")
}

struct Sources<'p> {
    program: &'p Program,
    edges: Vec<Vec<Edge>>,
    next: VecDeque<usize>,
}

impl Sources<'_> {
    fn link(&mut self, from: usize, to: usize, at: usize) {
        let index = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        if from != to {
            self.edges[from].push(Edge { to: index(to), at: index(at), sight: Sight::Runtime });
        }
    }

    fn link_named(&mut self, from: usize, name: &str, at: usize) -> bool {
        let path = self.program.resolve_script(&self.program.files[from].path, name);
        let Some(to) = path.and_then(|path| self.program.index_of(path.as_str())) else {
            return false;
        };
        self.link(from, to, at);
        true
    }

    /// `from '…'`, `import '…'`, `import('…')`, `require('…')`.
    fn imports(&mut self, from: usize, text: &str) {
        for word in ["from", "import", "require"] {
            for at in memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()) {
                let rest = text[at + word.len()..].trim_start();
                let rest = rest.strip_prefix('(').map_or(rest, str::trim_start);
                if let Some(name) = quoted(rest) {
                    self.link_named(from, name, at);
                }
            }
        }
    }

    /// Strings that name pages and components: below the folder of the sub-package where that is said, from the root, or beside.
    fn names(&mut self, from: usize, text: &str, is_entry: bool) {
        let mut package = "";
        let mut at = 0;
        while let Some(found) = memchr::memchr2(b'"', b'\'', &text.as_bytes()[at..]) {
            let start = at + found;
            let Some(name) = quoted(&text[start..]) else {
                at = start + 1;
                continue;
            };
            at = start + name.len() + 2;
            let key = text[..start].trim_end().strip_suffix(':').map_or("", |head| head.trim_end().trim_end_matches(['"', '\'']));
            if is_entry && key.ends_with("root") {
                package = name.trim_matches('/');
                continue;
            }
            if name.is_empty() || name.contains(' ') || name.contains("://") {
                continue;
            }
            let in_package = is_entry && !package.is_empty() && self.link_named(from, &format!("/{package}/{name}"), start);
            if !in_package && name.contains('/') {
                let _ = self.link_named(from, &format!("/{}", name.trim_start_matches('/')), start)
                    || name.starts_with('.') && self.link_named(from, name, start);
            }
        }
    }

    /// Tags that stand for components without any import.
    fn tags(&mut self, from: usize, text: &str) {
        for at in memchr::memchr_iter(b'<', text.as_bytes()) {
            let rest = &text[at + 1..];
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
            let tag = &rest[..end];
            if !tag.contains('-') {
                continue;
            }
            let component = self.program.easycom(tag).and_then(|path| self.program.index_of(path.as_str()));
            if let Some(to) = component {
                self.link(from, to, at);
            }
        }
    }
}

/// The text between the quotes that a text begins with.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let (name, _) = text[1..].split_once(quote)?;
    (name.len() < 200 && !name.contains('\n')).then_some(name)
}

#[cfg(test)]
mod tests {
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
            ("libs/amap.js", Some("pages.json > pages/index/index.vue > components/u-map/u-map.vue > libs/amap.js")),
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
}
