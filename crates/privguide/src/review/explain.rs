//! `explain`: describes a rule, an information type, an interface, an error or a configuration key,
//! as Markdown.

use std::fmt::Write as _;

use super::{
    Level, Rule,
    configuration::{PRECISE, PRIVATE_INFOS},
    document,
};
use crate::{
    catalog::{
        Catalog, Explanation, Family, InformationType, Interface, ProgramKind, Right, Unlisted,
        WordMeaning, answers, information_types, read_in, unlisted,
    },
    language::{Language, Text},
};

/// Explains a rule, an information type (by id or label), an interface in any spelling, an error or
/// a configuration key, or those that a pasted text mentions; `None` if nothing is found.
#[must_use]
pub fn explain(topic: &str, language: Language) -> Option<String> {
    let topic = topic.trim();
    if let Some(rule) = Rule::named(topic) {
        return Some(of_rule(rule.id, language));
    }
    let is_sentence = is_sentence(topic);
    let ways: [fn(&str) -> WordMeaning; 2] = if is_sentence {
        [WordMeaning::mentioned, WordMeaning::of_word]
    } else {
        [WordMeaning::of_word, WordMeaning::mentioned]
    };
    let meaning = ways
        .into_iter()
        .map(|way| way(topic))
        .find(|meaning| !meaning.is_empty())
        .unwrap_or_default();
    let answers = meaning.answers.iter().map(|answer| of_answer(answer, language));
    let interfaces = meaning.interfaces.iter().map(|name| of_interface(&rows(name), language));
    let unlisted = meaning.unlisted.iter().map(|(name, row)| of_unlisted(name, *row, language));
    let information = meaning.information.iter().map(|row| of_information(row, language));
    let parts: Vec<String> = answers.chain(interfaces).chain(unlisted).chain(information).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// True for a text in which names are searched for: several words, or Chinese that is longer than a
/// label or contains a name. Not true for a piece of markup.
fn is_sentence(topic: &str) -> bool {
    const LABEL: usize = 8;
    let chinese = topic.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let has_name = topic.chars().any(|c| c.is_ascii_alphanumeric());
    let several =
        topic.contains(char::is_whitespace) || chinese > LABEL || (chinese > 0 && has_name);
    several && !topic.starts_with('<')
}

/// The rows of an interface in each table.
fn rows(name: &str) -> Vec<(ProgramKind, Interface)> {
    let row = |kind| Some((kind, Interface::clone(Catalog::for_kind(kind).by_name(name)?)));
    ProgramKind::ALL.into_iter().filter_map(row).collect()
}

fn of_answer(answer: &Explanation, language: Language) -> String {
    format!("# {}\n\n{}\n", answer.title.get(language), answer.body.get(language))
}

fn of_unlisted(name: &str, row: Option<&Unlisted>, language: Language) -> String {
    let read = read_in();
    let not_needed = Text::new(
        format!("不在平台的接口表里，不用声明（{read} 核对）"),
        format!("in no table of the platform, needs no declaration (read {read})"),
    );
    let others = Text::new(
        "cargo privguide list unlisted 列出其他看似涉及隐私、其实不用声明的接口",
        "cargo privguide list unlisted shows what else looks private and needs no declaration",
    );
    let mut out = format!("# `{name}`\n\n");
    for line in [Some(&not_needed), row.map(|row| &row.why), Some(&others)].into_iter().flatten() {
        let _ = writeln!(out, "- {}", line.get(language));
    }
    out
}

/// Everything that [`explain`] knows, for "did you mean".
#[must_use]
pub fn topics() -> Vec<String> {
    let rules = Rule::all().iter().map(|rule| rule.id.to_owned());
    let types = information_types().iter().map(|information| information.id.clone());
    let interfaces = ProgramKind::ALL.into_iter().flat_map(|kind| {
        Catalog::for_kind(kind)
            .interfaces()
            .iter()
            .map(|interface| interface.name.clone())
            .collect::<Vec<_>>()
    });
    let others = unlisted()
        .iter()
        .flat_map(|row| row.names.clone())
        .chain(answers().iter().flat_map(|row| row.names.clone()));
    let mut topics: Vec<String> = rules.chain(types).chain(interfaces).chain(others).collect();
    topics.sort();
    topics.dedup();
    topics
}

/// The topic closest to a misspelt one.
#[must_use]
pub fn nearest_topic(topic: &str) -> Option<String> {
    let topics = topics();
    crate::suggest::nearest(topic, topics.iter().map(String::as_str)).map(str::to_owned)
}

fn of_rule(id: &str, language: Language) -> String {
    let rule = document(id);
    let level = match rule.level {
        _ if rule.is_off => Text::new("默认关闭，用 -W 打开", "off, turned on with -W"),
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
        Right::Delete => Text::new(
            "用户的权利：可以通知开发者删除",
            "the user's right: tell the developer to delete it",
        ),
        Right::None => {
            Text::new("用户的权利：按联系方式行使", "the user's right: through the contacts")
        }
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
            "it has no interface: declare it when you collect it with forms or servers of your own; it is never reported as unused",
        );
        let _ = writeln!(out, "- {}", text.get(language));
        declared(&mut out, information, language);
        return out;
    }
    for kind in ProgramKind::ALL {
        let catalog = Catalog::for_kind(kind);
        let rows =
            catalog.interfaces().iter().filter(|interface| interface.information.contains(id));
        let names: Vec<String> = rows.map(|interface| shown(interface, language)).collect();
        if !names.is_empty() {
            let _ = write!(out, "\n## {}\n\n", kind_name(kind).get(language));
            for name in names {
                let _ = writeln!(out, "- {name}");
            }
        }
    }
    declared(&mut out, information, language);
    out
}

/// How to declare the type, with an example purpose.
fn declared(out: &mut String, information: &InformationType, language: Language) {
    let InformationType { id, example, .. } = information;
    let heading = Text::new(
        "## 声明（用途是一个例子）\n\n",
        "## Declaration (the purpose is an example)\n\n",
    );
    let _ = write!(
        out,
        "\n{}```toml\n[information.{id}]\npurpose = {{ zh-CN = \"{}\", en = \"{}\" }}\n```\n",
        heading.get(language),
        example.zh,
        example.en
    );
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
            .map(|known| match language {
                Language::ZhCn => format!("“{}”（`{}`）", known.label().zh, known.id),
                Language::En => format!("{} (`{}`)", known.label().en, known.id),
            })
            .collect();
        let (kind, types) = (
            kind_name(*kind),
            types.join(match language {
                Language::ZhCn => "、",
                Language::En => ", ",
            }),
        );
        let line = if types.is_empty() {
            Text::new(
                format!("{}：不在信息类型的表里，不用声明；自 {} 起", kind.zh, interface.since),
                format!(
                    "{}: in no row of the table, needs no declaration; since {}",
                    kind.en, interface.since
                ),
            )
        } else {
            Text::new(
                format!("{}：需要声明{types}；自 {} 起", kind.zh, interface.since),
                format!("{}: needs {types}; since {}", kind.en, interface.since),
            )
        };
        let _ = writeln!(out, "- {}", line.get(language));
    }
    let mut notes: Vec<Text> = Vec::new();
    if rows.iter().any(|(_, interface)| interface.retired) {
        notes.push(Text::new(
            "已被平台收回，但代码包里只要还有它就要声明",
            "withdrawn by the platform, but it must be declared as long as it is in the package",
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
    fn questions_are_answered_as_they_were_asked() {
        for (asked, expected) in [
            ("setClipboardData:fail api scope is not declared in the privacy agreement", "剪切板"),
            (
                "setClipboardData:fail api scope is not declared in the privacy agreement",
                "errno 112",
            ),
            ("errno 104", "还没有同意"),
            ("61040", "requiredPrivateInfos"),
            ("ext.json 配置了 requiredPrivateInfos 还是 61040", "整个替换"),
            ("requiredPrivateInfos", "八个名称"),
            ("app.json 里 getFuzzyLocation is mutually exclusive with [getLocation]", "互斥"),
            ("1025", "小程序"),
            ("1026", "小游戏"),
            ("位置", "wx.getLocation"),
            ("wx.onAccelerometerChange", "不用声明"),
        ] {
            let text = explain(asked, Language::ZhCn).unwrap_or_else(|| panic!("{asked}"));
            assert!(
                text.contains(expected) || expected == "互斥" && text.contains("不能同时列出"),
                "{asked}: {text}"
            );
        }
    }

    #[test]
    fn names_are_taken_as_people_write_them() {
        let zh = explain("getLocation", Language::ZhCn).expect("known");
        assert!(zh.contains("requiredPrivateInfos") && zh.contains("位置信息"), "{zh}");
        assert!(
            explain("位置信息", Language::En).expect("known").contains("wx.startLocationUpdate")
        );
        assert!(explain("wx.login", Language::En).expect("known").contains("needs no declaration"));
        assert_eq!(explain("wx.nothing", Language::En), None);
        assert_eq!(nearest_topic("blank-purposes").as_deref(), Some("blank-purpose"));
    }
}
