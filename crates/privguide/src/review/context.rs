//! Queries that several rules share.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use super::{ReviewInput, Reviewed};
use crate::{
    catalog::{InformationType, information_types},
    declaration::{Declarations, Translated},
    guide::Detected,
    language::{Language, Text},
    program::{FileOrigin, Remedy, Status},
    scan::{Use, UseKind},
    tree::{Place, SourceText, TreePath},
};

/// The input of the rules, with common queries.
pub(super) struct Context<'a> {
    pub(super) input: ReviewInput<'a>,
    /// The declarations.
    pub(super) declarations: &'a Declarations,
    /// The ids of all rules. The registry names the rules, so a rule cannot import it.
    pub(super) rule_ids: Vec<&'static str>,
    /// The file that was read last: the places of a finding are often in the same file.
    latest: RefCell<Option<Arc<SourceText>>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(input: ReviewInput<'a>, rule_ids: Vec<&'static str>) -> Self {
        Self {
            input,
            declarations: &input.declarations.declarations,
            rule_ids,
            latest: RefCell::default(),
        }
    }

    /// A file as text.
    pub(super) fn source(&self, file: &TreePath) -> Option<Arc<SourceText>> {
        if let Some(latest) = self.latest.borrow().as_ref().filter(|latest| latest.path() == file) {
            return Some(Arc::clone(latest));
        }
        let source = self.input.tree.source(file).ok()?;
        self.latest.replace(Some(Arc::clone(&source)));
        Some(source)
    }

    /// Every use in an uploaded file, program by program, without mentions.
    pub(super) fn uses(&self) -> impl Iterator<Item = (&'a Reviewed<'a>, &'a Use)> {
        let uses = |reviewed: &'a Reviewed<'a>| {
            reviewed.scan.uses.iter().map(move |found| (reviewed, found))
        };
        self.input
            .programs
            .iter()
            .flat_map(uses)
            .filter(|(reviewed, found)| found.kind != UseKind::Mention && reviewed.uploads(found))
    }

    /// By information type that the programs need: its uses, those that run before those that are
    /// only packed.
    pub(super) fn required(&self) -> BTreeMap<&'a str, Vec<&'a Use>> {
        let mut required: BTreeMap<&str, Vec<(bool, &Use)>> = BTreeMap::new();
        for (reviewed, found) in self.uses() {
            let idle = found.bringer.is_none()
                && reviewed.status(&found.place.file) == Some(Status::Packed);
            for id in &found.interface.information {
                required.entry(id).or_default().push((idle, found));
            }
        }
        let sorted = |mut uses: Vec<(bool, &'a Use)>| {
            uses.sort_by_key(|(idle, found)| (*idle, &found.place));
            uses.into_iter().map(|(_, found)| found).collect()
        };
        required.into_iter().map(|(id, uses)| (id, sorted(uses))).collect()
    }

    /// An interface as it is written in the source, with the platform's name if that differs.
    pub(super) fn as_written(&self, found: &Use) -> Text {
        let name = &found.interface.name;
        if let Some(bringer) = &found.bringer {
            let Text { zh, en } = bringer.text();
            return Text::new(format!("{name}（{zh}）"), format!("{name} ({en})"));
        }
        let written =
            self.source(&found.place.file).and_then(|source| found.written(source.text()));
        match written {
            Some(written) => {
                Text::new(format!("{written}，即 {name}"), format!("{written}, that is {name}"))
            }
            None => Text::new(name, name),
        }
    }

    /// True if the file is not reached from the entries of any program.
    pub(super) fn is_idle(&self, file: &TreePath) -> bool {
        let mut known =
            self.input.programs.iter().filter_map(|reviewed| reviewed.status(file)).peekable();
        known.peek().is_some() && known.all(|status| status == Status::Packed)
    }

    /// How to remove all these uses from the package without changing the developers' own code,
    /// each fix once. Empty if one of the uses is in own code.
    pub(super) fn remedies(&self, uses: &[&Use]) -> Vec<Remedy> {
        let files: BTreeSet<&TreePath> = uses.iter().map(|found| &found.place.file).collect();
        let mut remedies = Vec::new();
        if uses.iter().any(|found| found.bringer.is_some()) {
            return Vec::new();
        }
        for file in files {
            let reviewed =
                self.input.programs.iter().find(|reviewed| reviewed.status(file).is_some());
            let remedy = reviewed
                .map_or(Remedy::None, |reviewed| reviewed.program.remedy(self.input.tree, file));
            if matches!(remedy, Remedy::None | Remedy::OwnCode) {
                return Vec::new();
            }
            if !remedies.contains(&remedy) {
                remedies.push(remedy);
            }
        }
        remedies
    }

    /// The package that a file comes from, with its version if that is known; `None` for own code.
    pub(super) fn brought_by(&self, file: &TreePath) -> Option<String> {
        let reviewed =
            self.input.programs.iter().find(|reviewed| reviewed.status(file).is_some())?;
        reviewed.program.provenance(self.input.tree, file)
    }

    /// The packages and copies that all these uses come from, with their versions; `None` if one of
    /// the uses is in own code.
    pub(super) fn bringers(&self, uses: &[&Use]) -> Option<Vec<String>> {
        let of = |found: &&Use| match &found.bringer {
            Some(bringer) => {
                Some(format!("{} {}", bringer.name, bringer.version).trim_end().to_owned())
            }
            None => self.brought_by(&found.place.file),
        };
        let all: Option<BTreeSet<String>> = uses.iter().map(of).collect();
        all.filter(|names| !names.is_empty()).map(|names| names.into_iter().collect())
    }

    /// True for code that is not the developers' own: they can update it or leave it out, but not
    /// correct it in place.
    pub(super) fn is_third_party(&self, file: &TreePath) -> bool {
        let reviewed = self.input.programs.iter().find(|reviewed| reviewed.status(file).is_some());
        reviewed.is_some_and(|reviewed| reviewed.program.file_origin(file) != FileOrigin::Own)
    }

    /// Known ways to remove an interface from the third parties' code that contains these uses,
    /// each once.
    pub(super) fn known_cures(&self, uses: &[&Use]) -> Vec<&Text> {
        let files: BTreeSet<&TreePath> = uses.iter().map(|found| &found.place.file).collect();
        let signs = self.input.programs.iter().flat_map(|reviewed| &reviewed.scan.third_parties);
        let ids: BTreeSet<&str> = signs
            .filter(|sign| files.contains(&sign.place.file))
            .map(|sign| sign.party.as_str())
            .collect();
        ids.into_iter()
            .filter_map(|id| self.declarations.third_parties().get(id)?.cure.as_ref())
            .collect()
    }

    /// The facts about all programs together.
    pub(super) fn detected(&self) -> Detected {
        let scanned: Vec<_> =
            self.input.programs.iter().map(|reviewed| (reviewed.program, reviewed.scan)).collect();
        Detected::of_all(&scanned)
    }

    /// A place in `privguide.toml`.
    pub(super) fn declared_at(&self, span: &Range<usize>) -> Place {
        self.declarations.source.place(span.clone())
    }

    /// A table's header in `privguide.toml`, or the start of the file if there is no such table.
    pub(super) fn table_at(&self, span: Option<&Range<usize>>) -> Place {
        self.declared_at(span.unwrap_or(&(0..0)))
    }

    /// True if the value of this key was already reported as a mistake in `privguide.toml`.
    pub(super) fn is_reported(&self, key: &str) -> bool {
        self.input.declarations.problems.iter().any(|problem| {
            let text = self.declarations.source.text();
            let line = text[..problem.place.start].rsplit('\n').next().unwrap_or("");
            line.trim_start()
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        })
    }

    /// True if the guide is written in this language; by default, it is written in Chinese.
    pub(super) fn is_written_in(&self, language: Language) -> bool {
        let languages = &self.declarations.guide.languages;
        languages.iter().any(|written| written.value == language)
            || languages.is_empty() && language == Language::ZhCn
    }
}

impl Reviewed<'_> {
    /// Whether a use counts as uploaded: it is in a file that is not excluded, or in code that a
    /// build includes from elsewhere.
    pub(super) fn uploads(&self, found: &Use) -> bool {
        found.bringer.is_some() || self.status(&found.place.file) != Some(Status::Outside)
    }

    /// The status of a file of the programs.
    pub(super) fn status(&self, file: &TreePath) -> Option<Status> {
        let files = &self.program.files;
        files.binary_search_by(|candidate| candidate.path.cmp(file)).ok().map(|at| files[at].status)
    }
}

/// The platform's row for an id.
pub(super) fn information_type(id: &str) -> Option<&'static InformationType> {
    information_types().iter().find(|known| known.id == id)
}

/// The name of an information type in messages: “位置信息”（Location）, "location (Location)".
pub(super) fn called(id: &str) -> Text {
    match information_type(id) {
        Some(known) => {
            Text::new(format!("“{}”（{id}）", known.thing.zh), format!("{} ({id})", known.thing.en))
        }
        None => Text::new(format!("“{id}”"), format!("\"{id}\"")),
    }
}

/// True if no language has a text.
pub(super) fn is_absent(text: &Translated) -> bool {
    Language::ALL.into_iter().all(|language| is_blank(text, language))
}

/// True if there is no text, or only white space.
pub(super) fn is_blank(text: &Translated, language: Language) -> bool {
    text.get(language).is_none_or(|text| text.value.trim().is_empty())
}
