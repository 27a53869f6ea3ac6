//! SARIF 2.1.0, for code scanning: one run, relative addresses, fingerprints that survive moved
//! lines.

mod model;

use privguide::{
    language::{Language, Text},
    review::{Finding, Level, RuleDocument},
};

use self::model::{
    ArtifactChange, ArtifactLocation, Content, Driver, Fingerprints, Fix, Invocation, Location,
    Log, MarkdownMessage, Message, Notification, PhysicalLocation, Region, Replacement,
    ReportingConfiguration, ReportingDescriptor, Result as SarifResult, Run, Tool, UriBase,
    UriBases,
};
use super::located::{Edit, Located, Span, Spot};
use crate::output::plain;

/// The name of the base folder to which all addresses are relative.
const BASE: &str = "%SRCROOT%";

/// The maximum number of results of a run. GitHub shows this many, and rejects a file with five
/// times as many:
/// <https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit>.
const MOST_RESULTS: usize = 5_000;

/// The report: one run with every rule and the findings that fit, errors first. A notification of
/// the run says how many were left out.
pub fn sarif<'f>(
    located: impl Iterator<Item = Located<'f>>,
    rules: &[&RuleDocument],
    language: Language,
) -> Log {
    let (taken, further) = first(located);
    let invocations = left_out(further, &taken, language).into_iter().collect();
    let results = taken.iter().map(|finding| result(finding, rules, language)).collect();
    let driver = Driver {
        name: "privguide",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules.iter().map(|rule| descriptor(rule, language)).collect(),
    };
    let description = Message { text: "The folder that all addresses are relative to".to_owned() };
    let run = Run {
        tool: Tool { driver },
        original_uri_base_ids: UriBases { root: UriBase { description } },
        column_kind: "unicodeCodePoints",
        language: language.tag(),
        invocations,
        results,
    };
    Log::new(run)
}

/// The findings that fit, in order; if there are too many, errors first; and the number of those
/// left out. At most twice the limit is in memory.
fn first<'f>(located: impl Iterator<Item = Located<'f>>) -> (Vec<Located<'f>>, usize) {
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    let mut all = 0;
    for (at, finding) in located.enumerate() {
        all += 1;
        let of_level =
            if finding.finding.level == Level::Error { &mut errors } else { &mut warnings };
        if of_level.len() < MOST_RESULTS {
            of_level.push((at, finding));
        }
    }
    let mut taken: Vec<(usize, Located<'f>)> =
        errors.into_iter().chain(warnings).take(MOST_RESULTS).collect();
    if all <= MOST_RESULTS {
        taken.sort_unstable_by_key(|&(at, _)| at);
    }
    let further = all - taken.len();
    (taken.into_iter().map(|(_, finding)| finding).collect(), further)
}

/// A notification about findings that the report does not contain.
fn left_out(results: usize, taken: &[Located<'_>], language: Language) -> Option<Invocation> {
    let places: usize = taken.iter().map(|finding| finding.left_out).sum();
    let text = Text::new(
        format!(
            "数量超过 SARIF 读取方的上限：{results} 个问题和 {places} 个位置没有写入，--format json 列出全部"
        ),
        format!(
            "more than readers of SARIF take: {results} findings and {places} places are left out; --format json lists all of them"
        ),
    );
    (results + places > 0).then(|| Invocation {
        execution_successful: true,
        tool_execution_notifications: [Notification {
            level: "warning",
            message: Message { text: text.get(language).to_owned() },
        }],
    })
}

fn descriptor(rule: &RuleDocument, language: Language) -> ReportingDescriptor {
    let title = rule.title.get(language).to_owned();
    let body = rule.body.get(language);
    let text = format!("{body}\n\n- {}", rule.sources.join("\n- "));
    ReportingDescriptor {
        id: rule.id.clone(),
        short_description: Message { text: title },
        help: MarkdownMessage { text: text.clone(), markdown: text },
        default_configuration: ReportingConfiguration { level: level(rule.level) },
    }
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

fn result(located: &Located<'_>, rules: &[&RuleDocument], language: Language) -> SarifResult {
    let finding = located.finding;
    let (main, related) = located.spots.split_first().expect("a located finding has a place");
    SarifResult {
        rule_id: finding.rule,
        rule_index: rules.iter().position(|rule| rule.id == finding.rule),
        level: level(finding.level),
        message: Message { text: message(finding, language) },
        locations: vec![location(main, None, language)],
        related_locations: related
            .iter()
            .zip(1..)
            .map(|(spot, id)| location(spot, Some(id), language))
            .collect(),
        partial_fingerprints: Fingerprints {
            own: located.fingerprint.clone(),
            primary: located.fingerprint.clone(),
        },
        fixes: fix(located, language).into_iter().collect(),
    }
}

fn message(finding: &Finding, language: Language) -> String {
    let lines = std::iter::once(&finding.message).chain(&finding.help);
    let lines: Vec<String> = lines.map(|line| inert(line.get(language))).collect();
    lines.join("\n")
}

fn location(spot: &Spot, id: Option<u32>, language: Language) -> Location {
    Location {
        id,
        physical_location: PhysicalLocation {
            artifact_location: artifact(&spot.path),
            region: (!spot.whole_file).then(|| region(spot)),
        },
        message: spot.label.as_ref().map(|label| Message { text: inert(label.get(language)) }),
    }
}

fn region(spot: &Spot) -> Region {
    let snippet =
        (!spot.marked.is_empty()).then(|| Content { text: plain(&spot.marked).into_owned() });
    Region { snippet, ..bare_region(spot.span) }
}

const fn bare_region(span: Span) -> Region {
    Region {
        start_line: span.start.0,
        start_column: span.start.1,
        end_line: span.end.0,
        end_column: span.end.1,
        snippet: None,
    }
}

fn fix(located: &Located<'_>, language: Language) -> Option<Fix> {
    let title = &located.finding.fix.as_ref()?.title;
    let mut changes: Vec<ArtifactChange> = Vec::new();
    for edit in &located.edits {
        let artifact_location = artifact(&edit.path);
        match changes.iter_mut().find(|change| change.artifact_location == artifact_location) {
            Some(change) => change.replacements.push(replacement(edit)),
            None => changes
                .push(ArtifactChange { artifact_location, replacements: vec![replacement(edit)] }),
        }
    }
    let description = Message { text: inert(title.get(language)) };
    (!changes.is_empty()).then_some(Fix { description, artifact_changes: changes })
}

fn replacement(edit: &Edit) -> Replacement {
    Replacement {
        deleted_region: bare_region(edit.span),
        inserted_content: Content { text: edit.replacement.clone() },
    }
}

fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation { uri: uri(path), uri_base_id: BASE }
}

/// A path as a relative reference of RFC 3986. All characters other than unreserved ones and `/`
/// are percent-encoded, including `:`, which could be read as the end of a scheme.
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend(
                [byte >> 4, byte & 15]
                    .map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])),
            );
        }
    }
    out
}

/// Escapes text from a project for a plain-text message: in SARIF, `{0}` is a placeholder and
/// `[text](target)` a link.
fn inert(text: &str) -> String {
    let text = plain(text);
    let text = text.replace('\n', " ");
    let text = if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text
    };
    let placeholder =
        text.split('{').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if placeholder { text.replace('{', "{{").replace('}', "}}") } else { text }
}

#[cfg(test)]
mod tests;
