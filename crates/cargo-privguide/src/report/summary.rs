//! A job summary in Markdown, for GitHub's page of a run or for a comment.
//!
//! Nothing from a project can become markup: every character with a meaning in Markdown or HTML is
//! written as a character reference.

use std::io::{self, Write};

use privguide::{
    language::{Language, Text},
    review::Level,
};

use super::{count, located::Located};
use crate::output::plain;

/// The maximum number of findings that are listed; the size of a summary is limited.
const LISTED: usize = 200;
/// The maximum number of characters of a message, so that one finding cannot fill the page.
const MESSAGE: usize = 600;

/// Writes the summary.
///
/// # Errors
/// When the stream cannot be written.
pub fn summary(out: &mut dyn Write, located: &[Located<'_>], language: Language) -> io::Result<()> {
    let count = |level| located.iter().filter(|finding| finding.finding.level == level).count();
    writeln!(
        out,
        "### privguide\n\n{}",
        total(count(Level::Error), count(Level::Warning)).get(language)
    )?;
    if located.is_empty() {
        return Ok(());
    }
    let head = match language {
        Language::ZhCn => "级别 | 规则 | 位置 | 说明",
        Language::En => "Level | Rule | Place | What is wrong",
    };
    writeln!(out, "\n| {head} |\n| --- | --- | --- | --- |")?;
    let levels = [Level::Error, Level::Warning].into_iter();
    let sorted = levels
        .flat_map(|level| located.iter().filter(move |finding| finding.finding.level == level));
    for finding in sorted.take(LISTED) {
        writeln!(out, "{}", row(finding, language))?;
    }
    if located.len() > LISTED {
        let left = located.len() - LISTED;
        let text =
            Text::new(format!("另有 {left} 条未列出"), format!("{left} more are not listed"));
        writeln!(out, "\n{}", text.get(language))?;
    }
    Ok(())
}

fn total(errors: usize, warnings: usize) -> Text {
    match (errors, warnings) {
        (0, 0) => {
            Text::new("代码、声明与指引一致", "The code, the declarations and the guide agree")
        }
        _ => Text::new(
            format!("{errors} 个错误，{warnings} 个警告"),
            format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
        ),
    }
}

fn row(located: &Located<'_>, language: Language) -> String {
    let finding = located.finding;
    let level = match (finding.level, language) {
        (Level::Error, Language::ZhCn) => "错误",
        (Level::Error, Language::En) => "error",
        (Level::Warning, Language::ZhCn) => "警告",
        (Level::Warning, Language::En) => "warning",
    };
    let spot = &located.spots[0];
    let more = located.spots.len() - 1 + located.left_out;
    let more = if more == 0 { String::new() } else { format!(" (+{more})") };
    let place = format!("{}:{}{more}", inert(&spot.path), spot.span.start.0);
    let lines = std::iter::once(&finding.message).chain(&finding.help);
    let text: Vec<String> = lines.map(|line| inert(line.get(language))).collect();
    format!("| {level} | `{}` | {place} | {} |", finding.rule, text.join("<br>"))
}

/// Escapes text for Markdown and HTML, on one line.
pub fn inert(text: &str) -> String {
    let text = plain(text);
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().enumerate().peekable();
    while let Some((count, c)) = characters.next() {
        if count == MESSAGE {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\r' => out.push(' '),
            // A comment inside an address or a name prevents it from becoming a link or a mention.
            '@' => out.push_str("&#64;<!-- -->"),
            ':' if characters.peek().is_some_and(|(_, next)| *next != ' ') => {
                out.push_str("&#58;<!-- -->");
            }
            ':' => out.push(':'),
            '.' if ends_with_www(&out) => out.push_str("<!-- -->."),
            c if c.is_ascii_punctuation()
                && !matches!(c, ',' | '.' | '/' | '-' | '(' | ')' | ';' | '?') =>
            {
                out.extend(["&#", &u32::from(c).to_string(), ";"]);
            }
            c => out.push(c),
        }
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    text.len() >= 3 && text.as_bytes()[text.len() - 3..].eq_ignore_ascii_case(b"www")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn written(sample: &sample::Sample, language: Language) -> String {
        let mut out = Vec::new();
        summary(&mut out, &sample.located(), language).expect("written to memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_clean_run_says_so() {
        let sample = sample::many(Level::Error, 0);
        assert_eq!(written(&sample, Language::ZhCn), "### privguide\n\n代码、声明与指引一致\n");
    }

    #[test]
    fn a_long_run_is_cut_and_counted() {
        let text = written(&sample::many(Level::Error, 205), Language::En);
        assert!(
            text.contains("205 errors, 0 warnings") && text.ends_with("5 more are not listed\n")
        );
        assert_eq!(text.lines().filter(|line| line.starts_with("| error")).count(), 200);
    }
}
