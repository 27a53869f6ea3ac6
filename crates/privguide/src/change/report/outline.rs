//! The contents of a report, independent of its format.

use super::{
    super::{
        Change, Dates, Fate, InformationChange, NewUse, PurposeChange, StateUse, StatementChange,
        ThirdPartyChange, UseChanges, Weight,
    },
    words,
};
use crate::{
    guide,
    language::{Language, Text},
};

/// A group of entries under a heading.
pub(super) struct EntryGroup {
    pub(super) heading: String,
    pub(super) entries: Vec<OutlineEntry>,
}

/// One thing that has changed.
pub(super) struct OutlineEntry {
    pub(super) mark: LineMark,
    pub(super) bits: Vec<Bit>,
    pub(super) details: Vec<Detail>,
}

/// A line below an entry.
pub(super) struct Detail {
    pub(super) mark: LineMark,
    pub(super) bits: Vec<Bit>,
}

/// The sign before a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LineMark {
    None,
    Added,
    Removed,
    Changed,
    Consent,
    Judge,
    Tell,
}

/// A part of a line.
pub(super) enum Bit {
    /// Text of this tool.
    Ours(String),
    /// Text of the project: untrusted.
    Given(String),
    /// A name or path from the project: untrusted.
    Code(String),
    /// Less important text: an article, a commit.
    Aside(String),
}

/// Longer lists are truncated; the JSON report has them in full.
const SHOWN: usize = 20;

pub(super) fn reasons(change: &Change, language: Language) -> Vec<EntryGroup> {
    let parts = Weight::ALL.into_iter().filter_map(|weight| {
        let mark = match weight {
            Weight::Mend | Weight::SeparateConsent | Weight::Consent => LineMark::Consent,
            Weight::Judge => LineMark::Judge,
            Weight::Tell => LineMark::Tell,
        };
        let entries: Vec<OutlineEntry> = change
            .reasons
            .iter()
            .filter(|reason| reason.weight == weight)
            .map(|reason| {
                let article =
                    words::brackets(language, &words::articles(&reason.articles, language));
                let bits =
                    vec![Bit::Given(guide::clean(reason.text.get(language))), Bit::Aside(article)];
                OutlineEntry { mark, bits, details: Vec::new() }
            })
            .collect();
        (!entries.is_empty()).then(|| EntryGroup {
            heading: words::weight(weight).get(language).to_owned(),
            entries,
        })
    });
    parts.collect()
}

pub(super) fn facts(change: &Change, language: Language) -> Vec<EntryGroup> {
    let say = |text: &Text| text.get(language).to_owned();
    let parts = [
        (
            words::text("处理的信息", "Information"),
            change.information.iter().map(|one| information(one, language)).collect(),
        ),
        (
            words::text("第三方插件/SDK", "Plugins and SDKs"),
            change.third_parties.iter().map(|one| third_party(one, language)).collect(),
        ),
        (
            words::text("其他内容", "Other statements"),
            change.statements.iter().map(|one| statement(one, language)).collect(),
        ),
        (words::text("日期", "Dates"), dates(&change.dates, language)),
    ];
    let parts = parts.into_iter().map(|(heading, entries): (Text, Vec<OutlineEntry>)| EntryGroup {
        heading: say(&heading),
        entries,
    });
    parts.filter(|part| !part.entries.is_empty()).collect()
}

fn mark(fate: Fate) -> LineMark {
    match fate {
        Fate::Added => LineMark::Added,
        Fate::Removed => LineMark::Removed,
        Fate::Changed => LineMark::Changed,
    }
}

fn ours(text: &Text, language: Language) -> Bit {
    Bit::Ours(text.get(language).to_owned())
}

fn information(change: &InformationChange, language: Language) -> OutlineEntry {
    let mut bits = vec![
        Bit::Given(change.label.get(language).to_owned()),
        Bit::Ours(" ".into()),
        Bit::Code(guide::clean(&change.id)),
    ];
    let note = match (change.declared, change.used) {
        ((_, false), (_, true)) => Some(words::text("使用了但未声明", "used but not declared")),
        ((false, true), (true, true)) => {
            Some(words::text("此前已使用，现在声明", "used before, declared now"))
        }
        ((true, false), (_, false)) | ((_, false), (true, false)) => None,
        (_, (true, false)) => Some(words::text("代码中不再使用", "no longer used by the code")),
        (_, (false, true)) if change.fate == Fate::Changed => {
            Some(words::text("代码中开始使用", "now used by the code"))
        }
        _ => None,
    };
    if let Some(note) = note {
        bits.push(Bit::Aside(words::brackets(language, note.get(language))));
    }
    let mut details = texts(&words::text("名称", "Name"), &change.names, language);
    details.extend(texts(&words::text("用途", "Purpose"), &change.purposes, language));
    details.extend(use_changes(&change.uses, language));
    OutlineEntry { mark: mark(change.fate), bits, details }
}

/// A changed text: the old and the new one on lines of their own.
fn texts(label: &Text, changes: &[PurposeChange], language: Language) -> Vec<Detail> {
    let mut details = Vec::new();
    for change in changes {
        let label = words::in_language(label, change.language);
        let left = change.other_left_behind.then(|| words::left_behind(change.language));
        let separator = if language == Language::ZhCn { "；" } else { "; " };
        let remarks: Vec<Text> = words::remark(change.weight).into_iter().chain(left).collect();
        let remarks: Vec<&str> = remarks.iter().map(|remark| remark.get(language)).collect();
        let remark =
            (!remarks.is_empty()).then(|| words::brackets(language, &remarks.join(separator)));
        for (mark, text) in [(LineMark::Removed, &change.before), (LineMark::Added, &change.after)]
        {
            let Some(text) = text else { continue };
            let mut bits = vec![
                ours(&label, language),
                Bit::Ours(words::colon(language).into()),
                Bit::Given(text.clone()),
            ];
            if let Some(remark) = remark.as_ref().filter(|_| mark == LineMark::Added) {
                bits.push(Bit::Aside(remark.clone()));
            }
            details.push(Detail { mark, bits });
        }
    }
    details
}

fn use_changes(uses: &UseChanges, language: Language) -> Vec<Detail> {
    let new =
        uses.new.iter().map(|new| Detail { mark: LineMark::Added, bits: new_use(new, language) });
    let gone = uses.gone.iter().map(|gone| Detail {
        mark: LineMark::Removed,
        bits: labelled(&words::text("不再使用", "No longer used"), place(gone), language),
    });
    let moved = uses.moved.iter().map(|moved| {
        let bits = vec![
            Bit::Code(moved.interface.clone()),
            Bit::Ours(" ".into()),
            Bit::Code(moved.from.to_string()),
            Bit::Ours(" → ".into()),
            Bit::Code(moved.to.to_string()),
        ];
        Detail {
            mark: LineMark::Changed,
            bits: labelled(&words::text("文件移动", "File moved"), bits, language),
        }
    });
    let mut details: Vec<Detail> = new.chain(gone).chain(moved).collect();
    if details.len() > SHOWN {
        let more = words::more(details.len() - SHOWN);
        details.truncate(SHOWN);
        details.push(Detail {
            mark: LineMark::None,
            bits: vec![Bit::Aside(more.get(language).to_owned())],
        });
    }
    details
}

fn labelled(label: &Text, bits: Vec<Bit>, language: Language) -> Vec<Bit> {
    let mut all = vec![ours(label, language), Bit::Ours(words::colon(language).into())];
    all.extend(bits);
    all
}

fn place(found: &StateUse) -> Vec<Bit> {
    vec![
        Bit::Code(found.interface.clone()),
        Bit::Ours(" ".into()),
        Bit::Code(format!("{}:{}", found.file, found.line)),
    ]
}

fn new_use(new: &NewUse, language: Language) -> Vec<Bit> {
    let label = if new.new_interface {
        words::text("新的接口", "New interface")
    } else {
        words::text("新的位置", "New place")
    };
    let mut bits = labelled(&label, place(&new.found), language);
    if let Some(name) = &new.found.brought_in_by {
        let name = guide::clean(name);
        let brought = new
            .found
            .brought_in_version
            .as_ref()
            .map_or_else(|| name.clone(), |version| format!("{name} {}", guide::clean(version)));
        let text = Text::new(format!("由 {brought} 带入"), format!("brought by {brought}"));
        bits.push(Bit::Aside(words::brackets(language, text.get(language))));
    }
    if let Some(origin) = &new.brought_by {
        let shown = format!("{} {} {}", origin.commit, origin.date, guide::clean(&origin.summary));
        bits.push(Bit::Aside(words::brackets(language, &guide::clean(&shown))));
    }
    bits
}

fn third_party(change: &ThirdPartyChange, language: Language) -> OutlineEntry {
    let mut bits = vec![ours(&words::third_party(change.kind), language), Bit::Ours(" ".into())];
    bits.push(Bit::Given(change.name.get(language).to_owned()));
    if let Some(appid) = &change.appid {
        bits.extend([Bit::Ours(" ".into()), Bit::Code(guide::clean(appid))]);
    }
    let mut details = texts(&words::text("提供方", "Provider"), &change.providers, language);
    if let Some((old, new)) = &change.versions {
        let bits = vec![
            Bit::Code(guide::clean(old)),
            Bit::Ours(" → ".into()),
            Bit::Code(guide::clean(new)),
        ];
        details.push(Detail {
            mark: LineMark::Changed,
            bits: labelled(&words::text("版本", "Version"), bits, language),
        });
    }
    for handled in &change.information {
        let bits = vec![
            Bit::Given(handled.label.get(language).to_owned()),
            Bit::Ours(" ".into()),
            Bit::Code(guide::clean(&handled.id)),
        ];
        details.push(Detail { mark: mark(handled.fate), bits });
        details.extend(texts(&words::text("用途", "Purpose"), &handled.purposes, language));
    }
    OutlineEntry { mark: mark(change.fate), bits, details }
}

fn statement(change: &StatementChange, language: Language) -> OutlineEntry {
    let fate = match (&change.before, &change.after) {
        (None, _) => LineMark::Added,
        (_, None) => LineMark::Removed,
        _ => LineMark::Changed,
    };
    let label =
        words::in_language(&change.subject.text(), change.language.unwrap_or(Language::ZhCn));
    let mut bits = vec![ours(&label, language), Bit::Ours(words::colon(language).into())];
    match (&change.before, &change.after) {
        (Some(old), Some(new)) if old == new => {
            bits.push(Bit::Given(new.clone()));
            bits.push(Bit::Aside(words::brackets(
                language,
                words::text("内容有变化", "its content has changed").get(language),
            )));
        }
        (Some(old), Some(new)) => {
            bits.extend([
                Bit::Given(old.clone()),
                Bit::Ours(" → ".into()),
                Bit::Given(new.clone()),
            ]);
        }
        (old, new) => bits.extend(new.iter().chain(old).map(|text| Bit::Given(text.clone()))),
    }
    if let Some(remark) = words::remark(change.weight).filter(|_| !change.weight.is_material()) {
        bits.push(Bit::Aside(words::brackets(language, remark.get(language))));
    }
    OutlineEntry { mark: fate, bits, details: Vec::new() }
}

fn dates(dates: &Dates, language: Language) -> Vec<OutlineEntry> {
    let mut entries = Vec::new();
    let labels = [
        (words::text("更新日期", "Updated"), &dates.updated),
        (words::text("生效日期", "Effective"), &dates.effective),
    ];
    for (label, (old, new)) in labels {
        if old == new {
            continue;
        }
        let shown = |date: &Option<String>| date.clone().unwrap_or_else(|| "—".to_owned());
        let bits = vec![Bit::Ours(format!("{} → {}", shown(old), shown(new)))];
        entries.push(OutlineEntry {
            mark: LineMark::Changed,
            bits: labelled(&label, bits, language),
            details: Vec::new(),
        });
    }
    let mut warn = |text: Text| {
        entries.push(OutlineEntry {
            mark: LineMark::Judge,
            bits: vec![ours(&text, language)],
            details: Vec::new(),
        });
    };
    if dates.is_update_due() {
        warn(words::text(
            "指引内容有变化，但更新日期没有变：请修改 [guide] updated",
            "the text of the guide has changed but its date has not: set [guide] updated",
        ));
    }
    if dates.is_effective_too_early() {
        warn(words::text("生效日期早于更新日期", "the guide takes effect before it was updated"));
    }
    entries
}
