//! Splits single-file components into scripts, templates and configuration.
//!
//! Only the outermost tags matter. Every block except for templates is raw text. A template ends at
//! the end tag that matches, counting nested templates, or at the latest where the next block
//! begins at the start of a line.

use std::ops::Range;

use crate::scan::markup::{Close, MarkupToken, MarkupTokens, StartTag, TagShape};

/// The blocks of a single-file component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Script blocks, each with its content and its `lang`.
    pub scripts: Vec<Script>,
    /// Configuration: JSON, or a script that computes it.
    pub configurations: Vec<Range<usize>>,
    /// Template blocks.
    pub templates: Vec<TemplateBlock>,
    /// The tags of templates that are in a file which is not read as one: `<template src="./a.html">`.
    pub elsewhere: Vec<Range<usize>>,
    /// Scripts of the program in a language that is not read.
    pub foreign: Vec<TemplateBlock>,
    /// The starts of the contents of unclosed blocks.
    pub unclosed: Vec<usize>,
}

/// A block with a script of the program itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its content.
    pub content: Range<usize>,
    /// `lang`; empty if there is none.
    pub language: String,
    /// `<script setup>`: its declarations are data of the template.
    pub is_setup: bool,
}

/// A template block, or a script in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateBlock {
    /// Its content.
    pub content: Range<usize>,
    /// `lang`; empty if there is none.
    pub language: String,
}

/// Blocks other than templates contain no markup. `<script>` and `<style>` are recognised
/// everywhere, others at the outermost level.
const RAW: &[&str] = &["script", "style"];

/// Splits a single-file component.
#[must_use]
pub fn split(text: &str) -> Blocks {
    let mut blocks = Blocks::default();
    let mut tokens =
        MarkupTokens::new(text, 0..text.len(), TagShape { braces_in_values: false, raw: RAW });
    let mut template: Option<OpenBlock> = None;
    let mut pending: Option<StartTag<'_>> = None;
    while let Some(token) = tokens.next() {
        match token {
            MarkupToken::Open(element) => {
                let is_block = RAW.contains(&element.tag) && starts_line(text, element.range.start);
                if is_block && let Some(open) = template.take() {
                    blocks.templates.push(open.until(element.range.start));
                }
                if template.is_none() && is_elsewhere(&element) {
                    blocks.elsewhere.push(element.range.clone());
                }
                match &mut template {
                    Some(open) if element.tag == "template" && !element.self_closing => {
                        open.depth += 1;
                    }
                    Some(_) => {}
                    None if element.self_closing => {}
                    None if element.tag == "template" => template = Some(OpenBlock::new(&element)),
                    None if RAW.contains(&element.tag) => pending = Some(element),
                    None => {
                        tokens.skip_content(element.tag);
                        pending = Some(element);
                    }
                }
            }
            MarkupToken::Close(Close { tag: "template", range }) => {
                if let Some(open) = &mut template {
                    open.depth -= 1;
                    if open.depth == 0 {
                        blocks
                            .templates
                            .extend(template.take().map(|open| open.until(range.start)));
                    }
                }
            }
            MarkupToken::Raw(mut content) => {
                let is_unclosed = content.end == text.len()
                    || pending.as_ref().is_some_and(|element| {
                        !can_hold_blocks(element) && next_block(text, content.clone()).is_some()
                    });
                if is_unclosed {
                    let next = next_block(text, content.clone())
                        .filter(|_| blocks.unclosed.len() < MOST_RESUMED);
                    blocks.unclosed.push(content.start);
                    if let Some(next) = next {
                        content.end = next;
                        tokens.resume(next);
                    }
                }
                let Some(element) = pending.take().filter(is_for_wechat) else { continue };
                match element.tag {
                    "script" if is_program(&element) => {
                        let is_setup =
                            element.attributes.iter().any(|attribute| attribute.name == "setup");
                        let language = language(&element);
                        if is_javascript(&language) {
                            blocks.scripts.push(Script { content, language, is_setup });
                        } else if !text[content.clone()].trim().is_empty() {
                            blocks.foreign.push(TemplateBlock { content, language });
                        }
                    }
                    "script" | "config" => blocks.configurations.push(content),
                    _ => {}
                }
            }
            MarkupToken::Close(_) | MarkupToken::Comment(_) => {}
        }
    }
    if let Some(open) = template {
        blocks.unclosed.push(open.start);
        blocks.templates.push(open.until(text.len()));
    }
    blocks.templates.retain(|block| !block.content.is_empty());
    blocks
}

/// The next block that begins at the start of a line.
fn next_block(text: &str, within: Range<usize>) -> Option<usize> {
    let begins = |at: &usize| {
        let behind = |tag: &&str| text[at + 1..].strip_prefix(*tag);
        let is_whole = |rest: &str| {
            !rest
                .starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
        };
        ["template", "script", "style"].iter().any(|tag| behind(tag).is_some_and(is_whole))
    };
    // The block may start at the start of the content.
    let from = within.start.saturating_sub(1);
    memchr::memmem::find_iter(&text.as_bytes()[from..within.end], "\n<")
        .map(|at| from + at + 1)
        .find(begins)
}

/// The maximum number of unclosed blocks after which a next block is searched for, because each
/// search may scan the whole text.
const MOST_RESUMED: usize = 16;

/// A template block whose end has not been reached.
struct OpenBlock {
    start: usize,
    depth: usize,
    language: String,
    is_for_wechat: bool,
}

impl OpenBlock {
    fn new(element: &StartTag<'_>) -> Self {
        let language = attribute(element, "lang").to_owned();
        Self { start: element.range.end, depth: 1, language, is_for_wechat: is_for_wechat(element) }
    }

    fn until(self, end: usize) -> TemplateBlock {
        let end = if self.is_for_wechat { end } else { self.start };
        TemplateBlock { content: self.start..end, language: self.language }
    }
}

fn attribute<'a>(element: &StartTag<'a>, name: &str) -> &'a str {
    element
        .attributes
        .iter()
        .find(|attribute| attribute.name == name)
        .and_then(|found| found.value)
        .unwrap_or("")
        .trim()
}

/// Whether the element is a template in another file that is not read as a template.
fn is_elsewhere(element: &StartTag<'_>) -> bool {
    let source = attribute(element, "src");
    element.tag == "template"
        && !source.is_empty()
        && !source.to_ascii_lowercase().ends_with(".wxml")
        && is_for_wechat(element)
}

/// mpx marks blocks of other platforms with `mode="ali"`, chameleon with `cml-type="web"`.
fn is_for_wechat(element: &StartTag<'_>) -> bool {
    let mode = attribute(element, "mode");
    let chameleon = attribute(element, "cml-type");
    (mode.is_empty() || mode.split(['|', ',']).any(|mode| mode.trim() == "wx"))
        && (chameleon.is_empty() || matches!(chameleon, "wx" | "interface"))
}

/// Configuration, WXS and the scripts of other rendering layers are also in script tags, but cannot
/// access the platform.
fn is_program(element: &StartTag<'_>) -> bool {
    let language = language(element);
    let is_known =
        matches!(language.as_str(), "wxs" | "renderjs" | "sjs" | "filter" | "import-sjs")
            || language.contains("json");
    !is_data(element) && !is_known
}

/// The value of `lang`, in lower case.
fn language(element: &StartTag<'_>) -> String {
    attribute(element, "lang").to_ascii_lowercase()
}

/// Whether this is a name for JavaScript or TypeScript: `js`, `es6`, `text/javascript`.
fn is_javascript(language: &str) -> bool {
    let name = language.rsplit('/').next().unwrap_or(language);
    let name = name.strip_prefix("x-").unwrap_or(name);
    matches!(
        name,
        "" | "js"
            | "ts"
            | "jsx"
            | "tsx"
            | "mjs"
            | "cjs"
            | "mts"
            | "cts"
            | "javascript"
            | "typescript"
            | "typescriptreact"
            | "javascriptreact"
            | "babel"
            | "uts"
            | "module"
            | "vue"
    ) || name
        .strip_prefix("es")
        .is_some_and(|rest| rest == "next" || rest.bytes().all(|byte| byte.is_ascii_digit()))
        || name.starts_with("ecmascript")
}

/// A block in which the start of another block may occur at the start of a line: documentation, or
/// a script in a string. In a script that is parsed, a wrong block causes a syntax error, which is
/// reported.
fn can_hold_blocks(element: &StartTag<'_>) -> bool {
    match element.tag {
        "style" => false,
        "script" => is_for_wechat(element) && is_program(element),
        _ => true,
    }
}

/// Whether the tag marks JSON, as frameworks do.
fn is_data(element: &StartTag<'_>) -> bool {
    attribute(element, "type").contains("json")
        || ["name", "cml-type"].iter().any(|mark| attribute(element, mark) == "json")
}

fn starts_line(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes()[at - 1] == b'\n'
}

#[cfg(test)]
mod tests {
    use super::split;

    fn parts(text: &str) -> (Vec<&str>, Vec<&str>) {
        let blocks = split(text);
        let scripts =
            blocks.scripts.iter().map(|script| text[script.content.clone()].trim()).collect();
        (
            scripts,
            blocks.templates.iter().map(|template| text[template.content.clone()].trim()).collect(),
        )
    }

    #[test]
    fn scripts_and_templates_are_told_apart() {
        let text = "<template>\n<view><template v-slot:a>x</template></view>\n</template>\n<script setup lang=\"ts\">\nif (a < b) {}\n</script>\n\
            <script>\nlet s = '<template>'\n</script>\n<style>a > b {}</style>";
        let (scripts, templates) = parts(text);
        assert_eq!(scripts, ["if (a < b) {}", "let s = '<template>'"]);
        assert_eq!(templates, ["<view><template v-slot:a>x</template></view>"]);
        assert_eq!(split(text).scripts[0].language, "ts");
    }

    #[test]
    fn what_is_not_the_program_is_left_out() {
        let text = "<template><button/></template>\n<script>a</script>\n<script module=\"m\" lang=\"renderjs\">b</script>\n\
            <script type=\"application/json\">{}</script>\n<script name=\"json\">x</script>\n<script mode=\"ali\">c</script>\n\
            <template mode=\"ali\"><camera/></template>\n<config>{ \"a\": \"<script>\" }</config>\n<i18n>{}</i18n>\n<script src=\"./a.js\"></script>";
        let (scripts, templates) = parts(text);
        assert_eq!(scripts, ["a", ""]);
        assert_eq!(templates, ["<button/>"]);
    }

    #[test]
    fn an_unclosed_template_ends_at_the_next_block() {
        let (scripts, templates) = parts(
            "<template>\n<view><template v-if=\"a\">\n</view>\n</template>\n<script>\na\n</script>\n",
        );
        assert_eq!(scripts, ["a"]);
        assert_eq!(templates.len(), 1);
        assert!(templates[0].starts_with("<view>"));
    }

    #[test]
    fn a_block_that_is_never_closed_hides_none_behind_it() {
        for open in
            ["<style lang=\"less\">\n.a {", "<i18n>\n{}", "<view", "<style>", "<view>\n<b/>"]
        {
            let text = format!("{open}\n<script>\na\n</script>\n<template>\n<b/>\n</template>\n");
            let (scripts, templates) = parts(&text);
            assert!(
                scripts == ["a"] && templates.contains(&"<b/>"),
                "{open}: {scripts:?} {templates:?}"
            );
            assert_eq!(split(&text).unclosed.len(), 1, "{open}");
        }
        let (scripts, templates) = parts("<script>\na\n<template>\n<b/>\n</template>\n");
        assert_eq!((scripts, templates), (vec!["a"], vec!["<b/>"]));
        let scripts = [
            "name=\"json\"",
            "cml-type=\"json\"",
            "type=\"application/json\"",
            "mode=\"ali\"",
            "lang=\"wxs\" module=\"m\"",
        ];
        let scripts = scripts.map(|mark| format!("<script {mark}>\n{{"));
        for open in scripts.iter().map(String::as_str).chain(["<style>", "<templ", "<templ>"]) {
            let text = format!(
                "{open}\n<template>\n<b/>\n</template>\n<script>\na\n</script>\n<style>\n</style>\n"
            );
            assert_eq!(parts(&text), (vec!["a"], vec!["<b/>"]), "{open}");
            assert_eq!(split(&text).unclosed.len(), 1, "{open}");
            // Here, the script is the first block.
            let text = format!("{open}\n<script>\na\n</script>\n");
            assert_eq!((parts(&text).0, split(&text).unclosed.len()), (vec!["a"], 1), "{open}");
        }
        assert_eq!(
            split("<template mode=\"ali\">\n<template>\n<b/>\n</template>\n").unclosed.len(),
            1
        );
        assert!(
            split("<script>a</script><style>b</style><template>c</template>").unclosed.is_empty()
        );
    }

    #[test]
    fn hostile_components_are_linear() {
        for part in ["<template>", "<script>", "<x>", "</template>", "<template", "\n<script>\n"] {
            let started = std::time::Instant::now();
            let _ = split(&part.repeat(100_000));
            assert!(started.elapsed().as_secs() < 5, "{part}");
        }
    }
}
