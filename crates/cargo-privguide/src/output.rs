//! Output of results and messages: streams, language, colour, and escaping of untrusted text.

use std::io::{self, BufWriter, Write};

use anstream::adapter::StripBytes;
use privguide::language::{Language, Text};
pub use privguide_fleet::text::{Each, harmless, is_dangerous, ndjson_line, plain};

use crate::{
    arguments::{Called, Colour, Common},
    failure::Failure,
    locale::locale_language,
    terminal::{AnsiColor, Style},
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
    /// Creates it from the options of the command line.
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

    /// For a client that states its language, which is used if the project states none.
    #[must_use]
    pub fn in_place(self, locale: Option<Language>) -> Self {
        Self { locale, ..self }
    }

    /// The command with which the program was called: advice contains this command.
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

    /// A stream to standard output that respects `--color`.
    pub fn results(&self) -> anstream::AutoStream<io::StdoutLock<'static>> {
        anstream::AutoStream::new(io::stdout().lock(), self.colour)
    }

    /// Like [`Output::results`], with a buffer for long reports; it must be flushed at the end.
    pub fn report(&self) -> Report {
        let colour = match self.colour {
            anstream::ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()),
            chosen => chosen,
        };
        match colour {
            // Without a buffer, stripping colours would cause a system call for every line.
            anstream::ColorChoice::Never => {
                Report::Plain(StripBytes::new(), BufWriter::new(io::stdout().lock()))
            }
            _ => Report::Coloured(BufWriter::new(self.results())),
        }
    }

    /// A stream to standard error that respects `--color`.
    pub fn messages(&self) -> anstream::AutoStream<io::StderrLock<'static>> {
        anstream::AutoStream::new(io::stderr().lock(), self.colour)
    }

    /// Writes a message to standard error; it is never part of the result.
    pub fn note(&self, text: &Text, language: Language) {
        // Without standard error, the message cannot be shown.
        if self.detail != Detail::Errors {
            drop(writeln!(self.messages(), "{}", plain(&self.called.advise(text.get(language)))));
        }
    }

    /// Writes why a run cannot continue.
    pub fn failure(&self, failure: &Failure) {
        let language = self.language(None);
        let red: Style = AnsiColor::Red.on_default().bold();
        let cyan: Style = AnsiColor::Cyan.on_default().bold();
        let (error, help) = match language {
            Language::ZhCn => ("错误：", "办法："),
            Language::En => ("error: ", "help: "),
        };
        let shown = |text: &Text| self.called.advise(text.get(language)).into_owned();
        let mut messages = self.messages();
        drop(writeln!(
            messages,
            "{red}{error}{red:#}{}",
            plain(&shown(&failure.message).replace('\n', "\n| "))
        ));
        for excerpt in &failure.lines {
            drop(writeln!(messages, "{}", plain(excerpt)));
        }
        for text in &failure.help {
            drop(writeln!(messages, "{cyan}{help}{cyan:#}{}", one_line(&shown(text))));
        }
    }
}

/// A buffered stream to standard output for a long report.
pub enum Report {
    /// Without colours.
    Plain(StripBytes, BufWriter<io::StdoutLock<'static>>),
    /// With colours, as far as the terminal supports them.
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

/// [`plain`] on one line: at the start of a line, text could be interpreted as a command of the CI
/// service.
#[must_use]
pub fn one_line(text: &str) -> String {
    plain(&text.replace(['\n', '\r'], " ")).into_owned()
}

/// Writes a value as JSON that is safe for a terminal, with a line end.
pub fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    serde_json::to_writer_pretty(harmless(&mut out), value)?;
    writeln!(out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::{Each, write_json};

    #[test]
    fn long_json_cannot_drive_the_terminal() {
        let mut written = Vec::new();
        let list = ["页\u{9b}a\u{202e}", "\u{1b}\"\n"];
        write_json(&mut written, &Each(|| list.iter())).expect("it takes everything");
        assert_eq!(
            String::from_utf8_lossy(&written),
            "[\n  \"页\\u009ba\\u202e\",\n  \"\\u001b\\\"\\n\"\n]\n"
        );
    }
}
