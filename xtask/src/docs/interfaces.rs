//! The tables of information types and interfaces, from the catalogue.

use privguide::{
    catalog::{Catalog, Interface, ProgramKind, Scoping, information_types},
    language::Language,
};

use super::{
    notice, path,
    table::{code, table},
};
use crate::generated::Generated;

/// The tables in both languages.
pub fn files() -> Vec<Generated> {
    Language::ALL
        .into_iter()
        .map(|language| Generated::new(path("interfaces", language), page(language)))
        .collect()
}

fn page(language: Language) -> String {
    let (title, lead) = match language {
        Language::En => (
            "Information types and interfaces",
            "The key in the first column is the platform's own and the one to write in privguide.toml. An interface makes a program need \
             the types beside it; a project adds rows of its own with `[[interface]]`.",
        ),
        Language::ZhCn => (
            "信息类型与接口",
            "第一列是平台自己的键，也是 privguide.toml 里要写的键。用到某个接口，就要声明它旁边的信息类型；项目可用 `[[interface]]` 增补。",
        ),
    };
    let mut out = format!("{}\n\n# {title}\n\n{lead}\n{}", notice(language), information(language));
    for kind in ProgramKind::ALL {
        out.push_str(&interfaces(kind, language));
    }
    out
}

fn information(language: Language) -> String {
    let (title, head, own) = match language {
        Language::En => (
            "Information types",
            ["Key", "The guide's words", "Since", ""],
            "collected by the developer's own forms",
        ),
        Language::ZhCn => {
            ("信息类型", ["键", "指引中的说法", "始于", ""], "开发者自行收集，没有接口")
        }
    };
    let rows = information_types().iter().map(|row| {
        let note = if row.self_collected { own } else { "" };
        vec![
            code(&row.id),
            row.label().get(language).to_owned(),
            row.since.clone(),
            note.to_owned(),
        ]
    });
    format!("\n## {title}\n\n{}", table(&head, rows))
}

fn interfaces(kind: ProgramKind, language: Language) -> String {
    let title = match (kind, language) {
        (ProgramKind::MiniProgram, Language::En) => "Mini Programs",
        (ProgramKind::Plugin, Language::En) => "Plugins",
        (ProgramKind::MiniGame, Language::En) => "Mini games",
        (ProgramKind::MiniProgram, Language::ZhCn) => "小程序",
        (ProgramKind::Plugin, Language::ZhCn) => "插件",
        (ProgramKind::MiniGame, Language::ZhCn) => "小游戏",
    };
    let head = match language {
        Language::En => ["Interface", "Information", "Also seen as", "Since", ""],
        Language::ZhCn => ["接口", "信息类型", "也表现为", "始于", ""],
    };
    let catalog = Catalog::for_kind(kind);
    let rows = catalog.interfaces().iter().map(|row| {
        let information: Vec<String> = row.information.iter().map(|id| code(id)).collect();
        let events: Vec<String> = row.events.iter().map(|event| code(event)).collect();
        vec![
            code(&row.name),
            information.join(", "),
            events.join(", "),
            row.since.clone(),
            note(row, language).to_owned(),
        ]
    });
    format!("\n## {title}\n\n{}", table(&head, rows))
}

const fn note(row: &Interface, language: Language) -> &'static str {
    if row.information.is_empty() {
        return match language {
            Language::En => "needs no declaration, but belongs into `requiredPrivateInfos`",
            Language::ZhCn => "不用声明，但要写进 `requiredPrivateInfos`",
        };
    }
    match (row.retired, row.scoping, language) {
        (true, _, Language::En) => "withdrawn; its text still counts",
        (true, _, Language::ZhCn) => "平台已回收，代码里出现仍须声明",
        (false, Scoping::OpenData, Language::En) => "in the open data context only",
        (false, Scoping::OpenData, Language::ZhCn) => "只在开放数据域中",
        (false, Scoping::Anywhere, _) => "",
    }
}
