//! Writes the programs for chains: rows become files.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{chain::Chain, common::to_common, rows::Row};

/// A program: its files by path, and the scripts that the platform runs at start.
pub(super) struct Program {
    pub(super) files: BTreeMap<String, String>,
    pub(super) entries: Vec<String>,
}

/// A file that is being written. Imports and declarations are first, as in hand-written files.
#[derive(Default)]
struct Draft {
    imports: String,
    top: String,
    body: String,
}

struct Writer<'a> {
    chain: &'a Chain<'a>,
    rows: Vec<&'a Row>,
    page: String,
    drafts: &'a mut BTreeMap<String, Draft>,
    /// The number of names and modules so far.
    count: &'a mut usize,
    modules: &'a mut usize,
}

/// Writes the program for chains, with a page for each.
pub(super) fn program(chains: &[Chain]) -> Program {
    let mut drafts = BTreeMap::new();
    let (mut count, mut modules) = (0, 0);
    let pages: Vec<String> = (0..chains.len())
        .map(|at| char::from(b'a' + u8::try_from(at).expect("few chains")).to_string())
        .collect();
    let pages: Vec<String> = pages.iter().map(|name| format!("pages/{name}/{name}")).collect();
    for (chain, page) in chains.iter().zip(&pages) {
        let writer = Writer {
            chain,
            rows: chain.rows(),
            page: format!("{page}.js"),
            drafts: &mut drafts,
            count: &mut count,
            modules: &mut modules,
        };
        writer.write();
    }
    let is_common = chains.first().is_some_and(|chain| chain.is_common);
    let mut files: BTreeMap<String, String> = drafts
        .into_iter()
        .map(|(path, draft)| {
            let text = format!("{}{}{}", draft.imports, draft.top, draft.body);
            (path, if is_common { to_common(&text) } else { text })
        })
        .collect();
    files.entry("app.js".to_owned()).or_insert_with(|| "App({ globalData: {} })\n".to_owned());
    files.insert("app.json".to_owned(), serde_json::json!({ "pages": pages }).to_string());
    let mut entries = vec!["app.js".to_owned()];
    for page in &pages {
        files.insert(format!("{page}.wxml"), "<view bindtap=\"onTap\" />\n".to_owned());
        entries.push(format!("{page}.js"));
    }
    Program { files, entries }
}

/// The replacements for the words of a row.
struct Words<'a> {
    id: usize,
    value: &'a str,
    out: &'a str,
    /// The paths of `@0`, `@1` …
    paths: &'a [String],
}

impl Writer<'_> {
    fn write(mut self) {
        let first = match self.rows.iter().position(|row| !row.export.is_empty()) {
            None => self.page.clone(),
            Some(at) if self.rows[at].app => "app.js".to_owned(),
            Some(_) => self.next_file(0),
        };
        let text = self.rest(0, "wx", &first);
        self.add(&first, "", &text);
    }

    /// The file in which the rows from here on start: that of the page, if no row before the frame
    /// changes the file.
    fn next_file(&mut self, from: usize) -> String {
        match self.rows[from..].iter().find(|row| !row.export.is_empty()) {
            None => self.page.clone(),
            Some(row) if row.app => "app.js".to_owned(),
            Some(_) => self.new_module(),
        }
    }

    fn new_module(&mut self) -> String {
        *self.modules += 1;
        format!("utils/m{}.js", self.modules)
    }

    /// The text that the rows from here on write to a file in which the value has this name.
    fn rest(&mut self, at: usize, value: &str, file: &str) -> String {
        let Some(&row) = self.rows.get(at) else { return String::new() };
        *self.count += 1;
        let id = *self.count;
        let names_it =
            [&row.code, &row.top].into_iter().chain(&row.modules).any(|text| has_word(text, "OUT"));
        let out = if names_it { format!("v{id}") } else { value.to_owned() };
        let mut paths = vec![file.to_owned()];
        for _ in &row.modules {
            let path = self.new_module();
            paths.push(path);
        }
        let here = if row.export.is_empty() { file.to_owned() } else { self.next_file(at + 1) };
        let holder = row.modules.iter().position(|text| text.contains("REST"));
        let rest = self.rest(
            at + 1,
            &out,
            holder.map_or(&here, |module| &paths[module + 1]).clone().as_str(),
        );
        let words = Words { id, value, out: &out, paths: &paths };
        for (text, path) in row.modules.iter().zip(&paths[1..]) {
            let text = self.filled(text, &rest, path, &words);
            self.add(path, "", &text);
        }
        let top = self.filled(&row.top, &rest, &here, &words);
        let mut code = self.filled(&row.code, &rest, &here, &words);
        if !row.holds_rest() {
            code.push_str(&rest);
        }
        if row.export.is_empty() {
            self.add(file, &top, "");
            return code;
        }
        let export = self.filled(&row.export, "", file, &words);
        self.add(&here, &top, &code);
        export
    }

    /// Adds text to a file; imports are added at its beginning.
    fn add(&mut self, path: &str, top: &str, body: &str) {
        let draft = self.drafts.entry(path.to_owned()).or_default();
        for (text, is_top) in [(top, true), (body, false)] {
            for line in text.lines() {
                let target = match line {
                    _ if line.trim_start().starts_with("import ") => &mut draft.imports,
                    _ if is_top => &mut draft.top,
                    _ => &mut draft.body,
                };
                let line =
                    if line.trim_start().starts_with("import ") { line.trim_start() } else { line };
                let _ = writeln!(target, "{line}");
            }
        }
    }

    /// A row's text with its words replaced; if it is not empty, it ends with a line break.
    fn filled(&self, text: &str, rest: &str, file: &str, words: &Words) -> String {
        let text = self.repeated(text);
        let interface = &self.chain.interface;
        let (head, tail) = parts(&interface.word);
        let mut filled = String::new();
        for line in text.trim_end().lines() {
            if let Some(indent) =
                line.strip_suffix("REST").filter(|indent| indent.trim().is_empty())
            {
                for line in rest.lines() {
                    let _ = writeln!(
                        filled,
                        "{}{line}",
                        if line.starts_with("import ") { "" } else { indent }
                    );
                }
                continue;
            }
            let mut line = numbered(line, words.id);
            for (at, path) in words.paths.iter().enumerate() {
                line = line.replace(&format!("'@{at}'"), &format!("'{}'", relative(file, path)));
            }
            let pairs = [
                ("IN", words.value),
                ("OUT", words.out),
                ("NAME", &interface.word),
                ("FACTORY", &interface.factory),
                ("HEAD", head),
                ("TAIL", tail),
            ];
            for (word, with) in pairs {
                line = replace_word(&line, word, with);
            }
            let _ = writeln!(filled, "{line}");
        }
        filled
    }

    fn repeated(&self, text: &str) -> String {
        let mut text = text.to_owned();
        while let Some(start) = text.find("MANY[[") {
            let end = start + text[start..].find("]]").expect("MANY[[ ends with ]]");
            let body = text[start + "MANY[[".len()..end].to_owned();
            let all: String =
                (0..self.chain.many).map(|at| body.replace('#', &at.to_string())).collect();
            text.replace_range(start..end + 2, &all);
        }
        text
    }
}

/// The two parts of a name: `choose` and `Image`, `scope.` and `record`; for a single word, its
/// halves.
fn parts(word: &str) -> (&str, &str) {
    let cut = match word.find('.') {
        Some(dot) => dot + 1,
        None => word.find(|letter: char| letter.is_ascii_uppercase()).unwrap_or(word.len() / 2),
    };
    word.split_at(cut)
}

/// Appends the row's number to every `name__`, except for names of the language (`__proto__`).
fn numbered(line: &str, id: usize) -> String {
    let mut numbered = String::with_capacity(line.len());
    for (at, word) in line.split("__").enumerate() {
        if at > 0 {
            let is_name = numbered.ends_with(|letter: char| letter.is_ascii_alphanumeric());
            let is_of_language = ["__proto", "__defineGetter", "__defineSetter"]
                .iter()
                .any(|name| numbered.ends_with(name));
            numbered.push_str(&if is_name && !is_of_language {
                id.to_string()
            } else {
                "__".to_owned()
            });
        }
        numbered.push_str(word);
    }
    numbered
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn has_word(text: &str, word: &str) -> bool {
    replace_word(text, word, "") != text
}

/// Replaces a word where it is a whole word.
fn replace_word(text: &str, word: &str, with: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices(word) {
        let end = at + word.len();
        if !text[..at].ends_with(is_letter) && !text[end..].starts_with(is_letter) {
            replaced.push_str(&text[done..at]);
            replaced.push_str(with);
            done = end;
        }
    }
    replaced.push_str(&text[done..]);
    replaced
}

/// The relative path from one file to another: `../../utils/m1`.
fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> =
        from.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect();
    let target: Vec<&str> = to.trim_end_matches(".js").split('/').collect();
    let same = folders.iter().zip(&target).take_while(|(one, other)| one == other).count();
    let up = "../".repeat(folders.len() - same);
    format!("{}{}", if up.is_empty() { "./" } else { &up }, target[same..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_file_to_file() {
        assert_eq!(relative("pages/a/a.js", "utils/m1.js"), "../../utils/m1");
        assert_eq!(relative("utils/m2.js", "utils/m1.js"), "./m1");
        assert_eq!(relative("app.js", "utils/m1.js"), "./utils/m1");
        assert_eq!(relative("utils/m1.js", "pages/a/a.js"), "../pages/a/a");
    }

    #[test]
    fn names_are_numbered_and_words_of_the_language_are_not() {
        assert_eq!(numbered("box__.__proto__ = other__", 3), "box3.__proto__ = other3");
        assert_eq!(numbered("{ __proto__: base__ }", 3), "{ __proto__: base3 }");
    }

    #[test]
    fn only_whole_words_are_replaced() {
        assert_eq!(
            replace_word("IN + INTO + ININ + f(IN)", "IN", "v1"),
            "v1 + INTO + ININ + f(v1)"
        );
    }
}
