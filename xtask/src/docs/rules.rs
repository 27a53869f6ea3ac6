//! The rule reference, from the rules' own documents.

use privguide::{
    language::Language,
    review::{Level, Rule, RuleDocument},
};

use super::{
    notice, path,
    table::{code, table},
};
use crate::generated::Generated;

/// The reference in both languages.
pub fn files() -> Vec<Generated> {
    Language::ALL
        .into_iter()
        .map(|language| Generated::new(path("rules", language), page(language)))
        .collect()
}

fn page(language: Language) -> String {
    let mut out = overview(language, |id| format!("#{id}"));
    for rule in Rule::all().iter().map(Rule::document) {
        out.push_str(&section(rule, language));
    }
    out
}

/// The title, how to set levels, and a table of all rules; `link` gives the address of a rule's own
/// text.
pub fn overview(language: Language, link: impl Fn(&str) -> String) -> String {
    let (title, lead, head) = match language {
        Language::En => (
            "Rules",
            "Levels are changed with `-A`, `-W`, `-D` or `[rules]` in privguide.toml. A single place is let pass with a comment on the line \
             or the line above: `// privguide-allow RULE: reason`, `<!-- privguide-allow RULE: reason -->` in markup.",
            ["Rule", "Level", "What it finds"],
        ),
        Language::ZhCn => (
            "规则",
            "级别可用 `-A`、`-W`、`-D` 或 privguide.toml 的 `[rules]` 调整。只放过一处时，在该行或上一行写注释：\
             `// privguide-allow 规则: 理由`，模板里写 `<!-- privguide-allow 规则: 理由 -->`。",
            ["规则", "级别", "发现什么"],
        ),
    };
    let rows = Rule::all().iter().map(Rule::document).map(|rule| {
        let name = format!("[{}]({})", rule.id, link(&rule.id));
        vec![name, level(rule, language).to_owned(), rule.title.get(language).to_owned()]
    });
    format!("{}\n\n# {title}\n\n{lead}\n\n{}", notice(language), table(&head, rows))
}

/// The text of one rule.
pub fn section(rule: &RuleDocument, language: Language) -> String {
    let sources = match language {
        Language::En => "Sources",
        Language::ZhCn => "依据",
    };
    let list: Vec<String> = rule.sources.iter().map(|source| format!("- {source}\n")).collect();
    format!(
        "\n## {}\n\n**{}** ({})\n\n{}\n\n{sources}:\n\n{}{}",
        rule.id,
        rule.title.get(language),
        level(rule, language),
        rule.body.get(language),
        list.concat(),
        example(rule, language),
    )
}

/// The first failing example.
fn example(rule: &RuleDocument, language: Language) -> String {
    let Some(example) = rule.examples.iter().find(|example| example.fails) else {
        return String::new();
    };
    let lead = match language {
        Language::En => "Found in",
        Language::ZhCn => "例如",
    };
    let files = example.files.iter().map(|(name, content)| {
        let kind = name.rsplit('.').next().unwrap_or("");
        let content = content.trim_end();
        let empty = if content.is_empty() { "" } else { "\n" };
        format!("\n{}:\n\n```{kind}\n{content}{empty}```\n", code(name))
    });
    format!("\n{lead}:\n{}", files.collect::<Vec<_>>().concat())
}

const fn level(rule: &RuleDocument, language: Language) -> &'static str {
    match (rule.level, language) {
        (_, Language::ZhCn) if rule.is_off => "关闭",
        (_, Language::En) if rule.is_off => "off",
        (Level::Error, Language::En) => "error",
        (Level::Warning, Language::En) => "warning",
        (Level::Error, Language::ZhCn) => "错误",
        (Level::Warning, Language::ZhCn) => "警告",
    }
}
