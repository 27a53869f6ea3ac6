//! Converts findings to diagnostics: one at each subject place, with the deciding lines as related
//! information.

use std::{collections::BTreeMap, path::PathBuf};

use gen_lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, Message, Range, Uri,
};
use privguide::{
    review::{Finding, FindingPlace, Level, PlaceRole},
    tree::TreePath,
};

use super::{picture::Picture, position::Encoding, uri};

/// The address of the rules' documents.
const DOCUMENTS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/crates/privguide/rules/");
/// The maximum number of related places of a diagnostic; the finding itself is shown at each of its
/// places.
const MOST_RELATED: usize = 20;

/// The diagnostics of a project, by file.
pub fn diagnostics_of(picture: &Picture, encoding: Encoding) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
    let mut out: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    for finding in &picture.findings {
        for place in subjects(finding) {
            let diagnostic = diagnostic(finding, place, picture, encoding);
            out.entry(picture.on_disk(&place.place.file)).or_default().push(diagnostic);
        }
    }
    let mut is_reported = false;
    for problem in picture.problems() {
        is_reported = true;
        let range =
            range(picture, &problem.place.file, problem.place.start..problem.place.end, encoding);
        let message = with_help(
            problem.message.get(picture.language),
            problem.help.iter().map(|help| help.get(picture.language)),
        );
        out.entry(picture.on_disk(&problem.place.file)).or_default().push(failure(range, message));
    }
    if let (Some(text), Some(file), false) =
        (&picture.failure, &picture.declarations_file, is_reported)
    {
        out.entry(picture.on_disk(file))
            .or_default()
            .push(failure(Range::default(), text.get(picture.language).to_owned()));
    }
    out
}

/// The places at which a finding is shown: its subjects; if no place is marked as a subject, the
/// first place.
pub fn subjects(finding: &Finding) -> Vec<&FindingPlace> {
    let marked: Vec<&FindingPlace> =
        finding.places.iter().filter(|place| place.role == PlaceRole::Subject).collect();
    if marked.is_empty() { finding.places.iter().take(1).collect() } else { marked }
}

/// The range for bytes of a file; the start of the file if its text is not available.
pub fn range(
    picture: &Picture,
    file: &TreePath,
    bytes: std::ops::Range<usize>,
    encoding: Encoding,
) -> Range {
    picture.text(file).map(|text| encoding.range(text, &bytes)).unwrap_or_default()
}

/// A place as a location.
pub fn location(
    picture: &Picture,
    file: &TreePath,
    bytes: std::ops::Range<usize>,
    encoding: Encoding,
) -> Location {
    Location { uri: uri::uri(&picture.on_disk(file)), range: range(picture, file, bytes, encoding) }
}

fn diagnostic(
    finding: &Finding,
    place: &FindingPlace,
    picture: &Picture,
    encoding: Encoding,
) -> Diagnostic {
    let language = picture.language;
    let others = finding.places.iter().filter(|other| *other != place);
    let related = others.take(MOST_RELATED).map(|other| {
        let bytes = other.place.start..other.place.end;
        let label = other.label.as_ref().map_or(finding.rule, |label| label.get(language));
        DiagnosticRelatedInformation {
            location: location(picture, &other.place.file, bytes, encoding),
            message: label.to_owned(),
        }
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: range(picture, &place.place.file, place.place.start..place.place.end, encoding),
        severity: Some(match finding.level {
            Level::Error => DiagnosticSeverity::Error,
            Level::Warning => DiagnosticSeverity::Warning,
        }),
        code: Some(finding.rule.into()),
        code_description: Some(CodeDescription {
            href: Uri(format!("{DOCUMENTS}{}.md", finding.rule)),
        }),
        source: Some("privguide".to_owned()),
        message: Message::from(with_help(
            finding.message.get(language),
            finding.help.iter().map(|help| help.get(language)),
        )),
        tags: tag(finding.rule).map(|tag| vec![tag]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

fn with_help<'a>(message: &'a str, help: impl Iterator<Item = &'a str>) -> String {
    std::iter::once(message).chain(help).collect::<Vec<_>>().join("\n")
}

fn failure(range: Range, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::Error),
        source: Some("privguide".to_owned()),
        message: Message::from(message),
        ..Diagnostic::default()
    }
}

/// Editors grey out unnecessary code and strike through deprecated code.
fn tag(rule: &str) -> Option<DiagnosticTag> {
    match rule {
        "retired-interface" => Some(DiagnosticTag::Deprecated),
        "superfluous-private-info" => Some(DiagnosticTag::Unnecessary),
        _ if rule.starts_with("unused-") => Some(DiagnosticTag::Unnecessary),
        _ => None,
    }
}
