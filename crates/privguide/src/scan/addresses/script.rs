//! Addresses in the string literals of a script.

use std::ops::Range;

use crate::{
    catalog::{Channel, addresses},
    origin::{host, origin},
    scan::{Address, script::Module},
    token::{Lexer, Token, TokenKind},
    tree::SourceText,
};

/// Every address in a string of the script, without comments.
pub(in crate::scan) fn in_script(module: &Module) -> Vec<Address> {
    in_code(&module.source, module.own_text(), 0..module.own_text().len())
}

/// Like [`in_script`], for a part of a file. `text` is the file's text, or a text of the same
/// length.
pub(in crate::scan) fn in_code(
    source: &SourceText,
    text: &str,
    part: Range<usize>,
) -> Vec<Address> {
    let (offset, text) = (part.start, &text[part]);
    if memchr::memmem::find(text.as_bytes(), b"://").is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    // The tokens before the current one, the nearest first.
    let mut before: [Option<Token>; 2] = [None; 2];
    let mut option = LibraryOption::default();
    for token in Lexer::new(text) {
        option.meet(text, &token, &before);
        if matches!(token.kind, TokenKind::Text | TokenKind::Template) {
            let written = &text[token.start..token.end];
            for range in origins(written) {
                let Some(origin) = origin(&written[range.clone()]) else { continue };
                let is_alone =
                    written[..range.start].trim_start_matches(['"', '\'', '`']).is_empty();
                let channel =
                    if is_alone { channel(text, &before, &origin) } else { Channel::Named };
                let is_chosen =
                    is_alone && option.is_open() && !addresses().is_only_named(host(&origin));
                let channel =
                    if channel == Channel::Named && is_chosen { Channel::Library } else { channel };
                let start = offset + token.start;
                let place = source.place(start + range.start..start + range.end);
                found.push(Address {
                    place,
                    channel,
                    origin: Some(origin),
                    giver: None,
                    bringer: None,
                });
            }
        }
        // `src={'…'}` is equivalent to `src='…'`.
        let is_brace = &text[token.start..token.end] == "{"
            && matches!(before[0], Some(Token { kind: TokenKind::Punct(b'='), .. }));
        if !is_brace {
            before = [Some(token), before[0]];
        }
    }
    found
}

/// The value of a library's option, which may be conditional: `baseURL: isTest ? 'https://…' :
/// 'https://…'`.
#[derive(Default)]
struct LibraryOption {
    depth: usize,
    /// The bracket depth at which the current value began.
    began: Option<usize>,
}

impl LibraryOption {
    fn is_open(&self) -> bool {
        self.began.is_some()
    }

    fn meet(&mut self, text: &str, token: &Token, before: &[Option<Token>; 2]) {
        let is_operator = |token: &Token| matches!(token.kind, TokenKind::Punct(byte) if !matches!(byte, b',' | b';'));
        match token.kind {
            TokenKind::Open => self.depth += 1,
            TokenKind::Close => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        let is_end = matches!(token.kind, TokenKind::Punct(b',' | b';'))
            || token.after_newline
                && !is_operator(token)
                && !before[0].as_ref().is_some_and(is_operator);
        self.began =
            self.began.filter(|&began| self.depth > began || self.depth == began && !is_end);
        let is_key = |token: &Token| {
            addresses().is_library_key(text[token.start..token.end].trim_matches(['"', '\'']))
        };
        if matches!(token.kind, TokenKind::Punct(b':' | b'='))
            && before[0].as_ref().is_some_and(is_key)
        {
            self.began = Some(self.depth);
        }
    }
}

/// The ranges of addresses in a text, up to the end of their hosts.
pub(super) fn origins(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), b"://") {
        let letters = text.as_bytes()[..at]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let start = at - letters;
        let host = &text[at + 3..];
        let length = host
            .find(|c: char| !(c.is_alphanumeric() || "-._:@[]".contains(c)))
            .unwrap_or(host.len());
        // `[https://host]` may occur in a sentence; in `https://[::1]`, the bracket is part of the
        // host.
        let length = if host[..length].contains('[') {
            length
        } else {
            host[..length].find(']').unwrap_or(length)
        };
        if letters > 0 {
            found.push(start..at + 3 + length);
        }
    }
    found
}

/// The channel of the address in a string, by the tokens before it.
fn channel(text: &str, before: &[Option<Token>; 2], origin: &str) -> Channel {
    if addresses().is_only_named(host(origin)) {
        return Channel::Named;
    }
    let [Some(first), Some(second)] = before else { return Channel::Named };
    let word = |token: &Token| text[token.start..token.end].trim_matches(['"', '\'']);
    match first.kind {
        TokenKind::Punct(b':' | b'=') if addresses().is_library_key(word(second)) => {
            Channel::Library
        }
        TokenKind::Punct(b':') if addresses().is_media_key(word(second)) => Channel::Media,
        // `<web-view src="…">` in a script.
        TokenKind::Punct(b'=') => element(text, second).unwrap_or_else(|| {
            // `player.src = '…'`
            let is_member =
                text[..second.start].ends_with('.') && addresses().is_media_key(word(second));
            if is_member { Channel::Media } else { Channel::Named }
        }),
        TokenKind::Open if word(first) == "(" && addresses().is_library_method(word(second)) => {
            Channel::Library
        }
        _ => Channel::Named,
    }
}

/// The channel of the JSX element that contains an attribute.
fn element(text: &str, attribute: &Token) -> Option<Channel> {
    /// Start tags are shorter.
    const LONGEST: usize = 2_000;
    let from = text.floor_char_boundary(attribute.start.saturating_sub(LONGEST));
    let open = from + text[from..attribute.start].rfind('<')?;
    let name = text[open + 1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
    addresses()
        .element(&crate::framework::kebab(name), &text[attribute.start..attribute.end])
        .map(|row| row.channel)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        scan::script::Dialect,
        tree::{SourceText, TreePath},
    };

    fn found(text: &str) -> Vec<(String, Channel)> {
        let source = Arc::new(SourceText::new(TreePath::new("a.js").expect("inside"), text));
        let module = Module::new(source, None, Dialect::JavaScript);
        in_script(&module)
            .into_iter()
            .map(|found| (found.origin.expect("written"), found.channel))
            .collect()
    }

    #[test]
    fn an_address_in_a_text_is_found_and_one_in_a_comment_is_not() {
        let text = "// https://comment.example\nconst a = 'https://a.example/x', b = `see http://b.example.`; /* wss://c.example */";
        let expected =
            [("https://a.example", Channel::Named), ("http://b.example", Channel::Named)];
        let found = found(text);
        assert_eq!(found[0], (expected[0].0.to_owned(), expected[0].1));
        assert_eq!(found.len(), 1, "a host does not end with a dot: {found:?}");
    }

    #[test]
    fn libraries_are_told_addresses_as_options_and_arguments() {
        for text in [
            "axios.create({ baseURL: 'https://a.example' })",
            "http.config.baseUrl = 'https://a.example/v1'",
            "$http.get('https://a.example/list')",
            "fetch(`https://a.example/${id}`)",
            "var o={\"baseURL\":\"https://a.example\"}",
        ] {
            assert_eq!(found(text), [("https://a.example".to_owned(), Channel::Library)], "{text}");
        }
    }

    #[test]
    fn the_value_of_an_option_may_be_chosen() {
        let library = |host: &str| (format!("https://{host}.example"), Channel::Library);
        let named = |host: &str| (format!("https://{host}.example"), Channel::Named);
        assert_eq!(
            found(
                "axios.create({ baseURL: env === 'x'\n ? 'https://a.example'\n : 'https://b.example', other: 'https://c.example' })"
            ),
            [library("a"), library("b"), named("c")]
        );
        assert_eq!(
            found("x.baseURL = e.HOST || 'https://a.example'\nlog = 'https://b.example'"),
            [library("a"), named("b")]
        );
        assert_eq!(
            found("({ baseURL: pick({ p: 'https://a.example' }) }, 'https://b.example')"),
            [library("a"), named("b")]
        );
    }

    #[test]
    fn elements_in_scripts_show_what_they_load() {
        assert_eq!(
            found("<WebView src='https://a.example/p' />"),
            [("https://a.example".to_owned(), Channel::WebView)]
        );
        assert_eq!(
            found("<WebView src={'https://a.example/p?id=' + id} />"),
            [("https://a.example".to_owned(), Channel::WebView)]
        );
        assert_eq!(
            found("const o = { url: 'https://a.example/p' }"),
            [("https://a.example".to_owned(), Channel::Named)]
        );
        assert_eq!(
            found("<Image mode='x' src=\"https://a.example/p\" />"),
            [("https://a.example".to_owned(), Channel::Media)]
        );
    }

    #[test]
    fn name_spaces_are_only_names() {
        assert_eq!(
            found("svg.get('http://www.w3.org/2000/svg')"),
            [("http://www.w3.org".to_owned(), Channel::Named)]
        );
    }
}
