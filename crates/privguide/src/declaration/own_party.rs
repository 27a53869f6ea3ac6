//! `[[third-party]]`: rows that a project adds to the table of third parties.

use std::{collections::BTreeSet, ops::Range};

use toml_edit::TableLike;

use super::{
    Spanned, keys,
    reader::{TableMembers, TableReader, read_hosts, string, translated},
};
use crate::{
    catalog::{Confidence, ThirdParties, ThirdParty, information_types},
    language::Text,
    suggest,
};

/// Shorter markers would occur in almost any text.
const SHORTEST: usize = 3;

pub(super) fn read_third_parties<'a>(
    reader: &mut TableReader<'a>,
    rows: Vec<(&'a dyn TableLike, Range<usize>)>,
) -> ThirdParties {
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    for (table, span) in rows {
        if let Some(party) = read_row(reader, table, span, &mut seen) {
            read.push(party);
        }
    }
    ThirdParties::with(read)
}

fn read_row<'a>(
    reader: &mut TableReader<'a>,
    table: &'a dyn TableLike,
    span: Range<usize>,
    seen: &mut BTreeSet<String>,
) -> Option<ThirdParty> {
    let members = reader.table_members(table, span, keys::names("third-party"));
    let Some(id) = string(reader, &members, "id").filter(|id| !id.value.trim().is_empty()) else {
        let message = Text::new("缺少第三方的 `id`", "the third party's `id` is missing");
        let help = Text::new(
            "写一个短名，例如 id = \"our-statistics\"",
            "write a short name such as id = \"our-statistics\"",
        );
        reader.mistake(members.span, message, Some(help));
        return None;
    };
    if !seen.insert(id.value.clone()) {
        let message = Text::new(
            format!("`{}` 写了两次", id.value),
            format!("`{}` is written twice", id.value),
        );
        reader.mistake(id.span, message, None);
        return None;
    }
    let name = translated(reader, &members, "name");
    let zh = name.zh.as_ref().or(name.en.as_ref()).map_or(&id.value, |text| &text.value);
    let en = name.en.as_ref().or(name.zh.as_ref()).map_or(&id.value, |text| &text.value);
    let name = Text::new(zh.clone(), en.clone());
    let provider = translated(reader, &members, "provider");
    Some(ThirdParty {
        name,
        provider: provider.zh.or(provider.en).map(|text| text.value),
        source: None,
        kind: "own".to_owned(),
        platform: false,
        npm: markers(reader, &members, "packages"),
        files: markers(reader, &members, "files"),
        settings: Vec::new(),
        code: markers(reader, &members, "code"),
        members: Vec::new(),
        elements: Vec::new(),
        hosts: read_hosts(reader, &members).into_iter().map(|host| pattern(&host)).collect(),
        plugins: markers(reader, &members, "plugins"),
        code_uses: Vec::new(),
        states: information(reader, &members),
        statement: string(reader, &members, "link").map(|link| link.value),
        cure: None,
        read: Vec::new(),
        confidence: Confidence::High,
        seen: None,
        id: id.value,
    })
}

/// A pattern in the form of the catalogue: `.shop.example` matches every host below `shop.example`,
/// which declarations write as `*.shop.example`, as in `[[recipient]]`.
fn pattern(host: &Spanned<String>) -> String {
    let name = host.value.trim().to_lowercase();
    let name = name.split_once("://").map_or(name.as_str(), |(_, rest)| rest);
    let name = name.split(['/', ':']).next().unwrap_or_default();
    name.strip_prefix('*').unwrap_or(name).to_owned()
}

/// Strings to search for; strings that would be found everywhere are rejected.
fn markers<'a>(reader: &mut TableReader<'a>, members: &TableMembers<'a>, key: &str) -> Vec<String> {
    let mut given =
        members.get(key).map(|item| reader.strings(item, &members.span)).unwrap_or_default();
    given.retain(|text| {
        let is_usable = text.value.trim().len() >= SHORTEST && text.value.trim() == text.value;
        if !is_usable {
            let message = Text::new(
                format!("`{}` 不能作标志：到处都有，或者首尾有空格", text.value),
                format!(
                    "`{}` is not usable as a marker: it occurs everywhere, or begins or ends with a space",
                    text.value
                ),
            );
            let help = Text::new(
                format!("写至少 {SHORTEST} 个字节、只有它才有的文字"),
                format!("write at least {SHORTEST} bytes that occur nowhere else"),
            );
            reader.mistake(text.span.clone(), message, Some(help));
        }
        is_usable
    });
    given.into_iter().map(|text| text.value).collect()
}

/// The platform's information types that it handles.
fn information<'a>(reader: &mut TableReader<'a>, members: &TableMembers<'a>) -> Vec<String> {
    let ids = || information_types().iter().map(|known| known.id.as_str());
    let mut given = members
        .get("information")
        .map(|item| reader.strings(item, &members.span))
        .unwrap_or_default();
    given.retain(|id| {
        let is_known = ids().any(|known| known == id.value);
        if !is_known {
            let message = Text::new(
                format!("`{}` 不是平台的信息类型", id.value),
                format!("`{}` is not an information type of the platform", id.value),
            );
            let near = suggest::nearest(&id.value, ids());
            let help = near.map(|near| {
                Text::new(format!("你是不是想写 `{near}`？"), format!("did you mean `{near}`?"))
            });
            reader.mistake(id.span.clone(), message, help);
        }
        is_known
    });
    given.into_iter().map(|id| id.value).collect()
}
