//! The programs of the generators, by size.

use std::fmt::Write as _;

use super::Files;

/// The page's script. It contains a use, so that it is analysed.
pub(super) fn page(text: &str) -> Files {
    vec![("pages/a/a.js".to_owned(), format!("{text}\nwx.getLocation({{}})\n"))]
}

pub(super) fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "{}", line(at));
        text
    })
}

/// A chain of declarations that each refer to the previous one; `@` in the last line is the last
/// number.
pub(super) fn chain(
    n: usize,
    first: &str,
    link: impl Fn(usize, usize) -> String,
    last: &str,
) -> Files {
    let links = lines(n, |at| link(at + 1, at));
    page(&format!("{first}\n{links}{}", last.replace('@', &n.to_string())))
}

pub(super) fn class_chain(n: usize) -> Files {
    let classes =
        lines(n, |i| format!("class C{} extends C{i} {{ m{i}() {{ return this.api }} }}", i + 1));
    page(&format!(
        "class C0 {{ constructor(api) {{ this.api = api }} }}\n{classes}new C{n}(wx).m0().getLocation()"
    ))
}

pub(super) fn export_cycle(n: usize) -> Files {
    let module = |i: usize| {
        (
            format!("m{i}.js"),
            format!("export * from './m{}'\nexport const v{i} = wx\n", (i + 1) % n),
        )
    };
    let mut files: Files = (0..n).map(module).collect();
    files.extend(page("import { v0 } from '../../m1'\nv0.getLocation()"));
    files
}

pub(super) fn bundle(n: usize) -> Files {
    let modules = lines(n, |i| {
        format!(
            "{i}: function (module, exports, r) {{ exports.host = r({}).host; exports.host.m{i} }},",
            i + 1
        )
    });
    page(&format!(
        "(function (modules) {{\nvar done = {{}}\nfunction r(i) {{\nif (done[i]) return done[i].exports\nvar m = done[i] = {{ exports: {{}} }}\n\
         modules[i].call(m.exports, m, m.exports, r)\nreturn m.exports\n}}\nreturn r(0)\n}})({{\n{modules}{n}: function (module, exports) {{ \
         exports.host = wx; wx.getLocation() }}\n}})"
    ))
}

/// Functions nested twenty deep, repeated as often as needed: the depth is limited separately.
pub(super) fn nested(n: usize) -> Files {
    const DEEP: usize = 20;
    let group = |g: usize| {
        let open: Vec<String> = (0..DEEP).map(|i| format!("(function (a{i}) {{ ")).collect();
        let argument = |i: usize| if i == 0 { "wx".to_owned() } else { format!("a{}", i - 1) };
        let close: Vec<String> =
            (0..DEEP).rev().map(|i| format!(" }})({})", argument(i))).collect();
        let (open, close) = (open.concat(), close.concat());
        format!("{open}a{}.m{g}({{}}){close};", DEEP - 1)
    };
    page(&lines(n.div_ceil(DEEP), group))
}

pub(super) fn mixins(n: usize) -> Files {
    let made = lines(n, |i| format!("const m{i} = {{ f{i}() {{ this.api.m{i}({{}}) }} }}"));
    let names: Vec<String> = (0..n).map(|i| format!("m{i}")).collect();
    page(&format!("{made}Page(Object.assign({{ api: wx }}, {}))", names.join(", ")))
}

/// Modules beside the page, and the page's script: a line that begins with `@` is repeated for each
/// module, with `#` as its number.
pub(super) fn modules(n: usize, module: impl Fn(usize) -> String, script: &str) -> Files {
    let mut files: Files = (0..n).map(|i| (format!("m{i}.js"), module(i))).collect();
    let script = match script.strip_prefix('@') {
        Some(each) => lines(n, |i| each.replace('#', &i.to_string())),
        None => script.to_owned(),
    };
    files.extend(page(&script));
    files
}

pub(super) fn importers(n: usize) -> Files {
    let module = |i: usize| {
        (
            format!("m{i}.js"),
            format!("import {{ host }} from './host'\nexport const f{i} = () => host.m{i}({{}})\n"),
        )
    };
    let mut files: Files = (0..n).map(module).collect();
    files.push(("host.js".to_owned(), "export const host = wx\n".to_owned()));
    files.extend(page(&lines(n, |i| format!("require('../../m{i}').f{i}()"))));
    files
}
