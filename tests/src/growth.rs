//! Generators of programs of any size, one for each kind of growth. They are used to compare the
//! work for sizes n, 2n and 4n.
//!
//! `cargo test -p privguide-tests --test growth` counts steps of the value engine,
//! `cargo xtask oracle --growth` measures time and memory.

mod programs;

use privguide::tree::MemoryTree;

use self::programs::{
    bundle, chain, class_chain, export_cycle, importers, lines, mixins, modules, nested, page,
};

/// One kind of growth.
pub struct Generator {
    /// What there are `n` of.
    pub name: &'static str,
    /// Creates the files beside the page, and the page's script.
    make: fn(usize) -> Files,
}

/// Paths with texts.
type Files = Vec<(String, String)>;

impl Generator {
    /// The program of size `n`.
    #[must_use]
    pub fn program(&self, n: usize) -> MemoryTree {
        let tree = MemoryTree::new()
            .with("app.json", r#"{"pages":["pages/a/a"]}"#)
            .with("app.js", "App({})")
            .with("pages/a/a.wxml", "");
        (self.make)(n).into_iter().fold(tree, |tree, (path, text)| tree.with(&path, text))
    }
}

/// Every generator.
pub const GENERATORS: [Generator; 39] = [
    Generator {
        name: "aliases",
        make: |n| {
            chain(n, "const v0 = wx", |i, p| format!("const v{i} = v{p}"), "v@.getLocation()")
        },
    },
    Generator { name: "class chain", make: class_chain },
    Generator {
        name: "wrapper chain",
        make: |n| {
            chain(
                n,
                "const v0 = o => wx.getLocation(o)",
                |i, p| format!("const v{i} = o => v{p}({{ ...o, k{i}: 1 }})"),
                "v@({})",
            )
        },
    },
    Generator {
        name: "handler table",
        make: |n| {
            page(&format!(
                "const table = {{\n{}}}\nPage({{ onTap(e) {{ table[e.type](wx) }} }})",
                lines(n, |i| format!("h{i}: api => api.m{i}({{}}),"))
            ))
        },
    },
    Generator {
        name: "concatenation",
        make: |n| {
            page(&format!(
                "let s = 'get'\n{}wx[s]({{}})",
                lines(n, |i| format!("if (Math.random() > 0.5) s = s + 'Part{i}'"))
            ))
        },
    },
    Generator { name: "export * cycle", make: export_cycle },
    Generator {
        name: "spreads",
        make: |n| {
            chain(
                n,
                "const v0 = { api: wx }",
                |i, p| format!("const v{i} = {{ ...v{p}, k{i}: {i} }}"),
                "v@.api.getLocation()",
            )
        },
    },
    Generator {
        name: "proxies",
        make: |n| {
            chain(
                n,
                "const v0 = { api: wx }",
                |i, p| format!("const v{i} = new Proxy(v{p}, {{}})"),
                "v@.api.getLocation()",
            )
        },
    },
    Generator { name: "bundle", make: bundle },
    Generator { name: "nested functions", make: nested },
    Generator {
        name: "if chain",
        make: |n| {
            page(&format!(
                "function pick(x) {{\nlet f\n{}return f\n}}\npick(1)(wx)",
                lines(n, |i| format!("if (x === {i}) {{ f = api => api.m{i}({{}}) }} else"))
                    + "f = null\n"
            ))
        },
    },
    Generator {
        name: "listeners",
        make: |n| {
            page(&format!(
                "const all = []\nconst on = f => all.push(f)\n{}all.forEach(f => f(wx))",
                lines(n, |i| format!("on(api => api.m{i}({{}}))"))
            ))
        },
    },
    Generator {
        name: "object literal",
        make: |n| {
            page(&format!(
                "const names = {{\n{}}}\nPage({{ onTap(e) {{ wx[names[e.type]]({{}}) }} }})",
                lines(n, |i| format!("k{i}: 'name{i}',"))
            ))
        },
    },
    Generator {
        name: "list",
        make: |n| {
            page(&format!(
                "const list = [\n{}]\nlist.forEach(one => one.run(wx))",
                lines(n, |i| format!("{{ run: api => api.m{i}({{}}) }},"))
            ))
        },
    },
    Generator { name: "mixins", make: mixins },
    Generator {
        name: "bus with many events",
        make: |n| {
            page(&format!(
                "const all = {{}}\nconst on = (e, f) => {{ (all[e] = all[e] || []).push(f) }}\nconst emit = (e, x) => all[e].forEach(f => f(x))\n{}emit('e1', wx)",
                lines(n, |i| format!("on('e{i}', api => api.m{i}({{}}))"))
            ))
        },
    },
    Generator {
        name: "deep members",
        make: |n| {
            chain(
                n,
                "const v0 = { api: wx }",
                |i, p| format!("const v{i} = {{ a: v{p} }}"),
                "let at = v@\nwhile (at.a) at = at.a\nat.api.getLocation()",
            )
        },
    },
    Generator { name: "importers of one module", make: importers },
    Generator {
        name: "modules that import each other",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "import {{ f{a} }} from './m{a}'\nimport {{ f{b} }} from './m{b}'\nexport const f{i} = x => x ? f{a}(x.a) : f{b}({i})\n",
                        a = (i + 1) % n,
                        b = (i * 7 + 3) % n
                    )
                },
                "import { f0 } from '../../m0'\nf0({})",
            )
        },
    },
    Generator {
        name: "a chain of modules that hand the host on",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "import {{ f{next} }} from './m{next}'\nexport const f{i} = x => f{next}(x)\n",
                        next = i + 1
                    )
                },
                "import { f0 } from '../../m0'\nf0(wx)",
            )
        },
    },
    Generator {
        name: "many chains of modules that hand the host on",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "import {{ f{next} }} from './m{next}'\nexport const f{i} = x => {}\n{}",
                        if i % 10 == 9 {
                            format!("x.m{i}({{}})")
                        } else {
                            format!("f{}(x)", i + 1)
                        },
                        if i % 10 == 0 {
                            format!("f{i}(wx)\nwx.getLocation({{}})")
                        } else {
                            String::new()
                        },
                        next = i + 1
                    )
                },
                "",
            )
        },
    },
    Generator {
        name: "names of the global object",
        make: |n| {
            modules(
                n,
                |i| format!("globalThis.g{i} = o => g{}(o)\nwx.getLocation({{}})\n", (i + 1) % n),
                "g0(wx)",
            )
        },
    },
    Generator {
        name: "one name of the global object",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "shared = {{ f{i}: x => x }}\nshared.f{}({{}})\nwx.getLocation({{}})\n",
                        (i + 1) % n
                    )
                },
                "",
            )
        },
    },
    Generator {
        name: "names of the global object that are worked out",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "globalThis['a' + Math.random()] = x => x\nglobalThis[b{i}]({{}})\nwx.getLocation({{}})\n"
                    )
                },
                "",
            )
        },
    },
    Generator {
        name: "fields of the app",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "const app = getApp()\napp.f{i} = () => {i}\napp.f{}()\nwx.getLocation({{}})\n",
                        (i + 1) % n
                    )
                },
                "",
            )
        },
    },
    Generator {
        name: "one field of the app",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "getApp().globalData.list.push({i})\ngetApp().globalData.user = {{ n{i}: {i} }}\nwx.getLocation({{}})\n"
                    )
                },
                "",
            )
        },
    },
    Generator {
        name: "fields of the app that many read",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "const data = getApp().globalData\nwx.getLocation({{ type: data.a{i}, b: data.b{} }})\n",
                        i / 2
                    )
                },
                "",
            )
        },
    },
    Generator {
        name: "fields put onto the host",
        make: |n| {
            modules(
                n,
                |i| format!("wx.p{i} = x => x\nwx.p{}({{}})\nwx.getLocation({{}})\n", (i + 1) % n),
                "",
            )
        },
    },
    Generator {
        name: "a chain of export *",
        make: |n| {
            modules(
                n,
                |i| format!("export * from './m{}'\nexport const v{i} = wx\n", i + 1),
                "import * as all from '../../m0'\nall.v0.getLocation()",
            )
        },
    },
    Generator {
        name: "modules that one module imports",
        make: |n| {
            modules(
                n,
                |i| format!("export const f{i} = x => x.a{i}\n"),
                "@import { f# } from '../../m#'\nf#({ a: 1 }).b()",
            )
        },
    },
    Generator {
        name: "modules that throw and catch",
        make: |n| {
            modules(
                n,
                |i| {
                    format!(
                        "try {{ if (a) throw {{ e{i}: 1 }} }} catch (e) {{ e.m{i}() }}\nwx.getLocation({{}})\n"
                    )
                },
                "",
            )
        },
    },
    Generator {
        name: "templates",
        make: |n| {
            chain(n, "const v0 = 'get'", |i, p| format!("const v{i} = `${{v{p}}}x`"), "wx[v@]({})")
        },
    },
    Generator {
        name: "recursive functions",
        make: |n| {
            page(&format!(
                "{}f0(wx)",
                lines(n, |i| format!(
                    "function f{i}(x) {{ x.m{i}; return f{}(x) }}",
                    (i * 7 + 1) % n
                ))
            ))
        },
    },
    Generator {
        name: "Object.assign chain",
        make: |n| {
            chain(
                n,
                "const v0 = { api: wx }",
                |i, p| format!("const v{i} = Object.assign({{ k{i}: {i} }}, v{p})"),
                "v@.api.getLocation()",
            )
        },
    },
    Generator {
        name: "callers of one function",
        make: |n| {
            page(&format!(
                "const go = f => f(wx)\n{}",
                lines(n, |i| format!("go(api => {{ const x{i} = api; x{i}.m{i}({{}}) }})"))
            ))
        },
    },
    Generator {
        name: "promises",
        make: |n| {
            chain(
                n,
                "const v0 = Promise.resolve(wx)",
                |i, p| format!("const v{i} = v{p}.then(x => x)"),
                "v@.then(api => api.getLocation())",
            )
        },
    },
    Generator {
        name: "members of a package that get the platform",
        make: |n| {
            page(&format!(
                "const v0 = require('beyond')\n{}",
                lines(n, |i| format!(
                    "const v{} = v{i}.next(() => v{}); v{i}.use(wx)",
                    i + 1,
                    i / 2
                ))
            ))
        },
    },
    Generator {
        name: "stores behind unknown members of the global object",
        make: |n| {
            page(&format!(
                "let v0 = globalThis.shared\n{}",
                lines(n, |i| format!(
                    "const v{} = c ? v{i} : v{}.next; v{i}.api = wx",
                    i + 1,
                    i / 2
                ))
            ))
        },
    },
    Generator {
        name: "instances",
        make: |n| {
            page(&format!(
                "class Box {{ constructor(api) {{ this.api = api }} get() {{ return this.api }} }}\n{}",
                lines(n, |i| format!("new Box(wx).get().m{i}({{}})"))
            ))
        },
    },
];
