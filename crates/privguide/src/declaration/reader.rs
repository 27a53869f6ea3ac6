//! Reads single values of `privguide.toml`: each function returns a value with its place or reports
//! a mistake.

use std::{collections::BTreeMap, ops::Range};

use jiff::civil::Date;
use toml_edit::{Item, TableLike, Value};

use super::{DeclarationProblem, Gravity, Spanned, Translated};
use crate::{language::Language, language::Text, origin, suggest, tree::SourceText};

/// Collects mistakes while the document is read.
pub(super) struct TableReader<'a> {
    source: &'a SourceText,
    pub(super) problems: Vec<DeclarationProblem>,
}

/// The members of a table that have known keys.
pub(super) struct TableMembers<'a> {
    items: BTreeMap<&'static str, &'a Item>,
    /// The table's header, or the whole inline table.
    pub(super) span: Range<usize>,
}

impl<'a> TableMembers<'a> {
    pub(super) fn get(&self, key: &str) -> Option<&'a Item> {
        self.items.get(key).copied()
    }
}

impl<'a> TableReader<'a> {
    pub(super) fn new(source: &'a SourceText) -> Self {
        Self { source, problems: Vec::new() }
    }

    /// Reports a mistake.
    pub(super) fn mistake(&mut self, span: Range<usize>, message: Text, help: Option<Text>) {
        let place = self.source.place(span);
        self.problems.push(DeclarationProblem { place, gravity: Gravity::Mistake, message, help });
    }

    /// Reports a value that cannot be used.
    pub(super) fn unusable(&mut self, span: Range<usize>, message: Text, help: Option<Text>) {
        self.mistake(span, message, help);
        if let Some(problem) = self.problems.last_mut() {
            problem.gravity = Gravity::Value;
        }
    }

    /// Opens a table with known keys; for every other key, a mistake is reported that suggests the
    /// closest known key.
    pub(super) fn members(
        &mut self,
        item: &'a Item,
        fallback: &Range<usize>,
        known: &'static [&'static str],
    ) -> TableMembers<'a> {
        let span = span_of(item, fallback);
        let Some(table) = item.as_table_like() else {
            self.not_a_table(item, fallback);
            return TableMembers { items: BTreeMap::new(), span };
        };
        self.table_members(table, span, known)
    }

    pub(super) fn table_members(
        &mut self,
        table: &'a dyn TableLike,
        span: Range<usize>,
        known: &'static [&'static str],
    ) -> TableMembers<'a> {
        let mut items = BTreeMap::new();
        for (key, item) in table.iter() {
            if let Some(name) = known.iter().find(|name| **name == key) {
                items.insert(*name, item);
            } else {
                self.unknown(key, key_span(table, key, &span), known, &Text::new("键", "key"));
            }
        }
        TableMembers { items, span }
    }

    /// Reports a name that is not one of the known ones.
    pub(super) fn unknown(&mut self, name: &str, span: Range<usize>, known: &[&str], what: &Text) {
        let help = match suggest::nearest(name, known.iter().copied()) {
            Some(near) => {
                Text::new(format!("你是不是想写 `{near}`？"), format!("did you mean `{near}`?"))
            }
            None => Text::new(
                format!("这里可以写：{}", known.join("、")),
                format!("known here: {}", known.join(", ")),
            ),
        };
        let message = Text::new(
            format!("不认识的{} `{name}`", what.zh),
            format!("unknown {} `{name}`", what.en),
        );
        self.mistake(span, message, Some(help));
    }

    /// Reports that a value is not a table.
    pub(super) fn not_a_table(&mut self, item: &Item, fallback: &Range<usize>) {
        self.wrong_type(item, fallback, &Text::new("一个表，例如 { … }", "a table such as { … }"));
    }

    fn wrong_type(&mut self, item: &Item, fallback: &Range<usize>, expected: &Text) {
        let found = Text::new(type_zh(item), item.type_name());
        let message = Text::new(
            format!("这里应当是{}，写成了{}", expected.zh, found.zh),
            format!("expected {}, found {} {}", expected.en, article(&found.en), found.en),
        );
        self.unusable(span_of(item, fallback), message, None);
    }

    /// A string.
    pub(super) fn string(
        &mut self,
        item: &Item,
        fallback: &Range<usize>,
    ) -> Option<Spanned<String>> {
        if let Some(text) = item.as_str() {
            return Some(Spanned { value: text.to_owned(), span: span_of(item, fallback) });
        }
        self.wrong_type(item, fallback, &Text::new("放在引号里的文字", "a string"));
        None
    }

    /// A text in one or both languages; a plain string is Chinese.
    pub(super) fn translated(&mut self, item: &'a Item, fallback: &Range<usize>) -> Translated {
        if item.as_str().is_some() {
            return Translated { zh: self.string(item, fallback), en: None };
        }
        if item.as_table_like().is_none() {
            let expected = Text::new(
                "文字，或 { zh-CN = \"…\", en = \"…\" }",
                "a string or { zh-CN = \"…\", en = \"…\" }",
            );
            self.wrong_type(item, fallback, &expected);
            return Translated::default();
        }
        let members = self.members(item, fallback, &["zh-CN", "en"]);
        let mut get =
            |key: &str| members.get(key).and_then(|item| self.string(item, &members.span));
        Translated { zh: get("zh-CN"), en: get("en") }
    }

    /// A list of strings.
    pub(super) fn strings(&mut self, item: &Item, fallback: &Range<usize>) -> Vec<Spanned<String>> {
        let Some(array) = item.as_array() else {
            self.wrong_type(
                item,
                fallback,
                &Text::new("文字的列表，例如 [\"…\"]", "a list of strings such as [\"…\"]"),
            );
            return Vec::new();
        };
        let mut texts = Vec::new();
        for value in array {
            let span = value.span().unwrap_or_else(|| fallback.clone());
            match value {
                Value::String(text) => texts.push(Spanned { value: text.value().clone(), span }),
                other => {
                    self.wrong_type(
                        &Item::Value(other.clone()),
                        &span,
                        &Text::new("放在引号里的文字", "a string"),
                    );
                }
            }
        }
        texts
    }

    /// A language tag.
    pub(super) fn language(&mut self, text: &Spanned<String>) -> Option<Spanned<Language>> {
        let language = Language::ALL.into_iter().find(|language| language.tag() == text.value);
        if language.is_none() {
            let near = Language::from_tag(&text.value).map_or("zh-CN", Language::tag);
            let message = Text::new(
                format!("不支持的语言 `{}`", text.value),
                format!("unknown language `{}`", text.value),
            );
            let help = Text::new(
                format!("可以写 zh-CN 或 en；你是不是想写 `{near}`？"),
                format!("write zh-CN or en; did you mean `{near}`?"),
            );
            self.mistake(text.span.clone(), message, Some(help));
        }
        language.map(|value| Spanned { value, span: text.span.clone() })
    }

    /// A date: a TOML date or a string of the same shape.
    pub(super) fn date(&mut self, item: &Item, fallback: &Range<usize>) -> Option<Spanned<Date>> {
        let span = span_of(item, fallback);
        let written = match (item.as_datetime(), item.as_str()) {
            (Some(datetime), _) if datetime.time.is_none() => datetime.to_string(),
            (None, Some(text)) => text.trim().to_owned(),
            _ => {
                self.wrong_type(
                    item,
                    fallback,
                    &Text::new("日期，例如 2026-11-23", "a date such as 2026-11-23"),
                );
                return None;
            }
        };
        // A blank value is left by `init` to be filled in; it counts as absent, for which there is
        // a separate finding.
        if written.is_empty() {
            return None;
        }
        if let Ok(value) = written.parse::<Date>() {
            return Some(Spanned { value, span });
        }
        let message =
            Text::new(format!("日期 {written} 不存在"), format!("there is no date {written}"));
        let help = Text::new(
            "日期写成 年-月-日，例如 2026-11-23",
            "write a date as year-month-day: 2026-11-23",
        );
        self.unusable(span, message, Some(help));
        None
    }

    /// Opens `[[name]]`; every entry must be a table.
    pub(super) fn entries(
        &mut self,
        item: &'a Item,
        fallback: &Range<usize>,
    ) -> Vec<(&'a dyn TableLike, Range<usize>)> {
        if let Some(tables) = item.as_array_of_tables() {
            return tables
                .iter()
                .map(|table| (table as &dyn TableLike, table.span().unwrap_or(fallback.clone())))
                .collect();
        }
        let inline = item
            .as_array()
            .map(|array| array.iter().filter_map(Value::as_inline_table).collect::<Vec<_>>());
        match inline {
            Some(tables) if Some(tables.len()) == item.as_array().map(toml_edit::Array::len) => {
                tables
                    .into_iter()
                    .map(|table| {
                        (table as &dyn TableLike, table.span().unwrap_or(fallback.clone()))
                    })
                    .collect()
            }
            _ => {
                self.wrong_type(
                    item,
                    fallback,
                    &Text::new("一组表，写成 [[…]]", "a list of tables written [[…]]"),
                );
                Vec::new()
            }
        }
    }
}

/// The span of an item: a table's header, a value with its quotes.
pub(super) fn span_of(item: &Item, fallback: &Range<usize>) -> Range<usize> {
    item.span().unwrap_or_else(|| fallback.clone())
}

/// The span of a key.
pub(super) fn key_span(table: &dyn TableLike, key: &str, fallback: &Range<usize>) -> Range<usize> {
    table.key(key).and_then(toml_edit::Key::span).unwrap_or_else(|| fallback.clone())
}

fn type_zh(item: &Item) -> &'static str {
    match item.type_name() {
        "string" => "文字",
        "integer" | "float" => "数字",
        "boolean" => "布尔值",
        "datetime" => "日期时间",
        "array" => "列表",
        "array of tables" => "一组表",
        "none" => "空值",
        _ => "表",
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// Reads hosts. A value that is not a host is reported, because it would match nothing.
pub(super) fn read_hosts<'a>(
    reader: &mut TableReader<'a>,
    members: &TableMembers<'a>,
) -> Vec<Spanned<String>> {
    let mut hosts =
        members.get("hosts").map(|item| reader.strings(item, &members.span)).unwrap_or_default();
    hosts.retain(|host| {
        let is_pattern = origin::is_pattern(&host.value);
        if !is_pattern {
            let message = Text::new(format!("`{}` 不是域名", host.value), format!("`{}` is not a host", host.value));
            let help = Text::new(
                "写域名，例如 \"api.shop.example\"；\"*.shop.example\" 表示它下面的所有域名",
                "write a host such as \"api.shop.example\"; \"*.shop.example\" means every host below it",
            );
            reader.mistake(host.span.clone(), message, Some(help));
        }
        is_pattern
    });
    hosts
}

pub(super) fn translated<'a>(
    reader: &mut TableReader<'a>,
    members: &TableMembers<'a>,
    key: &str,
) -> Translated {
    members.get(key).map(|item| reader.translated(item, &members.span)).unwrap_or_default()
}

pub(super) fn string<'a>(
    reader: &mut TableReader<'a>,
    members: &TableMembers<'a>,
    key: &str,
) -> Option<Spanned<String>> {
    members.get(key).and_then(|item| reader.string(item, &members.span))
}
