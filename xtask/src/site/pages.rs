//! The files of one language's book: its configuration, its table of contents and its pages.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use privguide::{language::Language, review::Rule};

use super::{BOOKS, links};
use crate::{dist::table::Table, docs, repository};

/// The pages that exist in both languages: the English path, the name in the book, and the titles.
const PAGES: [(&str, &str, [&str; 2]); 7] = [
    ("README.md", "index", ["privguide", "privguide"]),
    ("crates/cargo-privguide/docs/cli.md", "cli", ["Command line", "命令行"]),
    (
        "crates/cargo-privguide/docs/configuration.md",
        "configuration",
        ["privguide.toml", "privguide.toml"],
    ),
    (
        "crates/cargo-privguide/docs/integrations.md",
        "integrations",
        ["Where the check runs", "在哪里运行"],
    ),
    ("crates/cargo-privguide/docs/fleets.md", "fleets", ["Fleets", "成千上万个程序"]),
    (
        "crates/cargo-privguide/docs/interfaces.md",
        "interfaces",
        ["Information types and interfaces", "信息类型与接口"],
    ),
    ("crates/cargo-privguide/docs/rules.md", "rules", ["Rules", "规则"]),
];

/// Every file of a book, by its path relative to the book's folder.
pub fn files(language: Language) -> BTreeMap<String, String> {
    let table = Table::read().expect("Cargo.toml and xtask/dist/dist.toml can be read");
    let mut files = BTreeMap::from([
        ("book.toml".to_owned(), configuration(&table, language)),
        ("src/SUMMARY.md".to_owned(), summary(language)),
    ]);
    for (source, name, _) in PAGES {
        let text = if name == "rules" {
            docs::rules_overview(language, |id| format!("rules/{id}.md"))
        } else {
            read(&in_language(source, language))
        };
        let text =
            links::replaced(&text, |target| target_in_book(&table, source, target, 0, language));
        files.insert(
            format!("src/{name}.md"),
            with_switch(&text, &format!("{name}.html"), language),
        );
    }
    for document in Rule::all().iter().map(Rule::document) {
        let name = format!("rules/{}", document.id);
        let section = docs::rule_section(document, language);
        let text = format!("# {}", section.trim_start().trim_start_matches("## "));
        let text = links::replaced(&text, |target| {
            target_in_book(&table, "crates/cargo-privguide/docs/rules.md", target, 1, language)
        });
        files.insert(
            format!("src/{name}.md"),
            with_switch(&text, &format!("{name}.html"), language),
        );
    }
    let picture = match language {
        Language::En => "check.svg",
        Language::ZhCn => "check.zh-CN.svg",
    };
    files.insert(format!("src/{picture}"), read(&format!("crates/cargo-privguide/docs/{picture}")));
    files
}

fn configuration(table: &Table, language: Language) -> String {
    let (lang, title) = match language {
        Language::En => ("en", "privguide: the privacy guide of a WeChat Mini Program"),
        Language::ZhCn => ("zh-CN", "privguide：微信小程序用户隐私保护指引"),
    };
    format!(
        "[book]\ntitle = \"{title}\"\nlanguage = \"{lang}\"\n\n[output.html]\ngit-repository-url = \"{}\"\nno-section-label = true\n",
        table.repository
    )
}

fn summary(language: Language) -> String {
    let at = usize::from(language == Language::ZhCn);
    let (head, first) = match language {
        Language::En => ("# Summary", "Start here"),
        Language::ZhCn => ("# 目录", "从这里开始"),
    };
    let mut out = format!("{head}\n\n[{first}](index.md)\n\n");
    for (_, name, titles) in &PAGES[1..] {
        let _ = writeln!(out, "- [{}]({name}.md)", titles[at]);
    }
    // The rules are the last chapter, with one page each.
    for id in Rule::all().iter().map(|rule| &rule.document().id) {
        let _ = writeln!(out, "  - [{id}](rules/{id}.md)");
    }
    out
}

/// The path of a page in a language: in Chinese, `README.zh-CN.md` for `README.md`.
fn in_language(path: &str, language: Language) -> String {
    match language {
        Language::En => path.to_owned(),
        Language::ZhCn => path.replace(".md", ".zh-CN.md"),
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path))
        .expect("a file of the repository")
        .replace("\r\n", "\n")
}

fn is_a(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|own| own == extension)
}

/// Adds a link to the same page in the other language after the title.
fn with_switch(text: &str, page: &str, language: Language) -> String {
    let (_, folder, name) =
        BOOKS.into_iter().find(|(other, ..)| *other != language).expect("two languages");
    let up = "../".repeat(page.matches('/').count() + 1);
    let link = format!("\n[{name}]({up}{folder}/{page})\n");
    if text.contains(&format!("]({up}{folder}/{page})")) {
        return text.to_owned();
    }
    let end = if text.starts_with("# ") { 0 } else { text.find("\n# ").map_or(0, |at| at + 1) };
    let title = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    format!("{}{link}{}", &text[..title], &text[title..])
}

/// The target of a link in the book: a page or picture of the book, otherwise the file in the
/// repository. `depth` is the number of folders that the page is below the book's first page.
fn target_in_book(
    table: &Table,
    source: &str,
    target: &str,
    depth: usize,
    language: Language,
) -> String {
    let (path, part) = target
        .split_once('#')
        .map_or((target, String::new()), |(path, part)| (path, format!("#{part}")));
    // The overview of the rules already contains links to pages of the book.
    if path.starts_with("rules/") {
        return target.to_owned();
    }
    let full = joined(source, path);
    let up = "../".repeat(depth);
    for (page, name, _) in PAGES {
        if full == in_language(page, language) {
            return format!("{up}{name}.md{part}");
        }
        // The link after the title, and other links to the page in the other language, refer to the
        // other book.
        if let Some((other, folder, _)) = BOOKS.into_iter().find(|(other, ..)| *other != language)
            && full == in_language(page, other)
        {
            return format!("{up}../{folder}/{name}.html{part}");
        }
    }
    if is_a(&full, "svg") {
        return format!("{up}{}", full.rsplit('/').next().unwrap_or_default());
    }
    format!("{}/blob/HEAD/{full}{part}", table.repository)
}

/// A relative path in a file, converted to one relative to the root of the repository.
fn joined(file: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The targets of a page's links.
    fn targets(text: &str) -> Vec<String> {
        let found = std::cell::RefCell::new(Vec::new());
        links::replaced(text, |target| {
            found.borrow_mut().push(target.to_owned());
            String::new()
        });
        found.into_inner()
    }

    #[test]
    fn every_rule_has_a_page_in_both_languages_and_every_page_is_in_the_contents() {
        for language in Language::ALL {
            let files = files(language);
            let contents = targets(&files["src/SUMMARY.md"]);
            for rule in Rule::all() {
                assert!(files.contains_key(&format!("src/rules/{}.md", rule.document().id)));
            }
            let pages = files
                .keys()
                .filter_map(|path| path.strip_prefix("src/"))
                .filter(|path| is_a(path, "md") && *path != "SUMMARY.md");
            for page in pages {
                assert_eq!(contents.iter().filter(|target| *target == page).count(), 1, "{page}");
            }
        }
    }

    #[test]
    fn every_link_leads_to_a_page_of_a_book_or_a_file_of_the_repository() {
        let books: Vec<_> =
            Language::ALL.into_iter().map(|language| (language, files(language))).collect();
        let table = Table::read().expect("read");
        for (language, files) in &books {
            for (path, text) in files.iter().filter(|(path, _)| is_a(path, "md")) {
                for target in targets(text) {
                    let plain = target.split('#').next().unwrap_or_default();
                    let full = joined(path.strip_prefix("src/").expect("a page"), plain);
                    // In the other language's book, a page has the name that it is built with.
                    let other =
                        BOOKS.iter().find(|(other, ..)| other != language).expect("two languages");
                    let crosses = plain.strip_suffix(".html").is_some_and(|page| {
                        let page = page
                            .trim_start_matches("../")
                            .trim_start_matches(other.1)
                            .trim_start_matches('/');
                        plain.contains(other.1)
                            && books.iter().any(|(it, files)| {
                                it == &other.0 && files.contains_key(&format!("src/{page}.md"))
                            })
                    });
                    assert!(
                        files.contains_key(&format!("src/{full}")) || crosses,
                        "{path}: {target}"
                    );
                }
                let blob = format!("{}/blob/HEAD/", table.repository);
                for after in text.split(&blob).skip(1) {
                    let file = after.split([')', '#']).next().unwrap_or_default();
                    assert!(repository().join(file).exists(), "{path}: {file}");
                }
            }
        }
    }
}
