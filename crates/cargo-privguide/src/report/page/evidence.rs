//! Each information type with its sentence in the guide and all evidence for it in the code.

use std::collections::{BTreeMap, BTreeSet};

use privguide::{
    catalog::information_types,
    declaration::DeclaredInformation,
    guide::Guide,
    language::{Language, Text},
    program::Status,
    project::{AnalysedProgram, Project},
    review::Finding,
    scan::Use,
};
use serde_json::{Value, json};

use super::{anchor, both, place_text};
use crate::{
    excerpt::{Excerpt, Room},
    output::one_line,
    report::Shown,
    session::Session,
};

/// The maximum number of files in a picture; those in the middle are combined in one box.
const MOST_BOXES: usize = 6;
/// The maximum number of chains of one type that are listed; `why` shows the others.
const MOST_CHAINS: usize = 60;
/// The maximum number of characters of a path in a picture, by its width on paper.
const WIDEST: usize = 76;
/// The width of the picture that compares own code with that of others.
const SHARE_WIDTH: usize = 600;

/// The content of the page about information types.
pub struct Evidence {
    /// The types, in the order of the platform's table, followed by those that the developer
    /// defines.
    pub types: Vec<Value>,
    /// The types that can be selected.
    pub type_names: Vec<Value>,
    /// The statuses of uses that can be selected.
    pub statuses: Vec<Value>,
    /// The packages that contain uses.
    pub packages: Vec<Value>,
    /// The number of uses.
    pub use_count: usize,
    /// The share of uses in the developers' own code.
    pub share: Value,
}

struct Row<'a> {
    analysed: &'a AnalysedProgram,
    found: &'a Use,
    status: Status,
    package: String,
}

/// Gathers the evidence of a project.
pub fn project_evidence(
    index: usize,
    session: &Session,
    findings: &[Finding],
    shown: &Shown,
) -> Evidence {
    let project = &session.project;
    let declarations = project.declarations.as_ref().map(|parsed| &parsed.declarations);
    let guides: Vec<Guide> = guides(project);
    let rows: Vec<Row<'_>> =
        project.counted_uses().map(|(analysed, found)| row(analysed, found)).collect();
    let mut out = Evidence {
        types: Vec::new(),
        type_names: Vec::new(),
        statuses: Vec::new(),
        packages: Vec::new(),
        use_count: 0,
        share: Value::Null,
    };
    let used: BTreeSet<&str> =
        rows.iter().flat_map(|row| &row.found.interface.information).map(String::as_str).collect();
    let own_types = declarations
        .iter()
        .flat_map(|known| &known.information)
        .map(|entry| entry.id.value.as_str());
    let own_types = own_types.filter(|id| information_types().iter().all(|row| row.id != *id));
    let ids: Vec<&str> =
        information_types().iter().map(|row| row.id.as_str()).chain(own_types).collect();
    for id in ids {
        let entry = declarations.and_then(|known| known.information(id));
        if entry.is_none() && !used.contains(id) {
            continue;
        }
        let of_type: Vec<(usize, &Row<'_>)> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.found.interface.information.iter().any(|known| known == id))
            .collect();
        out.use_count += of_type.len();
        let label = label(id, entry);
        out.type_names.push(json!({ "id": id, "label": label }));
        let about = findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| finding.information.iter().any(|known| known == id));
        let about = about
            .map(|(at, finding)| json!({ "anchor": anchor(index, at), "rule": finding.rule }))
            .collect::<Vec<_>>();
        out.types.push(json!({
            "id": id, "anchor": format!("type-{}-{}", index + 1, one_line(id)), "label": label, "state": state(id, entry, !of_type.is_empty()),
            "sentences": sentences(&guides, id, entry),
            "purpose": entry.and_then(|entry| both(entry.purpose.zh.as_ref(), entry.purpose.en.as_ref())),
            "declared_at": entry.zip(declarations).map(|(entry, known)| place_text(&known.source.place(entry.span.clone()), shown)),
            "findings": about,
            "picture": of_type.first().and_then(|(_, row)| picture(row, &label, shown)),
            "uses": of_type.iter().map(|(at, row)| use_row(index, *at, id, row, session, shown)).collect::<Vec<_>>(),
            "chains": chains(&of_type, shown),
        }));
    }
    out.statuses = statuses(&rows);
    out.packages = packages(&rows);
    out.share = share(&rows);
    out
}

fn guides(project: &Project) -> Vec<Guide> {
    Language::ALL.into_iter().filter_map(|language| project.guide(language)).collect()
}

fn row<'a>(analysed: &'a AnalysedProgram, found: &'a Use) -> Row<'a> {
    let (status, package) = if let Some(bringer) = &found.bringer {
        (Status::Reachable, bringer.name.clone())
    } else {
        let brought = analysed.program.brought_by(&found.place.file);
        (analysed.status_of(&found.place.file), brought.unwrap_or_default())
    };
    Row { analysed, found, status, package: one_line(&package) }
}

fn label(id: &str, entry: Option<&DeclaredInformation>) -> Text {
    let known = information_types()
        .iter()
        .find(|row| row.id == id)
        .map(privguide::catalog::InformationType::label);
    let own = || entry.and_then(|entry| both(entry.name.zh.as_ref(), entry.name.en.as_ref()));
    known.or_else(own).unwrap_or_else(|| Text::new(one_line(id), one_line(id)))
}

fn state(id: &str, entry: Option<&DeclaredInformation>, is_used: bool) -> Value {
    let is_self_collected =
        information_types().iter().find(|row| row.id == id).is_none_or(|row| row.self_collected);
    let has_purpose = entry
        .is_some_and(|entry| both(entry.purpose.zh.as_ref(), entry.purpose.en.as_ref()).is_some());
    let (class, text) = match (entry, is_used) {
        (None, _) => ("missing", Text::new("代码用到，没有声明", "used and not declared")),
        (Some(_), _) if !has_purpose => ("missing", Text::new("没有写用途", "without a purpose")),
        (Some(_), true) => ("declared", Text::new("已声明，代码用到", "declared and used")),
        (Some(_), false) if is_self_collected => {
            ("declared", Text::new("自行收集，没有对应接口", "collected without an interface"))
        }
        (Some(_), false) => ("unused", Text::new("已声明，代码没有用到", "declared and not used")),
    };
    json!({ "class": class, "text": text })
}

fn sentences(guides: &[Guide], id: &str, entry: Option<&DeclaredInformation>) -> Vec<Value> {
    let Some(entry) = entry else { return Vec::new() };
    let one = |guide: &Guide| {
        let text = guide.sentence_about(id, entry)?;
        Some(json!({ "language": guide.language, "text": one_line(&text) }))
    };
    guides.iter().filter_map(one).collect()
}

fn use_row(
    project: usize,
    at: usize,
    id: &str,
    row: &Row<'_>,
    session: &Session,
    shown: &Shown,
) -> Value {
    let place = &row.found.place;
    let excerpt = session
        .source(&place.file)
        .map(|source| Excerpt::around(&source, place, Room { line: Some(90), label: 0 }));
    let (before, marked, after) = excerpt.map_or_else(Default::default, |cut| {
        let (text, at) = (&cut.text, &cut.marked);
        (
            text[..at.start].trim_start().to_owned(),
            text[at.clone()].to_owned(),
            text[at.end..].to_owned(),
        )
    });
    json!({
        "anchor": format!("use-{}-{}-{}", project + 1, one_line(id), at + 1), "place": place_text(place, shown), "interface": one_line(&row.found.interface.name),
        "before": before, "marked": marked, "after": after, "status": row.status.name(), "status_text": status_text(row.status), "package": row.package,
    })
}

fn status_text(status: Status) -> Text {
    match status {
        Status::Reachable => Text::new("会运行", "runs"),
        Status::Packed => Text::new("只打包", "packed only"),
        Status::Outside => Text::new("不在包里", "not in the package"),
    }
}

/// The files from the entry to a use, shortened.
fn steps(row: &Row<'_>, shown: &Shown) -> Vec<String> {
    let chain = row
        .analysed
        .program
        .chain(&row.found.place.file)
        .unwrap_or_else(|| vec![row.found.place.file.clone()]);
    let mut out: Vec<String> = chain.iter().map(|file| one_line(&shown.path(file))).collect();
    out.extend(
        row.found
            .bringer
            .iter()
            .flat_map(|bringer| bringer.chain.iter().map(|name| one_line(name))),
    );
    if out.len() > MOST_BOXES {
        let end = out.split_off(out.len() - MOST_BOXES / 2);
        let left_out = out.len() - MOST_BOXES / 2;
        out.truncate(MOST_BOXES / 2);
        out.push(format!("… {left_out} …"));
        out.extend(end);
    }
    out
}

fn chains(of_type: &[(usize, &Row<'_>)], shown: &Shown) -> Vec<Vec<String>> {
    let mut known = BTreeSet::new();
    let all = of_type.iter().filter(|(_, row)| known.insert((&row.found.place.file, &row.package)));
    let mut out: Vec<Vec<String>> = all.map(|(_, row)| steps(row, shown)).collect();
    if out.len() > MOST_CHAINS {
        let left_out = out.len() - MOST_CHAINS;
        out.truncate(MOST_CHAINS);
        out.push(vec![format!("… {left_out} … cargo privguide why")]);
    }
    out
}

/// A column of boxes from the entry to the interface and the information type.
fn picture(row: &Row<'_>, label: &Text, shown: &Shown) -> Option<Value> {
    let mut boxes = steps(row, shown);
    boxes.push(one_line(&row.found.interface.name));
    let cut = |text: &String| match text.char_indices().rev().nth(WIDEST - 2) {
        Some((at, _)) if text.chars().count() > WIDEST => format!("…{}", &text[at..]),
        _ => text.clone(),
    };
    let boxes: Vec<String> = boxes.iter().map(cut).collect();
    let widest =
        boxes.iter().map(|text| unicode_width::UnicodeWidthStr::width(text.as_str())).max()?;
    let nodes: Vec<Value> =
        boxes.iter().enumerate().map(|(at, text)| json!({ "y": at * 40, "text": text })).collect();
    let title = Text::new(
        format!("{}：从入口到接口", label.zh),
        format!("{}: from the entry to the interface", label.en),
    );
    Some(
        json!({ "width": widest * 8 + 24, "height": nodes.len() * 40 - 14, "nodes": nodes, "title": title }),
    )
}

fn statuses(rows: &[Row<'_>]) -> Vec<Value> {
    let all: BTreeMap<&str, Text> =
        rows.iter().map(|row| (row.status.name(), status_text(row.status))).collect();
    all.into_iter().map(|(id, label)| json!({ "id": id, "label": label })).collect()
}

fn packages(rows: &[Row<'_>]) -> Vec<Value> {
    let names: BTreeSet<&str> =
        rows.iter().map(|row| row.package.as_str()).filter(|name| !name.is_empty()).collect();
    names.into_iter().map(|name| json!({ "id": name, "label": Text::new(name, name) })).collect()
}

fn share(rows: &[Row<'_>]) -> Value {
    let own = rows.iter().filter(|row| row.package.is_empty()).count();
    let total = rows.len();
    let others = total - own;
    let title = Text::new(
        format!("自己的代码 {own} 处，第三方 {others} 处"),
        format!("own code: {own}; brought by others: {others}"),
    );
    json!({ "total": total, "own_width": (own * SHARE_WIDTH).checked_div(total).unwrap_or(0), "title": title })
}
