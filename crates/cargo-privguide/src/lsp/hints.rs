//! Inlay hints: after each use, the information type and its declared purpose; after each
//! declaration, the number of uses.

use std::ops::Range;

use gen_lsp_types::InlayHint;
use privguide::{catalog::information_types, language::Language, scan::Use, tree::TreePath};

use super::{picture::Picture, position::Encoding};

/// The maximum number of characters of a purpose in a hint; the hover shows all of it.
const SHORT: usize = 24;

/// The hints for a range of a file.
pub fn hints_in(
    picture: &Picture,
    path: &TreePath,
    range: &Range<usize>,
    encoding: Encoding,
) -> Vec<InlayHint> {
    let Some(text) = picture.text(path) else { return Vec::new() };
    let mut out = Vec::new();
    for (_, found) in picture.uses(path).filter(|(_, found)| range.contains(&found.place.start)) {
        if !found.interface.information.is_empty() {
            out.push((found.place.end, of_use(picture, found)));
        }
    }
    if let Some(declarations) =
        picture.declarations().filter(|declarations| declarations.source.path() == path)
    {
        for entry in
            declarations.information.iter().filter(|entry| range.contains(&entry.span.start))
        {
            let count = picture.places_of(&entry.id.value).len();
            let label = match picture.language {
                Language::ZhCn => format!("代码中 {count} 处"),
                Language::En if count == 1 => "1 use".to_owned(),
                Language::En => format!("{count} uses"),
            };
            out.push((entry.span.end, label));
        }
    }
    out.dedup();
    let hint = |(at, label): (usize, String)| InlayHint {
        position: encoding.position(text, at),
        label: label.into(),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    out.into_iter().map(hint).collect()
}

fn of_use(picture: &Picture, found: &Use) -> String {
    let one = |id: &String| {
        let name = information_types()
            .iter()
            .find(|row| row.id == *id)
            .map_or(id.as_str(), |row| row.thing.get(picture.language));
        let purpose = picture
            .declarations()
            .and_then(|known| known.information(id))
            .map(|entry| purpose(entry, picture.language));
        match (purpose, picture.language) {
            (Some(purpose), Language::ZhCn) => format!("{name}：{purpose}"),
            (Some(purpose), Language::En) => format!("{name}: {purpose}"),
            (None, Language::ZhCn) => format!("{name}：未声明"),
            (None, Language::En) => format!("{name}: not declared"),
        }
    };
    let all: Vec<String> = found.interface.information.iter().map(one).collect();
    all.join(match picture.language {
        Language::ZhCn => "；",
        Language::En => "; ",
    })
}

fn purpose(entry: &privguide::declaration::DeclaredInformation, language: Language) -> String {
    let given =
        entry.purpose.get(language).or(entry.purpose.zh.as_ref()).or(entry.purpose.en.as_ref());
    let given = given.map(|given| given.value.replace(['\n', '\r'], " ")).unwrap_or_default();
    match given.char_indices().nth(SHORT) {
        Some((at, _)) => format!("{}…", &given[..at]),
        None => given,
    }
}
