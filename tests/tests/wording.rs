//! Chinese messages have Chinese (full-width) punctuation and natural words.

use std::{fs, path::Path, str::FromStr as _};

use privguide_tests::repository;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Words that a native speaker would not use there.
const STILTED: [&str; 3] = ["动作", "缺省", "放过"];
/// Files with other people's sentences and with names of languages in these languages.
const NO_MESSAGES: [&str; 2] = ["review/purpose", "wording.rs"];

#[test]
fn chinese_messages_have_full_width_punctuation() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files(&repository().join("crates"), &["rs", "md", "toml"]) {
        let shown =
            file.strip_prefix(repository()).expect("inside").to_string_lossy().replace('\\', "/");
        let is_source =
            shown.contains("/src/") || shown.contains("/rules/") || shown.contains("/catalog/");
        let is_test = shown.ends_with("tests.rs") || shown.contains("/tests/");
        if !is_source || is_test || NO_MESSAGES.iter().any(|part| shown.contains(part)) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("read");
        let texts = match file.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => {
                literals(TokenStream::from_str(&text).expect("a source is made of tokens"))
            }
            Some("md") => chinese_part(&text),
            _ => text
                .lines()
                .filter_map(|line| line.split_once("zh-CN = \"")?.1.split('"').next())
                .map(str::to_owned)
                .collect(),
        };
        for text in texts.iter().filter(|text| is_chinese(text)) {
            seen += 1;
            wrong.extend(faults(text).into_iter().map(|fault| format!("{shown}: {fault}: {text}")));
        }
    }
    assert!(seen > 500, "only {seen} texts were looked at");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn faults_are_seen() {
    for text in [
        "没有安装 hook,请运行",
        "找不到 {path}: 没有",
        "已经存在(未写入)",
        "缺省动作",
        "错误;请重试",
        "真的吗?",
    ] {
        assert!(is_chinese(text) && !faults(text).is_empty(), "{text}");
    }
    for text in [
        "没有安装 hook，请运行 cargo privguide hook install",
        "{}：{}",
        "写成 { \"desc\": \"…\" }",
        "（{id}）",
        "第 3 行第 5 列",
    ] {
        assert_eq!(faults(text), [""; 0], "{text}");
    }
}

/// The problem of a text: a half-width mark beside a Chinese character, or an unnatural word.
fn faults(text: &str) -> Vec<String> {
    // Comments for the tool, code in backticks and placeholders are not prose.
    let text = text.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let text = text.split("privguide-allow").next().unwrap_or("").to_owned();
    let characters: Vec<char> = text.chars().collect();
    let mut found: Vec<String> = STILTED
        .iter()
        .filter(|word| text.contains(**word))
        .map(|word| format!("“{word}”"))
        .collect();
    for (at, c) in characters
        .iter()
        .enumerate()
        .filter(|(_, c)| matches!(c, ',' | ';' | ':' | '(' | ')' | '!' | '?'))
    {
        let neighbour = |mut near: Box<dyn Iterator<Item = &char> + '_>| {
            near.find(|c| **c != ' ').is_some_and(|c| is_han(*c))
        };
        let before = neighbour(Box::new(characters[..at].iter().rev()));
        let after = neighbour(Box::new(characters[at + 1..].iter()));
        if before || after {
            found.push(format!("`{c}`"));
        }
    }
    found
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{303f}')
}

/// True for a text that is mainly Chinese: English messages may quote Chinese words.
fn is_chinese(text: &str) -> bool {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    han > 1 && han * 4 >= letters
}

/// Every string outside of tests.
fn literals(tokens: TokenStream) -> Vec<String> {
    let mut out = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                // Doc comments are also attributes: `#![doc = "…"]`.
                drop(tokens.next_if(
                    |token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == '!'),
                ));
                if let Some(TokenTree::Group(attribute)) =
                    tokens.next_if(|token| matches!(token, TokenTree::Group(_)))
                    && attribute.to_string().replace(' ', "") == "[cfg(test)]"
                {
                    // Skips the item below, up to the end of its braces.
                    tokens
                        .by_ref()
                        .find(|token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace));
                }
            }
            TokenTree::Group(group) => out.extend(literals(group.stream())),
            TokenTree::Literal(literal) => out.push(literal.to_string()),
            _ => {}
        }
    }
    out
}

/// The Chinese part of a rule's document, line by line.
fn chinese_part(text: &str) -> Vec<String> {
    let title = text.lines().find_map(|line| line.strip_prefix("zh: ")).map(str::to_owned);
    let body =
        text.split("## zh-CN").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or("");
    title.into_iter().chain(body.lines().map(str::to_owned)).collect()
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("listed").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            out.extend(files(&entry, extensions));
        } else if entry
            .extension()
            .is_some_and(|extension| extensions.iter().any(|known| extension == *known))
        {
            out.push(entry);
        }
    }
    out
}
