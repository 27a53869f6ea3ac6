//! `explain`: what a rule, an information type or an interface is, as Markdown.

use std::fmt::Write as _;

use super::{
    Level,
    configuration::{PRECISE, PRIVATE_INFOS},
    document, registry,
};
use crate::{
    catalog::{Catalog, Family, InformationType, Interface, ProgramKind, Right, information_types},
    language::{Language, Text},
};

/// Explains a rule, an information type (by id or label) or an interface (with or without `wx.`); `None` when there is no such thing.
#[must_use]
pub fn explain(topic: &str, language: Language) -> Option<String> {
    let topic = topic.trim();
    if let Some(rule) = registry::rule(topic) {
        return Some(of_rule(rule.id, language));
    }
    let same = |known: &&InformationType| {
        known.id.eq_ignore_ascii_case(topic)
            || known.thing.zh == topic
            || known.thing.en == topic
            || known.aliases.iter().any(|alias| alias == topic)
    };
    if let Some(information) = information_types().iter().find(same) {
        return Some(of_information(information, language));
    }
    let host = format!("wx.{topic}");
    let named = |interface: &&std::sync::Arc<Interface>| {
        interface.name.eq_ignore_ascii_case(topic) || interface.name.eq_ignore_ascii_case(&host)
    };
    let rows: Vec<(ProgramKind, Interface)> = ProgramKind::ALL
        .into_iter()
        .filter_map(|kind| Some((kind, Interface::clone(Catalog::of(kind).interfaces().iter().find(named)?))))
        .collect();
    (!rows.is_empty()).then(|| of_interface(&rows, language))
}

/// Everything that [`explain`] knows, for "did you mean".
#[must_use]
pub fn topics() -> Vec<String> {
    let rules = registry::rules().iter().map(|rule| rule.id.to_owned());
    let types = information_types().iter().map(|information| information.id.clone());
    let interfaces = ProgramKind::ALL
        .into_iter()
        .flat_map(|kind| Catalog::of(kind).interfaces().iter().map(|interface| interface.name.clone()).collect::<Vec<_>>());
    let mut topics: Vec<String> = rules.chain(types).chain(interfaces).collect();
    topics.sort();
    topics.dedup();
    topics
}

/// The topic nearest to a misspelt one.
#[must_use]
pub fn nearest_topic(topic: &str) -> Option<String> {
    let topics = topics();
    crate::suggest::nearest(topic, topics.iter().map(String::as_str)).map(str::to_owned)
}

fn of_rule(id: &str, language: Language) -> String {
    let rule = document(id);
    let level = match rule.level {
        Level::Error => Text::new("错误", "error"),
        Level::Warning => Text::new("警告", "warning"),
    };
    let (level_word, sources) = match language {
        Language::ZhCn => ("默认级别：", "依据"),
        Language::En => ("default level: ", "Sources"),
    };
    let mut out = format!(
        "# {}\n\n`{id}` · {level_word}{}\n\n{}\n\n## {sources}\n\n",
        rule.title.get(language),
        level.get(language),
        rule.body.get(language)
    );
    for source in &rule.sources {
        let _ = writeln!(out, "- {source}");
    }
    out
}

fn kind_name(kind: ProgramKind) -> Text {
    match kind {
        ProgramKind::MiniProgram => Text::new("小程序", "Mini Program"),
        ProgramKind::Plugin => Text::new("插件", "plugin"),
        ProgramKind::MiniGame => Text::new("小游戏", "mini game"),
    }
}

fn of_information(information: &InformationType, language: Language) -> String {
    let id = &information.id;
    let mut out = format!("# {} · `{id}`\n\n", information.label().get(language));
    let sentence = match information.family {
        Family::Consent => Text::new(
            "指引里的句式：开发者在获取用户的明示同意后处理（明示同意句）",
            "sentence in the guide: handled with the user's explicit consent",
        ),
        Family::Plain => Text::new(
            "指引里的句式：开发者处理该信息，用于……（普通句）",
            "sentence in the guide: the plain one, \"in order to …\"",
        ),
    };
    let right = match information.right {
        Right::Revoke => Text::new(
            "用户的权利：可以在小程序的设置里撤回授权",
            "the user's right: withdraw the permission in the program's settings",
        ),
        Right::Delete => Text::new("用户的权利：可以通知开发者删除", "the user's right: tell the developer to delete it"),
        Right::None => Text::new("用户的权利：按联系方式行使", "the user's right: through the contacts"),
    };
    let since = Text::new(
        format!("平台的表里自 {} 起有", information.since),
        format!("in the platform's table since {}", information.since),
    );
    for line in [&sentence, &right, &since] {
        let _ = writeln!(out, "- {}", line.get(language));
    }
    if information.self_collected {
        let text = Text::new(
            "没有对应的接口：开发者用自己的表单或服务器收集时才声明，代码里查不到，所以从不提示“没有用到”",
            "no interface stands behind it: declare it when you collect it with forms or servers of your own; it is never called unused",
        );
        let _ = writeln!(out, "- {}", text.get(language));
        return out;
    }
    for kind in ProgramKind::ALL {
        let catalog = Catalog::of(kind);
        let rows = catalog.interfaces().iter().filter(|interface| interface.information.contains(id));
        let names: Vec<String> = rows.map(|interface| shown(interface, language)).collect();
        if !names.is_empty() {
            let _ = write!(out, "\n## {}\n\n", kind_name(kind).get(language));
            for name in names {
                let _ = writeln!(out, "- {name}");
            }
        }
    }
    let example = Text::new("## 声明\n\n", "## Declaration\n\n");
    let _ =
        write!(out, "\n{}```toml\n[information.{id}]\npurpose = {{ zh-CN = \"…\", en = \"…\" }}\n```\n", example.get(language));
    out
}

fn shown(interface: &Interface, language: Language) -> String {
    let retired = Text::new("（已收回）", " (withdrawn)");
    format!("`{}`{}", interface.name, if interface.retired { retired.get(language) } else { "" })
}

fn of_interface(rows: &[(ProgramKind, Interface)], language: Language) -> String {
    let name = &rows[0].1.name;
    let mut out = format!("# `{name}`\n\n");
    for (kind, interface) in rows {
        let types: Vec<String> = interface
            .information
            .iter()
            .filter_map(|id| information_types().iter().find(|known| known.id == *id))
            .map(|known| format!("{} (`{}`)", known.label().get(language), known.id))
            .collect();
        let (kind, types) = (kind_name(*kind), types.join(", "));
        let line = if types.is_empty() {
            Text::new(
                format!("{}：不在信息类型的表里，不用声明；自 {} 起", kind.zh, interface.since),
                format!("{}: in no row of the table, needs no declaration; since {}", kind.en, interface.since),
            )
        } else {
            Text::new(
                format!("{}：需要声明 {types}；自 {} 起", kind.zh, interface.since),
                format!("{}: needs {types}; since {}", kind.en, interface.since),
            )
        };
        let _ = writeln!(out, "- {}", line.get(language));
    }
    let mut notes: Vec<Text> = Vec::new();
    if rows.iter().any(|(_, interface)| interface.retired) {
        notes.push(Text::new(
            "已被平台收回，但代码包里只要还有它就要声明",
            "withdrawn by the platform, but it has to be declared as long as it is in the package",
        ));
    }
    if let Some(member) = name.strip_prefix("wx.").filter(|member| PRIVATE_INFOS.contains(member)) {
        notes.push(Text::new(
            format!("要写进 app.json 的 requiredPrivateInfos：\"{member}\""),
            format!("belongs into requiredPrivateInfos of app.json: \"{member}\""),
        ));
        if PRECISE.contains(&member) || member == "getFuzzyLocation" {
            notes.push(Text::new(
                "模糊定位（getFuzzyLocation）与精确定位不能同时列出",
                "the fuzzy position (getFuzzyLocation) excludes the precise ones",
            ));
        }
    }
    for note in notes {
        let _ = writeln!(out, "- {}", note.get(language));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{explain, nearest_topic, topics};
    use crate::language::Language;

    #[test]
    fn every_topic_is_explained_in_both_languages() {
        for topic in topics() {
            for language in Language::ALL {
                let text = explain(&topic, language).unwrap_or_else(|| panic!("{topic}"));
                assert!(text.starts_with("# ") && text.len() > 60, "{topic}: {text}");
            }
        }
    }

    #[test]
    fn names_are_taken_as_people_write_them() {
        let zh = explain("getLocation", Language::ZhCn).expect("known");
        assert!(zh.contains("requiredPrivateInfos") && zh.contains("位置信息"), "{zh}");
        assert!(explain("位置信息", Language::En).expect("known").contains("wx.startLocationUpdate"));
        assert_eq!(explain("wx.login", Language::En), None);
        assert_eq!(nearest_topic("blank-purposes").as_deref(), Some("blank-purpose"));
    }
}
