//! Writes the result of a check in any format: the findings are the same, each format has a writer.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use privguide::{
    language::Language,
    review::{Finding, Rule, RuleDocument},
    tree::TreePath,
};

use super::{
    Shown, check_json,
    github::github,
    gitlab::gitlab,
    human,
    located::{Located, Surroundings, distinguished, locate},
    project_line, reported_projects,
    sarif::sarif,
    short,
    summary::summary,
    view::View,
};
use privguide_fleet::Subject as _;

use crate::{
    arguments::CheckFormat,
    failure::Failure,
    locate::DECLARATIONS,
    output::{Output, ndjson_line, write_json},
    session::Session,
};

/// The results of a check, by project.
pub struct Checked<'a> {
    /// The projects.
    pub sessions: &'a [Session],
    /// The findings of each.
    pub findings: &'a [Vec<Finding>],
    /// The output, which determines the language.
    pub output: &'a Output,
}

impl Checked<'_> {
    /// Writes the result in one format.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn write(&self, format: CheckFormat, out: &mut dyn Write) -> Result<(), Failure> {
        let language = self.language();
        match format {
            CheckFormat::Human => {
                self.each(|session, findings, language| {
                    human(out, session, findings, &View::new(self.output, language))
                })?;
            }
            CheckFormat::Short => {
                self.each(|session, findings, language| short(out, session, findings, language))?;
            }
            CheckFormat::Json => {
                write_json(
                    out,
                    &check_json(&reported_projects(self.sessions), self.findings, language),
                )?;
            }
            CheckFormat::Sarif => {
                let rules: Vec<&RuleDocument> = Rule::all().iter().map(Rule::document).collect();
                write_json(out, &sarif(self.located(), &rules, language))?;
            }
            CheckFormat::Github => github(out, &self.located().collect::<Vec<_>>(), language)?,
            CheckFormat::Summary => summary(out, &self.located().collect::<Vec<_>>(), language)?,
            // Many inputs have no common report; this is the single report for a file that
            // `--report` names.
            CheckFormat::Ndjson => {
                for (session, findings) in self.sessions.iter().zip(self.findings) {
                    let project = session.shown_for_programs().path(&TreePath::root());
                    ndjson_line(
                        out,
                        &project_line(
                            ".",
                            &project,
                            &session.reported(),
                            Some(findings),
                            self.output.language(session.language()),
                        ),
                    )?;
                }
            }
            CheckFormat::Gitlab => write_json(out, &gitlab(|| self.located(), language))?,
        }
        Ok(())
    }

    /// The language of a report that covers all projects.
    fn language(&self) -> Language {
        self.output.language(self.sessions.first().and_then(Session::language))
    }

    fn each(
        &self,
        mut write: impl FnMut(&Session, &[Finding], Language) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut pairs = self.sessions.iter().zip(self.findings);
        pairs.try_for_each(|(session, findings)| {
            write(session, findings, self.output.language(session.language()))
        })
    }

    /// Every finding with paths relative to the repository.
    fn located(&self) -> impl Iterator<Item = Located<'_>> {
        distinguished(
            self.sessions
                .iter()
                .zip(self.findings)
                .flat_map(|(session, findings)| located(session, findings)),
        )
    }
}

fn located<'s>(session: &'s Session, findings: &'s [Finding]) -> impl Iterator<Item = Located<'s>> {
    let shown = Shown::relative(&session.site.folder, &repository(session));
    let name = session.site.declarations.as_deref().unwrap_or(DECLARATIONS);
    let home = TreePath::new(name).unwrap_or_else(TreePath::root);
    let read = Box::new(|path: &TreePath| session.source(path));
    locate(findings, Surroundings { shown: Box::new(move |path| shown.path(path)), read, home })
}

/// The folder that paths on a hosting service are relative to: the repository, or PATH if there is
/// none.
fn repository(session: &Session) -> PathBuf {
    let mut folders = session.site.folder.ancestors();
    let repository = folders.find(|folder| folder.join(".git").exists());
    repository.map_or_else(|| session.site.scanned.clone(), Path::to_path_buf)
}
