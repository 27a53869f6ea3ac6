//! Where results and messages go, in which language and colour, and how untrusted text is made
//! harmless.

use std::{
    borrow::Cow,
    io::{self, BufWriter, Write},
};

use anstream::adapter::StripBytes;
use anstyle::{AnsiColor, Style};
use privguide::language::{Language, Text};

use crate::{
    arguments::{Called, Colour, Common},
    failure::Failure,
    locale::locale_language,
};

/// Standard output for results, standard error for everything else.
#[derive(Clone, Debug)]
pub struct Output {
    given: Option<Language>,
    locale: Option<Language>,
    colour: anstream::ColorChoice,
    called: Called,
    detail: Detail,
}

/// How verbose messages are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// `--quiet`: errors.
    Errors,
    /// Errors in full, warnings in short.
    #[default]
    Usual,
    /// `--verbose`: everything in full.
    Everything,
}

impl Output {
    /// Reads what the command line says.
    pub fn new(common: &Common, called: Called) -> Self {
        let colour = match common.color {
            Colour::Auto => anstream::ColorChoice::Auto,
            Colour::Always => anstream::ColorChoice::Always,
            Colour::Never => anstream::ColorChoice::Never,
        };
        let detail = match (common.quiet, common.verbose) {
            (true, _) => Detail::Errors,
            (_, true) => Detail::Everything,
            _ => Detail::Usual,
        };
        Self { given: common.lang, locale: None, colour, called, detail }
    }

    /// The same for a client that says in which language it is used, where the project says
    /// nothing.
    #[must_use]
    pub fn in_place(self, locale: Option<Language>) -> Self {
        Self { locale, ..self }
    }

    /// How the program was called: advice is written with that name.
    pub fn called(&self) -> Called {
        self.called
    }

    /// How verbose messages are.
    pub fn detail(&self) -> Detail {
        self.detail
    }

    /// The language of messages: the command line, then the project, then the locale.
    pub fn language(&self, project: Option<Language>) -> Language {
        self.given.or(project).or(self.locale).unwrap_or_else(locale_language)
    }

    /// A stream to standard output that heeds `--color`.
    pub fn results(&self) -> anstream::AutoStream<io::StdoutLock<'static>> {
        anstream::AutoStream::new(io::stdout().lock(), self.colour)
    }

    /// [`Output::results`] in large pieces, for long reports; its end must be flushed.
    pub fn report(&self) -> Report {
        let colour = match self.colour {
            anstream::ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()),
            chosen => chosen,
        };
        match colour {
            // Stripped line by line, every line would be a call to the system.
            anstream::ColorChoice::Never => {
                Report::Plain(StripBytes::new(), BufWriter::new(io::stdout().lock()))
            }
            _ => Report::Coloured(BufWriter::new(self.results())),
        }
    }

    /// A stream to standard error that heeds `--color`.
    pub fn messages(&self) -> anstream::AutoStream<io::StderrLock<'static>> {
        anstream::AutoStream::new(io::stderr().lock(), self.colour)
    }

    /// Says something to the person at the terminal, never part of the result.
    pub fn note(&self, text: &Text, language: Language) {
        // Without standard error there is no place for the message.
        if self.detail != Detail::Errors {
            drop(writeln!(self.messages(), "{}", plain(&self.called.advise(text.get(language)))));
        }
    }

    /// Says why a run cannot go on.
    pub fn failure(&self, failure: &Failure) {
        let language = self.language(None);
        let red: Style = AnsiColor::Red.on_default().bold();
        let cyan: Style = AnsiColor::Cyan.on_default().bold();
        let (error, help) = match language {
            Language::ZhCn => ("错误：", "办法："),
            Language::En => ("error: ", "help: "),
        };
        let said = |text: &Text| self.called.advise(text.get(language)).into_owned();
        let mut messages = self.messages();
        drop(writeln!(
            messages,
            "{red}{error}{red:#}{}",
            plain(&said(&failure.message).replace('\n', "\n| "))
        ));
        for excerpt in &failure.lines {
            drop(writeln!(messages, "{}", plain(excerpt)));
        }
        for text in &failure.help {
            drop(writeln!(messages, "{cyan}{help}{cyan:#}{}", one_line(&said(text))));
        }
    }
}

/// A long report on its way to standard output.
pub enum Report {
    /// Without colours.
    Plain(StripBytes, BufWriter<io::StdoutLock<'static>>),
    /// With colours, as far as the terminal can show them.
    Coloured(BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>),
}

impl Write for Report {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(strip, out) => {
                for visible in strip.strip_next(text) {
                    out.write_all(visible)?;
                }
                Ok(text.len())
            }
            Self::Coloured(out) => out.write(text),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(_, out) => out.flush(),
            Self::Coloured(out) => out.flush(),
        }
    }
}

/// [`plain`] on one line: at the beginning of a line, text could pass for a command of the service
/// that runs us.
#[must_use]
pub fn one_line(text: &str) -> String {
    plain(&text.replace(['\n', '\r'], " ")).into_owned()
}

/// Makes text from a project harmless on a terminal: control characters and characters that reorder
/// text become visible codes.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_dangerous(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Writes a value as JSON that is harmless on a terminal, too, and ends the line: serde escapes
/// what JSON says, which leaves some control characters and all that reorder text. Those are only
/// in strings, where an escape means the same.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    serde_json::to_writer_pretty(harmless(&mut out), value)?;
    writeln!(out)?;
    out.flush()
}

/// Writes a value as harmless JSON on one line; a reader gets it at once.
///
/// # Errors
/// When the stream cannot be written.
pub fn ndjson_line(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut text = Vec::new();
    serde_json::to_writer(harmless(&mut text), value)?;
    text.push(b'\n');
    out.write_all(&text)?;
    out.flush()
}

/// A stream of JSON that escapes what could drive a terminal; it is written whole parts of texts.
pub fn harmless(out: &mut dyn Write) -> impl Write + '_ {
    Harmless(out)
}

struct Harmless<'o>(&'o mut dyn Write);

impl Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = str::from_utf8(bytes).map_err(io::Error::other)?;
        if text.contains(is_dangerous) {
            for c in text.chars() {
                if is_dangerous(c) {
                    // Every such character is a single unit of UTF-16.
                    write!(self.0, "\\u{:04x}", u32::from(c))?;
                } else {
                    write!(self.0, "{c}")?;
                }
            }
        } else {
            self.0.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A list of which each element is made while it is written: a million uses are never values of
/// JSON at the same time.
pub struct Each<F>(pub F);

impl<F, I> serde::Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: serde::Serialize,
{
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// True for a character that could drive a terminal or make text read as something it is not.
#[must_use]
pub fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n') || is_reordering(c)
}

/// Bidirectional controls and invisible marks: they can make a line read as something it is not.
#[must_use]
pub const fn is_reordering(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{061c}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{Each, plain, write_json};

    #[test]
    fn text_of_a_project_cannot_drive_the_terminal() {
        assert_eq!(plain("pages/首页.js"), "pages/首页.js");
        assert_eq!(plain("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(plain("a\u{202e}cod.js"), "a\\u{202e}cod.js");
        let mut written = Vec::new();
        let list = ["页\u{9b}a\u{202e}", "\u{1b}\"\n"];
        write_json(&mut written, &Each(|| list.iter())).expect("it takes everything");
        assert_eq!(
            String::from_utf8_lossy(&written),
            "[\n  \"页\\u009ba\\u202e\",\n  \"\\u001b\\\"\\n\"\n]\n"
        );
    }
}
