//! The time line of declarations: across revisions, and in the work tree.

use std::collections::BTreeMap;

use privguide::{
    catalog::information_types,
    declaration::{self, Declarations},
    language::Text,
    tree::{SourceText, TreePath},
};
use privguide_git::{FileContent, FileStates};
use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::both;
use crate::output::one_line;

/// The left end of the lines in the picture, after the names.
const NAMES: usize = 210;
/// The width of the picture.
const WIDTH: usize = 760;
/// The height of a line.
const LINE: usize = 26;
/// The width of a date.
const DATE: usize = 84;
/// The maximum number of columns of a name in the picture.
const WIDEST: usize = 28;
/// The maximum number of characters of a commit's message.
const SUMMARY: usize = 90;

/// Declared things by key, each with its name and its texts.
type Declared = BTreeMap<String, (Text, String)>;

/// A state that differs from the previous one, or that cannot be read.
struct Point {
    /// `None` for the work tree.
    date: Option<String>,
    commit: String,
    summary: String,
    declared: Option<Declared>,
}

/// The time line, as rows of a table and as a picture.
pub fn timeline(states: &FileStates, file: &TreePath, now: &Declarations) -> Value {
    let mut points: Vec<Point> = Vec::new();
    for state in &states.states {
        let summary = one_line(&state.commit.summary).chars().take(SUMMARY).collect();
        let declared = match &state.content {
            FileContent::Removed => Some(Declared::new()),
            FileContent::NotRead => None,
            FileContent::Bytes(bytes) => {
                let parsed = declaration::parse(SourceText::decode(file.clone(), bytes.clone()));
                parsed.is_readable().then(|| declared(&parsed.declarations))
            }
        };
        add(
            &mut points,
            Point {
                date: Some(state.commit.date.clone()),
                commit: state.commit.commit.short(),
                summary,
                declared,
            },
        );
    }
    add(
        &mut points,
        Point {
            date: None,
            commit: String::new(),
            summary: String::new(),
            declared: Some(declared(now)),
        },
    );
    let mut rows = Vec::new();
    let mut before = &Declared::new();
    for point in &points {
        rows.push(row(before, point));
        before = point.declared.as_ref().unwrap_or(before);
    }
    let readable: Vec<(&Point, &Declared)> =
        points.iter().filter_map(|point| Some((point, point.declared.as_ref()?))).collect();
    json!({ "rows": rows, "picture": picture(&readable), "has_older": states.has_older, "is_shallow": states.is_shallow })
}

/// Adds a state, unless it is equal to the last readable one.
fn add(points: &mut Vec<Point>, point: Point) {
    let last = points.iter().rev().find_map(|point| point.declared.as_ref());
    let is_new = match (&point.declared, last) {
        (Some(declared), Some(last)) => declared != last,
        (Some(declared), None) => !declared.is_empty(),
        (None, _) => true,
    };
    if is_new {
        points.push(point);
    }
}

fn declared(declarations: &Declarations) -> Declared {
    let mut out = Declared::new();
    for entry in &declarations.information {
        let id = one_line(&entry.id.value);
        let row = information_types().iter().find(|row| row.id == entry.id.value);
        let own = || {
            both(entry.name.zh.as_ref(), entry.name.en.as_ref())
                .unwrap_or_else(|| Text::new(id.clone(), id.clone()))
        };
        let name = row.map_or_else(own, |row| row.thing.clone());
        out.insert(format!("1 {id}"), (name, purposes(&entry.purpose)));
    }
    for party in declarations.others() {
        let known = party
            .id
            .as_ref()
            .or(party.hosts.first())
            .map(|id| one_line(&id.value))
            .unwrap_or_default();
        let name = both(party.name.zh.as_ref(), party.name.en.as_ref())
            .unwrap_or_else(|| Text::new(known.clone(), known.clone()));
        let key = if known.is_empty() { name.zh.clone() } else { known };
        let handled: Vec<String> = party
            .information
            .iter()
            .map(|one| format!("{} {}", one.id.value, purposes(&one.purpose)))
            .collect();
        out.insert(format!("2 {} {key}", party.kind.table()), (name, handled.join("\n")));
    }
    out
}

fn purposes(purpose: &declaration::Translated) -> String {
    let one = |given: Option<&declaration::Spanned<String>>| {
        given.map(|given| given.value.trim().to_owned()).unwrap_or_default()
    };
    format!("{}\n{}", one(purpose.zh.as_ref()), one(purpose.en.as_ref()))
}

/// What a state adds, removes and rewords.
fn row(old: &Declared, point: &Point) -> Value {
    let names = |one: &Declared, fits: &dyn Fn(&str, &String) -> bool| {
        one.iter()
            .filter(|(key, (_, text))| fits(key, text))
            .map(|(_, (name, _))| json!(name))
            .collect::<Vec<_>>()
    };
    let new = point.declared.as_ref().unwrap_or(old);
    json!({
        "date": point.date, "commit": point.commit, "summary": point.summary, "unreadable": point.declared.is_none(),
        "added": names(new, &|key, _| !old.contains_key(key)),
        "removed": names(old, &|key, _| !new.contains_key(key)),
        "changed": names(new, &|key, text| old.get(key).is_some_and(|(_, before)| before != text)),
    })
}

/// A line for each thing that was ever declared, from its first to its last state, with a dot where
/// one of its texts was changed.
fn picture(points: &[(&Point, &Declared)]) -> Value {
    if points.len() < 2 {
        return Value::Null;
    }
    let names: BTreeMap<&String, &Text> = points
        .iter()
        .flat_map(|(_, declared)| declared.iter().map(|(key, (name, _))| (key, name)))
        .collect();
    let step = (WIDTH - NAMES) / points.len();
    let x = |at: usize| NAMES + at * step;
    let line = |(line, (key, name)): (usize, (&&String, &&Text))| {
        let text: Vec<Option<&String>> =
            points.iter().map(|(_, declared)| declared.get(*key).map(|(_, text)| text)).collect();
        let mut bars = Vec::new();
        let mut at = 0;
        for run in text.chunk_by(|a, b| a.is_some() == b.is_some()) {
            if run[0].is_some() {
                bars.push(json!({ "x": x(at), "width": run.len() * step }));
            }
            at += run.len();
        }
        let changes = text
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| pair[0].is_some() && pair[1].is_some() && pair[0] != pair[1]);
        let dots: Vec<usize> = changes.map(|(at, _)| x(at + 1)).collect();
        let cut = |text: &str| shortened(text, WIDEST);
        json!({ "y": (line + 1) * LINE, "name": Text::new(cut(&name.zh), cut(&name.en)), "bars": bars, "dots": dots })
    };
    let lines: Vec<Value> = names.iter().enumerate().map(line).collect();
    // As many dates as there is space for, including the newest.
    let every = DATE.div_ceil(step.max(1));
    let marks =
        points.iter().enumerate().filter(|(at, _)| (points.len() - 1 - at).is_multiple_of(every));
    let marks: Vec<Value> =
        marks.map(|(at, (point, _))| json!({ "x": x(at), "date": point.date })).collect();
    let width = NAMES + points.len() * step + DATE.saturating_sub(step);
    json!({ "width": width, "height": (lines.len() + 1) * LINE, "lines": lines, "marks": marks })
}

/// A text shortened to this number of columns.
fn shortened(text: &str, widest: usize) -> String {
    if text.width() <= widest {
        return text.to_owned();
    }
    let mut out = String::new();
    for letter in text.chars() {
        if out.width() + letter.width().unwrap_or(0) >= widest {
            break;
        }
        out.push(letter);
    }
    out + "…"
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_name_is_cut_where_its_columns_end() {
        assert_eq!(shortened("address book", 12), "address book");
        assert_eq!(shortened("address books", 12), "address boo…");
        assert_eq!(shortened("通讯录权限", 8), "通讯录…");
    }
}
