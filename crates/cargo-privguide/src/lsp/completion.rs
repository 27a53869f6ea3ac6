//! Completions in `privguide.toml`: sections, keys, values, and example purposes.

use gen_lsp_types::{CompletionItem, CompletionItemKind};
use privguide::{
    catalog::{InformationType, information_types, third_parties},
    declaration::{DeclarationKey, KeyKind, KeySection, PartyRole, SectionShape},
    language::{Language, Text},
    review,
};

/// The completions at an offset of the text.
pub fn completions_at(text: &str, offset: usize, language: Language) -> Vec<CompletionItem> {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let written = line.trim_start();
    if written.starts_with('#') {
        return Vec::new();
    }
    if written.starts_with('[') {
        return header(written, language);
    }
    let header =
        before[..before.len() - line.len()].lines().rev().find_map(|line| header_of(line.trim()));
    let path: Vec<String> = header.unwrap_or_default();
    match written.split_once('=') {
        None => names(&path, language),
        Some((key, value)) => {
            let key: Vec<&str> = key.trim().split('.').map(unquoted).collect();
            let path: Vec<&str> = path.iter().map(String::as_str).chain(key).collect();
            values(&path, value, language)
        }
    }
}

/// The names in a header such as `[information.Location]`.
fn header_of(line: &str) -> Option<Vec<String>> {
    let inside = line.strip_prefix('[')?;
    let inside = inside.strip_prefix('[').unwrap_or(inside);
    let inside = inside.split(']').next()?;
    Some(inside.split('.').map(|name| unquoted(name).to_owned()).collect())
}

fn unquoted(name: &str) -> &str {
    name.trim().trim_matches(['"', '\''])
}

/// Completions in a header: sections, and information types after `information.`
fn header(written: &str, language: Language) -> Vec<CompletionItem> {
    let inside = written.trim_start_matches('[');
    match inside.rsplit_once('.') {
        Some((before, _)) if before == "information" || before.ends_with(".information") => {
            information_types().iter().map(|row| type_item(row, language)).collect()
        }
        Some((before, _)) => {
            let with_information =
                section(before).is_some_and(|section| section.shape == SectionShape::Array);
            if with_information {
                vec![item("information", CompletionItemKind::Module, None)]
            } else {
                Vec::new()
            }
        }
        None => KeySection::all()
            .iter()
            .map(|section| {
                item(&section.name, CompletionItemKind::Module, Some(section.about.get(language)))
            })
            .collect(),
    }
}

fn section(name: &str) -> Option<&'static KeySection> {
    KeySection::all().iter().find(|section| section.name == name)
}

/// Completions for a key.
fn names(path: &[String], language: Language) -> Vec<CompletionItem> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let of_keys = |keys: &[DeclarationKey]| -> Vec<CompletionItem> {
        keys.iter()
            .map(|key| item(&key.name, CompletionItemKind::Property, Some(key.about.get(language))))
            .collect()
    };
    match path[..] {
        [] => {
            let mut all = of_keys(DeclarationKey::outside_sections());
            all.extend(header("[", language).into_iter().map(|item| CompletionItem {
                insert_text: Some(format!("[{}]", item.label)),
                ..item
            }));
            all
        }
        ["rules"] => {
            let rule = |rule: &review::Rule| {
                item(
                    rule.id,
                    CompletionItemKind::EnumMember,
                    Some(rule.document().title.get(language)),
                )
            };
            review::Rule::all().iter().map(rule).collect()
        }
        ["information"] | [_, "information"] => {
            information_types().iter().map(|row| type_item(row, language)).collect()
        }
        [name] | [name @ "information", _] => {
            section(name).map(|section| of_keys(&section.key)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Completions for a value: by the path of its key, and the text typed so far.
fn values(path: &[&str], value: &str, language: Language) -> Vec<CompletionItem> {
    let quoted = |words: &[&str]| -> Vec<CompletionItem> {
        let open = value.matches(['"', '\'']).count() % 2 == 1;
        let one = |word: &&str| CompletionItem {
            insert_text: Some(if open { (*word).to_owned() } else { format!("\"{word}\"") }),
            ..item(word, CompletionItemKind::Value, None)
        };
        words.iter().map(one).collect()
    };
    let tags = Language::ALL.map(Language::tag);
    match *path {
        ["rules", _] => return quoted(&["allow", "warn", "deny"]),
        ["language"] => return quoted(&tags),
        ["information", id] | ["information", id, "purpose"] | [_, "information", id] => {
            return purpose(id, value, language);
        }
        _ => {}
    }
    let [name, key, ..] = *path else { return Vec::new() };
    let kind = section(name)
        .and_then(|section| section.key.iter().find(|known| known.name == key))
        .map(|key| key.kind);
    match kind {
        Some(KeyKind::Language | KeyKind::Languages) => quoted(&tags),
        Some(KeyKind::Role) => quoted(&PartyRole::ALL.map(PartyRole::name)),
        Some(KeyKind::Types) => {
            quoted(&information_types().iter().map(|row| row.id.as_str()).collect::<Vec<_>>())
        }
        Some(KeyKind::Party) => {
            let mut items =
                quoted(&third_parties().iter().map(|party| party.id.as_str()).collect::<Vec<_>>());
            for (item, party) in items.iter_mut().zip(third_parties()) {
                item.detail = Some(party.name.get(language).to_owned());
            }
            items
        }
        _ => Vec::new(),
    }
}

/// An example purpose, in the language of the text typed so far.
fn purpose(id: &str, value: &str, language: Language) -> Vec<CompletionItem> {
    let Some(row) = information_types().iter().find(|row| row.id == id) else { return Vec::new() };
    let detail = Text::new("例子，请改成自己的用途", "an example: say your own purpose");
    let shown = |text: &str, insert: String| CompletionItem {
        insert_text: Some(insert),
        ..item(text, CompletionItemKind::Snippet, Some(detail.get(language)))
    };
    let (zh, en) = (row.example.zh.as_str(), row.example.en.as_str());
    let open = value.matches('"').count() % 2 == 1;
    let in_english = value.trim_start().starts_with('{')
        && value.rfind("en").is_some_and(|at| value.rfind("zh-CN").is_none_or(|other| other < at));
    match open {
        true if in_english => vec![shown(en, en.to_owned())],
        true => vec![shown(zh, zh.to_owned())],
        false => vec![shown(zh, format!("{{ zh-CN = \"{zh}\", en = \"{en}\" }}"))],
    }
}

fn type_item(row: &InformationType, language: Language) -> CompletionItem {
    item(&row.id, CompletionItemKind::EnumMember, Some(row.label().get(language)))
}

fn item(label: &str, kind: CompletionItemKind, detail: Option<&str>) -> CompletionItem {
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        detail: detail.map(str::to_owned),
        ..CompletionItem::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<String> {
        completions_at(text, text.len(), Language::En).into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn each_place_has_what_can_stand_there() {
        for (text, one, count) in [
            ("", "format", 10),
            ("[", "information", 5),
            ("[information.", "Location", 20),
            ("[information.Location]\n", "purpose", 4),
            (
                "[information.Location]\npurpose = { zh-CN = \"x\", en = \"",
                "show shops near you",
                1,
            ),
            ("[rules]\n", "vague-purpose", 50),
            ("[rules]\nvague-purpose = ", "deny", 3),
            ("[[sdk]]\nid = \"", "umeng-analytics", 20),
            ("[[sdk]]\nrole = ", "processor", 3),
            ("[sdk.information]\n", "Location", 20),
            ("[guide]\nlanguages = [\"", "zh-CN", 2),
            ("[developer]\n", "email", 5),
        ] {
            let found = labels(text);
            assert!(found.len() >= count, "{text}: {found:?}");
            assert!(
                one == "umeng-analytics" || found.iter().any(|label| label.starts_with(one)),
                "{text}: {found:?}"
            );
        }
        assert_eq!(labels("# [").len() + labels("[program]\nname = ").len(), 0);
    }
}
