//! The results of one run for one project, as plain data from which requests are answered.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use privguide::{
    declaration::{DeclarationProblem, Declarations, DeclaredInformation, Gravity},
    language::{Language, Text},
    project::{AnalysedProgram, Project},
    review::{Finding, ReviewSettings},
    scan::{Use, UseKind},
    tree::{Place, SourceText, TreePath},
};

use crate::{failure::Failure, locate::Site, output::Output, session::Session};

/// One project, as of the newest run.
pub struct Picture {
    /// Its folder.
    pub folder: PathBuf,
    /// The language of its messages.
    pub language: Language,
    /// The analysed project; `None` if it could not be loaded.
    pub project: Option<Project>,
    /// The findings.
    pub findings: Vec<Finding>,
    /// Why the project could not be judged.
    pub failure: Option<Text>,
    /// The file at which `failure` is shown, if there is one.
    pub declarations_file: Option<TreePath>,
    texts: BTreeMap<TreePath, Arc<SourceText>>,
}

impl Picture {
    /// The results of a run.
    pub fn of_session(session: Session, output: &Output) -> Self {
        let language = output.language(session.language());
        let (findings, failure) = match session.review(&ReviewSettings::default()) {
            Ok(findings) => (output.called().advise_all(findings), None),
            Err(failure) => (Vec::new(), Some(failure.message)),
        };
        let uses = session
            .project
            .programs
            .iter()
            .flat_map(|analysed| analysed.scan.uses.iter().chain(&analysed.scan.listed));
        let files = uses.map(|found| &found.place.file);
        let files = files.chain(
            findings.iter().flat_map(|finding| &finding.places).map(|place| &place.place.file),
        );
        let mut texts = BTreeMap::new();
        for file in files {
            if !texts.contains_key(file)
                && let Ok(text) = session.tree.source(file)
            {
                texts.insert(file.clone(), text);
            }
        }
        if let Some(parsed) = &session.project.declarations {
            let source = &parsed.declarations.source;
            texts.insert(source.path().clone(), Arc::new(source.clone()));
        }
        let (folder, declarations_file) =
            (session.site.folder.clone(), declarations_file(&session.site));
        Self {
            folder,
            language,
            project: Some(session.project),
            findings,
            failure,
            declarations_file,
            texts,
        }
    }

    /// A project that could not be loaded.
    pub fn failed(site: &Site, failure: Failure, output: &Output) -> Self {
        Self {
            folder: site.folder.clone(),
            language: output.language(None),
            project: None,
            findings: Vec::new(),
            // A folder without a program is not a mistake: editors open any folder.
            failure: (!failure.is_no_program() || site.declarations.is_some())
                .then_some(failure.message),
            declarations_file: declarations_file(site),
            texts: BTreeMap::new(),
        }
    }

    /// The path on disk of a file of the project.
    pub fn on_disk(&self, path: &TreePath) -> PathBuf {
        let mut whole = self.folder.clone();
        for part in Path::new(path.as_str()).components() {
            match part {
                Component::ParentDir => drop(whole.pop()),
                other => whole.push(other),
            }
        }
        whole
    }

    /// The path in the project of a file on disk.
    pub fn path_of(&self, file: &Path) -> Option<TreePath> {
        if let Ok(inside) = file.strip_prefix(&self.folder) {
            return TreePath::of_system(inside);
        }
        self.texts.keys().find(|path| path.is_above() && self.on_disk(path) == file).cloned()
    }

    /// The text of a file with findings or uses.
    pub fn text(&self, path: &TreePath) -> Option<&str> {
        self.texts.get(path).map(|source| source.text())
    }

    /// True if files of the repository around the project belong to it.
    pub fn sees_above(&self) -> bool {
        let programs = self.project.iter().flat_map(|project| &project.programs);
        programs.flat_map(|analysed| &analysed.program.files).any(|file| file.path.is_above())
    }

    /// The declarations.
    pub fn declarations(&self) -> Option<&Declarations> {
        Some(&self.project.as_ref()?.declarations.as_ref()?.declarations)
    }

    /// Mistakes in the declarations that prevent everything else from being judged; other mistakes
    /// are findings.
    pub fn problems(&self) -> impl Iterator<Item = &DeclarationProblem> {
        let parsed = self.project.as_ref().and_then(|project| project.declarations.as_ref());
        let parsed = parsed.filter(|_| self.failure.is_some());
        parsed
            .into_iter()
            .flat_map(|parsed| &parsed.problems)
            .filter(|problem| problem.gravity == Gravity::Unreadable)
    }

    /// The uses in a file, with the program that they belong to; for every program that contains
    /// the file.
    pub fn uses(&self, path: &TreePath) -> impl Iterator<Item = (&AnalysedProgram, &Use)> {
        let programs = self.project.iter().flat_map(|project| &project.programs);
        programs.flat_map(move |analysed| {
            let all = analysed.scan.uses.iter().chain(&analysed.scan.listed);
            all.filter(move |found| found.place.file == *path && found.kind != UseKind::Mention)
                .map(move |found| (analysed, found))
        })
    }

    /// The innermost use at an offset of a file.
    pub fn use_at(&self, path: &TreePath, offset: usize) -> Option<(&AnalysedProgram, &Use)> {
        let covers = |place: &Place| (place.start..=place.end).contains(&offset);
        self.uses(path)
            .filter(|(_, found)| covers(&found.place))
            .min_by_key(|(_, found)| found.place.end - found.place.start)
    }

    /// The declaration of an information type whose key or header is at an offset of
    /// `privguide.toml`.
    pub fn declared_at(&self, path: &TreePath, offset: usize) -> Option<&DeclaredInformation> {
        let declarations =
            self.declarations().filter(|declarations| declarations.source.path() == path)?;
        let on = |entry: &&DeclaredInformation| {
            (entry.id.span.start..=entry.id.span.end).contains(&offset)
                || (entry.span.start..=entry.span.end).contains(&offset)
        };
        declarations.information.iter().find(on)
    }

    /// Every place that uses an information type.
    pub fn places_of(&self, information: &str) -> Vec<&Place> {
        let uses = self.project.iter().flat_map(Project::counted_uses);
        let of_type = uses.filter(|(_, found)| {
            found.interface.information.iter().any(|known| known == information)
        });
        let mut places: Vec<&Place> = of_type.map(|(_, found)| &found.place).collect();
        places.sort();
        places.dedup();
        places
    }
}

fn declarations_file(site: &Site) -> Option<TreePath> {
    TreePath::new(site.declarations.as_deref()?)
}
