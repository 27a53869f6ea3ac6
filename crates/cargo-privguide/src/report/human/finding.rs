//! One finding: its headline, its lines with excerpts, and what to do.

use std::io::Write;

use annotate_snippets::{
    AnnotationKind, Group, Level as Severity, Message, Origin, Renderer, Snippet, Title,
    renderer::DecorStyle,
};
use privguide::{
    language::{Language, Text},
    review::{Finding, FindingPlace, Level, PlaceRole},
    scan::Original,
};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    excerpt::{Excerpt, Room},
    failure::Failure,
    output::{one_line, plain},
    report::{
        Shown,
        view::{View, Warnings},
    },
    session::Session,
    terminal::{AnsiColor, Effects, Style},
};

/// The maximum number of places of one finding that are shown with an excerpt; of the others, only
/// the number is given.
const SHOWN_PLACES: usize = 3;
/// The same with `--verbose`: the renderer cannot handle an arbitrary number of excerpts.
const SHOWN_PLACES_VERBOSE: usize = 200;
/// Cells that the renderer writes before a line of source.
const GUTTER: usize = 8;

/// Where advice is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// After a later finding with the same advice.
    Later,
    /// After this finding, for this number of findings.
    For(usize),
}

/// The kinds of lines after a finding; each has a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Information.
    Note,
    /// Something to do.
    Help,
    /// Something to do about this number of findings.
    HelpForAll(usize),
}

impl Line {
    fn label(self, language: Language) -> String {
        match (self, language) {
            (Self::Note, Language::ZhCn) => "注：".to_owned(),
            (Self::Note, Language::En) => "note: ".to_owned(),
            (Self::Help, Language::ZhCn) => "办法：".to_owned(),
            (Self::Help, Language::En) => "help: ".to_owned(),
            (Self::HelpForAll(count), Language::ZhCn) => format!("办法（以上 {count} 项）："),
            (Self::HelpForAll(count), Language::En) => format!("help for these {count}: "),
        }
    }

    /// The label and the sentences, one below the other.
    fn text(self, sentences: &[String], view: &View) -> String {
        let bold = Style::new().effects(Effects::BOLD);
        let label = self.label(view.language);
        let sentences: Vec<String> = sentences
            .iter()
            .flat_map(|text| view.lines(&one_line(text), GUTTER + label.width()))
            .collect();
        format!(
            "{bold}{label}{bold:#}{}",
            sentences.join(&format!("\n{}", " ".repeat(label.width())))
        )
    }
}

/// Writes a line with its label, without a source excerpt.
pub fn write_line(
    out: &mut dyn Write,
    line: Line,
    sentences: &[String],
    view: &View,
) -> Result<(), Failure> {
    let text = line.text(sentences, view).replace('\n', "\n    ");
    Ok(writeln!(out, "  = {text}")?)
}

/// `error[rule]: message`
pub fn headline(level: Level, rule: &str, message: &str, language: Language) -> String {
    let colour = match level {
        Level::Error => AnsiColor::Red,
        Level::Warning => AnsiColor::Yellow,
    };
    let (level, colon) = match (level, language) {
        (Level::Error, Language::ZhCn) => ("错误", "："),
        (Level::Warning, Language::ZhCn) => ("警告", "："),
        (Level::Error, Language::En) => ("error", ": "),
        (Level::Warning, Language::En) => ("warning", ": "),
    };
    let (label, bold) = (colour.on_default().bold(), Style::new().effects(Effects::BOLD));
    format!("{label}{level}[{rule}]{label:#}{bold}{colon}{}{bold:#}", one_line(message))
}

/// Writes one finding.
///
/// # Errors
/// When the stream cannot be written.
pub fn write(
    out: &mut dyn Write,
    session: &Session,
    finding: &Finding,
    advice: Advice,
    view: &View,
) -> Result<(), Failure> {
    let shown = session.shown_for_people();
    let language = view.language;
    let severity = match finding.level {
        Level::Error => Severity::ERROR,
        Level::Warning => Severity::WARNING,
    };
    let title = headline(finding.level, finding.rule, &view.say(&finding.message), language);
    let mut group = Group::with_title(untouched(severity, title));
    // The deciding line is shown regardless of the number of places.
    let is_verbose = view.warnings == Warnings::Full;
    let most = if is_verbose { SHOWN_PLACES_VERBOSE } else { SHOWN_PLACES };
    let of_role = |role| finding.places.iter().filter(move |place| place.role == role).take(most);
    let places: Vec<&FindingPlace> =
        of_role(PlaceRole::Subject).chain(of_role(PlaceRole::Decision)).collect();
    let mut columns = Vec::new();
    for place in &places {
        let (with_place, column) = add_place(group, session, place, &shown, view);
        group = with_place;
        columns.push(column);
        if let Some(original) = session.project.original(&place.place) {
            let from = original_place(original, &shown);
            let text = Text::new(format!("源文件位置：{from}"), format!("in the sources: {from}"));
            group = group.element(message(Line::Note, &[view.say(&text)], view));
        }
    }
    let rest = finding.places.len() - places.len();
    if rest > 0 {
        let option = if is_verbose || finding.places.len() > SHOWN_PLACES_VERBOSE {
            "--format json"
        } else {
            "--verbose"
        };
        let text = Text::new(
            format!("另有 {rest} 处，加上 {option} 全部显示"),
            format!("{rest} more, {option} shows them all"),
        );
        group = group.element(message(Line::Note, &[view.say(&text)], view));
    }
    if let Advice::For(count) = advice
        && !finding.help.is_empty()
    {
        let help: Vec<String> = finding.help.iter().map(|help| view.say(help)).collect();
        group = group.element(message(
            if count > 1 { Line::HelpForAll(count) } else { Line::Help },
            &help,
            view,
        ));
    }
    let drawing =
        Renderer::styled().decor_style(DecorStyle::Ascii).term_width(usize::from(u16::MAX));
    let mut rendered = drawing.render(&[group]);
    // A shortened line has other columns than the file; the headers contain the columns of the
    // file, as links if the terminal supports them.
    let mut from = 0;
    for (place, column) in places.iter().zip(columns) {
        let Some(column) = column else { continue };
        let place = &place.place;
        let path = plain(&shown.path(&place.file)).into_owned();
        let given = format!("{path}:{}:{column}", place.line);
        let Some(at) = rendered[from..].find(&given).map(|at| from + at) else { continue };
        let meant = view.link(
            &format!("{path}:{}:{}", place.line, place.column),
            &session.on_disk(&place.file),
        );
        rendered.replace_range(at..at + given.len(), &meant);
        from = at + meant.len();
    }
    writeln!(out, "{rendered}\n")?;
    Ok(())
}

/// The renderer's labels end with an ASCII colon, so our labels are part of the text.
fn untouched(severity: Severity<'static>, text: String) -> Title<'static> {
    severity.no_name().secondary_title(text)
}

fn message(line: Line, sentences: &[String], view: &View) -> Message<'static> {
    Severity::NOTE.no_name().message(line.text(sentences, view))
}

/// Adds a place to its group, with the column that the renderer shows; `None` if it only shows the
/// file.
fn add_place<'a>(
    group: Group<'a>,
    session: &Session,
    place: &FindingPlace,
    shown: &Shown,
    view: &View,
) -> (Group<'a>, Option<usize>) {
    let path = plain(&shown.path(&place.place.file)).into_owned();
    let line = place.place.line as usize;
    let whole_file = place.place.start == place.place.end;
    let source = if whole_file { None } else { session.source(&place.place.file) };
    let label = place.label.as_ref().map(|label| one_line(label.get(view.language)));
    let room = Room {
        line: view.width.map(|width| width.saturating_sub(GUTTER)),
        label: label.as_deref().map_or(0, str::width),
    };
    let excerpt = source
        .map(|source| Excerpt::around(&source, &place.place, room))
        .filter(|excerpt| !excerpt.text.trim().is_empty());
    let Some(excerpt) = excerpt else {
        let origin = Origin::path(path);
        let column = place.place.column as usize;
        return if whole_file {
            (group.element(origin), None)
        } else {
            (group.element(origin.line(line).char_column(column)), Some(column))
        };
    };
    let kind = match place.role {
        PlaceRole::Subject => AnnotationKind::Primary,
        PlaceRole::Decision => AnnotationKind::Context,
    };
    let column = excerpt.text[..excerpt.marked.start].chars().count() + 1;
    let marked = kind.span(excerpt.marked).label(label);
    (
        group.element(Snippet::source(excerpt.text).path(path).line_start(line).annotation(marked)),
        Some(column),
    )
}

/// The original place of a place in a built file: `src/util.ts:5:9`.
pub fn original_place(original: &Original, shown: &Shown) -> String {
    let file = one_line(&shown.original(original));
    format!("{file}:{}:{}", original.line, original.column)
}
