//! uni-app's preprocessor: `#ifdef`, `#ifndef`, `#if`, `#else`, `#endif` in comments.
//!
//! Compared with `lib/preprocess` of `@dcloudio/uni-cli-shared` 3.0.0-4080420251103001. If
//! something is malformed (an `#ifdef` without its `#endif`, a condition that is not an
//! expression), the whole file is left unchanged.

use std::ops::Range;

use super::{
    blank,
    expression::{BuildVariables, Truth},
};

/// The comments in which directives are searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CommentStyle {
    /// `<!-- … -->`, `<! … !>`
    Markup,
    /// `// …`, `/* … */`
    Script,
}

/// A directive in its comment.
struct Directive<'t> {
    word: Word<'t>,
    range: Range<usize>,
}

enum Word<'t> {
    /// In the case of the source: the compiler finds `#IFDEF` but does not handle it.
    If {
        variant: &'t str,
        condition: &'t str,
    },
    Else,
    End,
}

/// One open `#ifdef`.
struct IfdefBlock {
    truth: Truth,
    start: Range<usize>,
    /// The first `#else` at this level.
    otherwise: Option<Range<usize>>,
}

/// The text with everything that is not for WeChat replaced by spaces; `None` if nothing is to be
/// removed, or if the compiler would leave the file unchanged.
pub(super) fn cut(text: &str, comments: CommentStyle, names: &BuildVariables) -> Option<String> {
    let mut names = names.clone();
    let mut open: Vec<IfdefBlock> = Vec::new();
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(directive) = next(text, at, comments) {
        at = directive.range.end;
        match directive.word {
            Word::If { variant, condition } => {
                let truth = match variant {
                    "if" | "ifdef" => names.holds(condition)?,
                    "ifndef" => names.holds(condition)?.negated(),
                    _ => return None,
                };
                open.push(IfdefBlock { truth, start: directive.range, otherwise: None });
            }
            Word::Else => {
                if let Some(block) = open.last_mut()
                    && block.otherwise.is_none()
                {
                    block.otherwise = Some(directive.range);
                }
            }
            Word::End => {
                let block = open.pop()?;
                cuts.push(match (block.truth, block.otherwise) {
                    (Truth::True, Some(otherwise)) => otherwise.start..directive.range.end,
                    (Truth::False, Some(otherwise)) => block.start.start..otherwise.end,
                    (Truth::False, None) => block.start.start..directive.range.end,
                    (Truth::True, None) | (Truth::Open, _) => block.start.clone(),
                });
                // The comments of the directives are removed, too: otherwise the rest of `/* #ifdef
                // A` without its end would hide the following code.
                cuts.extend([block.start, directive.range]);
            }
        }
    }
    if !open.is_empty() || cuts.is_empty() {
        return None;
    }
    Some(blank(text, &joined(cuts)))
}

/// Sorted ranges, with touching or overlapping ones merged.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

/// The next directive at or after an offset.
fn next(text: &str, from: usize, comments: CommentStyle) -> Option<Directive<'_>> {
    let marks = memchr::memchr_iter(b'#', text.as_bytes().get(from..)?);
    marks.into_iter().find_map(|at| directive(text, from, from + at, comments))
}

fn directive(text: &str, from: usize, at: usize, comments: CommentStyle) -> Option<Directive<'_>> {
    const BLANKS: [char; 2] = [' ', '\t'];
    let before = text[from..at].trim_end_matches(BLANKS);
    let rest = &text[at + 1..];
    let starts =
        |word: &str| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let variant = ["ifndef", "ifdef", "if"]
        .into_iter()
        .find(|word| starts(word))
        .map(|word| &rest[..word.len()]);
    // `<!` without dashes opens an `#else` and an `#endif`, not an `#ifdef`.
    let openings: &[&str] = match (comments, variant) {
        (CommentStyle::Script, _) => &["//", "/*"],
        (CommentStyle::Markup, Some(_)) => &["<!--"],
        (CommentStyle::Markup, None) => &["<!--", "<!"],
    };
    let opening = openings.iter().find(|opening| before.ends_with(**opening))?;
    let start = from + before.len() - opening.len();
    if let Some(variant) = variant {
        let behind = at + 1 + variant.len();
        let blanks = text[behind..].len() - text[behind..].trim_start_matches(BLANKS).len();
        if blanks == 0 {
            return None;
        }
        let (condition, end) = condition(text, behind + blanks, comments)?;
        return Some(Directive { word: Word::If { variant, condition }, range: start..end });
    }
    // The compiler finds `#else` only in lower case.
    let (word, length) = if rest.starts_with("else") {
        (Word::Else, 4)
    } else if starts("endif") {
        (Word::End, 5)
    } else {
        return None;
    };
    let behind = &text[at + 1 + length..];
    let tail = behind.trim_start_matches(BLANKS);
    let closing = closing(tail, comments);
    if comments == CommentStyle::Markup && closing == 0 {
        return None;
    }
    let end =
        if closing == 0 { text.len() - behind.len() } else { text.len() - tail.len() + closing };
    Some(Directive { word, range: start..end })
}

/// The length of the end of a comment at this position; 0 if there is none.
fn closing(text: &str, comments: CommentStyle) -> usize {
    let ends: &[&str] =
        if comments == CommentStyle::Markup { &["-->", "!>"] } else { &["**", "*/"] };
    ends.iter().find(|end| text.starts_with(**end)).map_or(0, |end| end.len())
}

/// The condition that begins here, and the end of its comment.
fn condition(text: &str, start: usize, comments: CommentStyle) -> Option<(&str, usize)> {
    let line = &text[start..];
    let line = &line[..line.find(['\n', '\r']).unwrap_or(line.len())];
    match comments {
        CommentStyle::Script => {
            let written = &line[..line.find('*').unwrap_or(line.len())];
            Some((
                written.trim(),
                start + written.len() + closing(&line[written.len()..], comments),
            ))
        }
        CommentStyle::Markup => {
            let end = [line.find("-->"), line.find("!>")].into_iter().flatten().min()?;
            Some((line[..end].trim(), start + end + closing(&line[end..], comments)))
        }
    }
}
