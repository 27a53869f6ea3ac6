//! How strictly a tree is judged according to its own files, and how another tree weakens that.
//!
//! The file with the declarations also configures the rules, and it is versioned with the code that
//! it judges. So a change could weaken its own check: lower the level of a rule, allow more in the
//! baseline, name another program, or remove `privguide.toml`. [`Strictness`] contains everything
//! that determines how a tree is judged; [`Strictness::weakened_since`] lists what became weaker.
//! The caller decides which trees are compared.

mod compare;

use std::collections::{BTreeMap, BTreeSet};

use super::{BASELINE_FILE, Baseline, Level, ReviewSettings, Rule, document, levels::Levels};
use crate::{
    catalog::Catalog,
    declaration::{
        self,
        record::{self, RECORD_FILE, Record},
    },
    program::{self, FindSettings},
    scan::suppressions,
    tree::{Place, SourceText, SourceTree, TreePath},
};

/// Everything that determines how strictly the projects of a tree are judged. Paths are relative to
/// the tree's root.
#[derive(Clone, Debug, Default)]
pub struct Strictness {
    /// The programs that are judged, by root.
    judged: BTreeMap<TreePath, Judged>,
    /// What baselines allow: file, rule, interface.
    baseline: BTreeMap<(String, String, String), usize>,
    baselines: BTreeSet<TreePath>,
    /// By file: the readable records, with their text for places.
    records: BTreeMap<TreePath, (Record, SourceText)>,
    /// The files of all records.
    record_files: BTreeSet<TreePath>,
    /// Comments that allow a rule, by rule and reason.
    suppressions: BTreeMap<(String, String), Vec<Place>>,
    /// Every program of the tree that a `privguide.toml` could judge.
    programs: BTreeSet<TreePath>,
    /// Comments that allow a rule are not searched for.
    ignores_suppressions: bool,
}

/// A judged program.
#[derive(Clone, Debug)]
struct Judged {
    declarations: TreePath,
    levels: BTreeMap<&'static str, Option<Level>>,
    /// By rule: its place in `[rules]`.
    named: BTreeMap<String, Place>,
    /// By interface of the table: the information types that it requires.
    interfaces: BTreeMap<String, Vec<String>>,
}

impl Strictness {
    /// Does not search for comments that allow a rule, because this reads every file of a tree. An
    /// earlier state needs them only if the state that it is compared with has some
    /// ([`Strictness::has_suppressions`]).
    #[must_use]
    pub fn ignoring_suppressions() -> Self {
        Self { ignores_suppressions: true, ..Self::default() }
    }

    /// True if there are comments that allow a rule.
    #[must_use]
    pub fn has_suppressions(&self) -> bool {
        !self.suppressions.is_empty()
    }

    /// Adds the project whose declarations are in a folder of a tree. Without a readable
    /// `privguide.toml`, its programs do not count as judged.
    pub fn add(&mut self, tree: &dyn SourceTree, folder: &TreePath, declarations: &TreePath) {
        let Ok(bytes) = tree.read(declarations) else { return };
        let parsed = declaration::parse(SourceText::decode(declarations.clone(), bytes));
        let declared = parsed.declarations;
        let at = |path: &TreePath| folder.join(path.as_str()).unwrap_or_else(TreePath::root);
        let placed = |place: Place| Place { file: at(&place.file), ..place };
        let home = declarations.parent();
        let root = declared.program.root.as_ref().and_then(|root| home.join(&root.value));
        let found = program::lay_out(tree, &FindSettings { root, ..FindSettings::default() });
        let levels = Levels::new(&declared, &ReviewSettings::default());
        let levels: BTreeMap<&'static str, Option<Level>> = Rule::all()
            .iter()
            .map(|rule| (rule.id, levels.level_of(rule.id, document(rule.id).level)))
            .collect();
        let named = declared
            .rules
            .iter()
            .map(|(id, word)| (id.clone(), placed(declared.source.place(word.span.clone()))));
        let named: BTreeMap<String, Place> = named.collect();
        for program in found.programs {
            let catalog = Catalog::with_project(program.kind, &declared.interfaces)
                .unwrap_or_else(|_| Catalog::for_kind(program.kind));
            let mut interfaces: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for row in catalog.interfaces() {
                interfaces
                    .entry(row.name.clone())
                    .or_default()
                    .extend(row.information.iter().cloned());
            }
            for file in &program.files {
                self.add_suppressions(tree, &file.path, &placed);
            }
            let judged = Judged {
                declarations: at(declarations),
                levels: levels.clone(),
                named: named.clone(),
                interfaces,
            };
            self.judged.insert(at(&program.root), judged);
        }
        self.add_suppressions(tree, declarations, &placed);
        self.add_baseline(tree, &home, &at);
        self.add_record(tree, &home, &at);
    }

    /// Adds every program of a tree, judged or not.
    pub fn add_programs(&mut self, tree: &dyn SourceTree, folder: &TreePath) {
        let found = program::lay_out(tree, &FindSettings::default()).programs;
        self.programs.extend(found.iter().filter_map(|program| folder.join(program.root.as_str())));
    }

    /// True if nothing is judged, so that nothing can be weakened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.judged.is_empty()
    }

    /// True if a program that `before` judges is not judged here. Only then are all programs of the
    /// tree needed.
    #[must_use]
    pub fn lacks_one_of(&self, before: &Self) -> bool {
        before.judged.keys().any(|root| !self.judged.contains_key(root))
    }

    fn add_suppressions(
        &mut self,
        tree: &dyn SourceTree,
        path: &TreePath,
        placed: &dyn Fn(Place) -> Place,
    ) {
        const WORD: &[u8] = b"privguide-allow";
        if self.ignores_suppressions {
            return;
        }
        let Some(bytes) =
            tree.read(path).ok().filter(|bytes| memchr::memmem::find(bytes, WORD).is_some())
        else {
            return;
        };
        for found in suppressions(&SourceText::decode(path.clone(), bytes)) {
            // A comment without a reason allows nothing and is reported separately.
            if !found.reason.is_empty() {
                self.suppressions
                    .entry((found.rule, found.reason))
                    .or_default()
                    .push(placed(found.place));
            }
        }
    }

    fn add_record(
        &mut self,
        tree: &dyn SourceTree,
        home: &TreePath,
        at: &dyn Fn(&TreePath) -> TreePath,
    ) {
        let Some(path) = home.join(RECORD_FILE) else { return };
        let Ok(bytes) = tree.read(&path) else { return };
        self.record_files.insert(at(&path));
        // A record that cannot be read is reported separately.
        let parsed = record::parse(SourceText::decode(at(&path), bytes));
        if let Ok(record) = parsed.record {
            self.records.insert(at(&path), (record, parsed.source));
        }
    }

    fn add_baseline(
        &mut self,
        tree: &dyn SourceTree,
        home: &TreePath,
        at: &dyn Fn(&TreePath) -> TreePath,
    ) {
        let Some(path) = home.join(BASELINE_FILE) else { return };
        let Ok(bytes) = tree.read(&path) else { return };
        self.baselines.insert(at(&path));
        let baseline = Baseline::parse(SourceText::decode(path, bytes));
        for (file, rule, interface, count) in baseline.allowed() {
            let file =
                TreePath::new(file).map_or_else(|| file.to_owned(), |file| at(&file).to_string());
            *self.baseline.entry((file, rule.to_owned(), interface.to_owned())).or_default() +=
                count;
        }
    }
}

#[cfg(test)]
mod tests;
