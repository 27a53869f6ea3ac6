//! Checks every line of the specification in `tests/changes/README.md`.

use std::{collections::BTreeSet, fmt::Write as _, path::Path};

use super::super::{table::table, *};
use crate::{
    declaration::parse,
    guide::DetectedPlugin,
    tree::{SourceText, TreePath},
};

#[test]
fn every_change_of_the_specification_is_judged_as_it_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/changes/README.md");
    let text = std::fs::read_to_string(path).expect("the specification is there");
    let (mut wrong, mut rules, mut count) = (Vec::new(), BTreeSet::new(), 0);
    for line in
        text.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit())
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, before, after, verdict, articles] = cells[..] else { panic!("{line}") };
        count += 1;
        assert_eq!(number, count.to_string());
        let change = compare(&state(before), &state(after));
        rules.extend(change.reasons.iter().map(|reason| reason.rule));
        let judged = (name(change.verdict()), cited(&change));
        if judged != (verdict.to_owned(), articles.to_owned()) {
            let reasons: Vec<_> = change
                .reasons
                .iter()
                .map(|reason| (reason.rule, reason.weight, &reason.text.zh))
                .collect();
            wrong.push(format!("{line}\n  is {judged:?} {reasons:#?}"));
        }
    }
    assert!(count >= 100 && wrong.is_empty(), "{}", wrong.join("\n"));
    let all = table().ids();
    let unseen: Vec<&str> = all.into_iter().filter(|id| !rules.contains(id)).collect();
    assert!(unseen.is_empty(), "no line of the specification shows {unseen:?}");
}

fn name(verdict: Verdict) -> String {
    serde_json::to_value(verdict).expect("a name").as_str().unwrap_or_default().replace('-', " ")
}

/// The articles of the most serious consequences.
fn cited(change: &Change) -> String {
    let gravest = change.reasons.first().map(|reason| reason.weight);
    let mut cited: Vec<String> = Vec::new();
    for article in change
        .reasons
        .iter()
        .filter(|reason| Some(reason.weight) == gravest)
        .flat_map(|reason| &reason.articles)
    {
        let short = if article.id == "guide-6-2" {
            "guide 6.2"
        } else {
            article.cite.en.trim_start_matches("PIPL art. ")
        };
        if !cited.iter().any(|known| known == short) {
            cited.push(short.to_owned());
        }
    }
    cited.join(", ")
}

/// A state as a cell describes it.
fn state(cell: &str) -> PrivacyState {
    if cell == "no guide" {
        return PrivacyState::default();
    }
    let mut toml =
        Cell {
            email: Some("a@b.example".into()), notice: Some("弹窗".into()), ..Cell::default()
        };
    let mut state = PrivacyState::default();
    for line in cell.split("<br>").map(str::trim).filter(|line| *line != "—") {
        toml.read(line, &mut state);
    }
    let text = toml.written();
    let parsed =
        parse(SourceText::new(TreePath::new("privguide.toml").expect("inside"), text.clone()));
    assert!(parsed.problems.is_empty(), "{cell}\n{text}\n{:#?}", parsed.problems);
    state.declarations = Some(parsed.declarations);
    state.uses.sort();
    state
}

#[derive(Default)]
struct Cell {
    email: Option<String>,
    notice: Option<String>,
    developer: Option<String>,
    program: Option<String>,
    guide: String,
    contacts: String,
    tables: String,
}

impl Cell {
    fn read(&mut self, line: &str, state: &mut PrivacyState) {
        match line {
            "no contact" => return self.email = None,
            "no notice" => return self.notice = None,
            _ => {}
        }
        if let Some(rest) = line.strip_prefix("plugin ") {
            let (alias, version) = rest.split_once(' ').expect("name and version");
            return state.detected.plugins.push(DetectedPlugin {
                alias: alias.into(),
                provider: "wx1".into(),
                version: version.into(),
            });
        }
        if let Some(id) = line.strip_suffix(" used") {
            return used(state, id, None, "pages/a.js");
        }
        let (head, value) = line.split_once(':').unwrap_or_else(|| panic!("{line}"));
        let value = value.trim();
        match head {
            "email" => self.email = Some(value.into()),
            "notice" => self.notice = Some(value.into()),
            "developer" => self.developer = Some(value.into()),
            "name" => self.program = Some(value.into()),
            "phone" => _ = writeln!(self.contacts, "phone = \"{value}\""),
            "storage" => _ = writeln!(self.guide, "storage = \"{value}\""),
            "updated" => _ = writeln!(self.guide, "updated = {value}"),
            "service-provider" => {
                _ = writeln!(self.tables, "[service-provider]\nname = \"{value}\"");
            }
            "supplement" => {
                self.tables += "[supplement]\nfiles = [\"more.txt\"]\n";
                state.supplements.insert("more.txt".into(), value.into());
            }
            head if head.starts_with("SDK ") => self.sdk(&head[4..], value),
            head => self.information(head, value, state),
        }
    }

    fn sdk(&mut self, head: &str, value: &str) {
        let (head, role) = match head.strip_suffix(" (processor)") {
            Some(head) => (head, "role = \"processor\"\n"),
            None => (head, ""),
        };
        let (name, provider) = head.split_once(" of ").expect("name of provider");
        let _ =
            write!(self.tables, "[[sdk]]\nname = \"{name}\"\nprovider = \"{provider}\"\n{role}");
        for entry in value.split(';').filter(|entry| !entry.trim().is_empty()) {
            let (id, purpose) = entry.split_once('=').expect("Type = purpose");
            let _ = writeln!(self.tables, "information.{} = \"{}\"", id.trim(), purpose.trim());
        }
    }

    fn information(&mut self, head: &str, value: &str, state: &mut PrivacyState) {
        let (id, rest) = head.split_once(' ').unwrap_or((head, ""));
        let called = rest
            .split_once("called ")
            .map(|(_, name)| format!("name = \"{name}\"\n"))
            .unwrap_or_default();
        let interface = rest.strip_prefix("via ");
        let files = rest.strip_prefix("at ").unwrap_or("pages/a.js");
        if !rest.starts_with("(unused)") {
            files.split(", ").for_each(|file| used(state, id, interface, file));
        }
        let (zh, en) = value.split_once('/').map_or((value, ""), |(zh, en)| (zh.trim(), en.trim()));
        let _ = writeln!(
            self.tables,
            "[information.{id}]\n{called}purpose = {{ zh-CN = \"{zh}\", en = \"{en}\" }}"
        );
    }

    fn written(&self) -> String {
        let line = |key: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{key} = \"{value}\"\n")).unwrap_or_default()
        };
        let some = |value: &Option<String>, otherwise: &str| {
            Some(value.clone().unwrap_or_else(|| otherwise.into()))
        };
        format!(
            "format = 1\n[program]\n{}[developer]\n{}{}{}[guide]\n{}{}{}",
            line("name", &some(&self.program, "山茶小店")),
            line("name", &some(&self.developer, "山茶科技有限公司")),
            line("email", &self.email),
            self.contacts,
            line("notice", &self.notice),
            self.guide,
            self.tables
        )
    }
}

/// Uses a type with the given interface, or with a new one if none is given.
fn used(state: &mut PrivacyState, id: &str, interface: Option<&str>, file: &str) {
    let file = TreePath::new(file).expect("inside");
    state.detected.information.insert(id.to_owned());
    state.uses.push(StateUse {
        interface: interface.map_or_else(|| format!("wx.use{id}"), str::to_owned),
        information: vec![id.to_owned()],
        file,
        line: 1,
        column: 1,
        package: "main".into(),
        brought_in_by: None,
        brought_in_version: None,
    });
}
