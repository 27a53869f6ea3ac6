//! The lines of an input: for the projects in it, or why there are none.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use privguide::{
    language::{Language, Text},
    program::Otherwise,
    project::{LoadOptions, Observed, Project},
    review::{Finding, ReviewSettings},
    tree::{SourceTree, TreePath},
};
use serde::Serialize;
use serde_json::json;

use crate::{
    ReportedProject, Status, Subject,
    archive::ArchiveTree,
    json::project_line,
    loading::{not_loaded, review},
    projects::{DECLARATIONS, declarations, project_folders, too_many, uncovered_in},
    shown::Shown,
    text::ndjson_line,
    trouble::Trouble,
};

/// The maximum number of projects in one archive or revision.
pub const MAX_PROJECTS: usize = 1_000;

/// The options for each input.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The settings of the review; `None` for a scan.
    pub settings: Option<&'a ReviewSettings>,
    /// The language of messages, given the language that the project states.
    pub language: &'a dyn Fn(Option<Language>) -> Language,
    /// Adapts findings before they are written.
    pub advise: &'a dyn Fn(Vec<Finding>) -> Vec<Finding>,
}

impl Asked<'_> {
    /// What to do if no program is found.
    #[must_use]
    pub const fn otherwise(&self) -> Otherwise {
        if self.settings.is_some() { Otherwise::Nothing } else { Otherwise::ReadFolder }
    }
}

/// The destination of lines, and their status so far.
pub struct Lines<'a> {
    /// The options.
    pub asked: Asked<'a>,
    out: &'a mut dyn Write,
    /// The number of lines written.
    pub written: usize,
    /// The worst status so far.
    pub worst: Status,
}

impl<'a> Lines<'a> {
    /// Starts without any line.
    pub const fn new(asked: Asked<'a>, out: &'a mut dyn Write) -> Self {
        Self { asked, out, written: 0, worst: Status::Clean }
    }

    /// Writes the lines of an archive, each as soon as it is known.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn archive(&mut self, input: &str, whole: Result<ArchiveTree, Trouble>) -> io::Result<()> {
        match whole.and_then(|whole| inside(input, whole, self.asked.otherwise())) {
            Ok(projects) => projects.into_iter().try_for_each(|(name, project)| {
                self.project(input, &name, project.as_ref().map(|held| held as &dyn Subject))
            }),
            Err(trouble) => self.failed(input, None, &trouble, None),
        }
    }

    /// Writes the line of one project.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn project(
        &mut self,
        input: &str,
        name: &str,
        subject: Result<&dyn Subject, &Trouble>,
    ) -> io::Result<()> {
        let subject = match subject {
            Ok(subject) => subject,
            Err(trouble) => return self.failed(input, Some(name), trouble, None),
        };
        let project = subject.project();
        let declared = language_of(project);
        let judged = self.asked.settings.map(|settings| review(project, subject.tree(), settings));
        let findings = match judged.transpose() {
            Ok(findings) => findings.map(self.asked.advise),
            Err(trouble) => return self.failed(input, Some(name), &trouble, declared),
        };
        let is_sound = project
            .declarations
            .as_ref()
            .is_none_or(privguide::declaration::ParsedDeclarations::is_sound);
        let is_judged = is_sound || findings.is_none();
        // If the declarations are not sound, they were not judged completely.
        let status = if is_judged {
            Status::from_findings(findings.iter().flatten())
        } else {
            Status::Failed
        };
        let language = (self.asked.language)(declared);
        let reported = subject.reported();
        self.write(&project_line(input, name, &reported, findings.as_ref(), language), status)
    }

    /// Writes the line of an input, or of a project in it, that cannot be analysed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn failed(
        &mut self,
        input: &str,
        project: Option<&str>,
        trouble: &Trouble,
        declared: Option<Language>,
    ) -> io::Result<()> {
        let message = trouble.message.get((self.asked.language)(declared));
        let error = json!({ "kind": trouble.kind, "message": message });
        let mut value = json!({ "version": 1, "input": input, "error": error });
        if let Some(project) = project {
            value["project"] = json!(project);
        }
        self.write(&value, Status::Failed)
    }

    /// Writes the line that closes the answer to a frame; it is not counted.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn close(&mut self, input: &str, lines: usize) -> io::Result<()> {
        ndjson_line(self.out, &json!({ "version": 1, "input": input, "lines": lines }))
    }

    fn write(&mut self, line: &impl Serialize, status: Status) -> io::Result<()> {
        self.written += 1;
        self.worst = self.worst.max(status);
        ndjson_line(self.out, line)
    }
}

/// The language that a project states.
#[must_use]
pub fn language_of(project: &Project) -> Option<Language> {
    project.declarations.as_ref().and_then(|parsed| parsed.declarations.language)
}

/// The name of a folder in an input; its root is `.`.
#[must_use]
pub fn folder_name(folder: &TreePath) -> String {
    if folder.is_root() { ".".to_owned() } else { folder.as_str().to_owned() }
}

/// A project of an archive.
pub struct Held {
    tree: ArchiveTree,
    project: Project,
    shown: Shown,
    beside: Vec<Text>,
}

impl Subject for Held {
    fn project(&self) -> &Project {
        &self.project
    }

    fn tree(&self) -> &dyn SourceTree {
        &self.tree
    }

    fn reported(&self) -> ReportedProject<'_> {
        let of_tree = self.beside.iter().cloned().chain(self.tree.notes());
        let notes = of_tree.chain(self.project.notes(&Observed::default())).collect();
        ReportedProject { project: &self.project, shown: self.shown.clone(), notes }
    }
}

/// The projects in an archive, by their folders in it, loaded on demand.
///
/// # Errors
/// When there are too many.
fn inside(
    input: &str,
    whole: ArchiveTree,
    otherwise: Otherwise,
) -> Result<impl Iterator<Item = (String, Result<Held, Trouble>)>, Trouble> {
    let is_one = whole.read(&declarations()).is_ok();
    let declared = project_folders(&whole, whole.list(&|_| true).files.iter());
    if declared.len() > MAX_PROJECTS {
        return Err(too_many(MAX_PROJECTS));
    }
    let mut beside = if is_one || declared.is_empty() {
        Vec::new()
    } else {
        uncovered_in(&whole, &declared).notes()
    };
    // Named by the given name, so that messages do not depend on where the archive is.
    let scanned = PathBuf::from(if input.is_empty() { "." } else { input });
    let has_declarations = !declared.is_empty();
    let folders = if has_declarations { declared } else { vec![TreePath::root()] };
    Ok(folders.into_iter().map(move |inside| {
        let folder = if inside.is_root() { scanned.clone() } else { scanned.join(inside.as_str()) };
        let options = LoadOptions {
            declarations: has_declarations.then(|| TreePath::new(DECLARATIONS)).flatten(),
            otherwise,
            built: None,
            passing: None,
        };
        let tree = whole.below(&inside);
        let loaded = Project::load(&tree, &options)
            .map_err(|error| not_loaded(&folder.display().to_string(), error));
        let held = loaded.map(|project| Held {
            tree,
            project,
            shown: Shown::relative(&folder, &scanned),
            // The note is written once, with the first project.
            beside: std::mem::take(&mut beside),
        });
        (folder_name(&inside), held)
    }))
}
