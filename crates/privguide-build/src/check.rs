//! The check, from a folder to the lines for Cargo.

use std::{io, path::PathBuf};

use privguide::{
    guide::GuideState,
    language::{Language, Text},
    project::{LoadOptions, Project},
    review::{Finding, Level, ReviewSettings},
    tree::{TreePath, WorkTree},
};

use crate::{
    Build, Deny, VARIABLE, line::instruction, outputs, recorder::Recorder, watched::watched,
};

/// The name of the declarations file.
const DECLARATIONS: &str = "privguide.toml";
/// The maximum number of findings that are shown, because the output of a build should stay short.
const SHOWN: usize = 30;

/// The parameters from Cargo and the user.
#[derive(Debug)]
pub struct Environment {
    /// The folder for results.
    pub out_dir: PathBuf,
    /// Only documentation is built (docs.rs).
    pub documentation_only: bool,
    /// The value of `PRIVGUIDE_BUILD`.
    pub word: Option<String>,
}

/// Runs the check and returns the lines for Cargo.
///
/// # Errors
/// When the guide cannot be written into `OUT_DIR`.
pub fn check(build: &Build, environment: &Environment) -> io::Result<Vec<String>> {
    let mut lines = vec![
        instruction("rerun-if-env-changed", VARIABLE),
        instruction("rerun-if-env-changed", "DOCS_RS"),
    ];
    let (deny, unknown) = match environment.word.as_deref() {
        None | Some("") => (build.deny, None),
        Some("deny") => (build.deny.max_errors(), None),
        Some("deny-warnings") => (Deny::Warnings, None),
        Some("warn" | "off") => (Deny::Nothing, None),
        Some(other) => {
            (build.deny, Some(format!("{VARIABLE}={other}: say deny, deny-warnings, warn or off")))
        }
    };
    let quiet = environment.documentation_only || environment.word.as_deref() == Some("off");
    let mut messages = Messages { deny, lines: Vec::new() };
    if let Some(text) = unknown {
        messages.add(Level::Warning, &text);
    }
    messages.project(build, environment, &mut lines)?;
    if environment.documentation_only {
        outputs::write_placeholders(&environment.out_dir)?;
    }
    if !quiet {
        lines.append(&mut messages.lines);
    }
    Ok(lines)
}

impl Deny {
    const fn max_errors(self) -> Self {
        match self {
            Self::Warnings => Self::Warnings,
            Self::Nothing | Self::Errors => Self::Errors,
        }
    }

    const fn fails(self, level: Level) -> bool {
        matches!((self, level), (Self::Warnings, _) | (Self::Errors, Level::Error))
    }
}

/// Messages for the user.
struct Messages {
    deny: Deny,
    lines: Vec<String>,
}

impl Messages {
    fn add(&mut self, level: Level, text: &str) {
        let name = if self.deny.fails(level) { "error" } else { "warning" };
        self.lines.push(instruction(name, &format!("privguide: {text}")));
    }

    /// Checks the project; adds paths for Cargo to `watch`.
    fn project(
        &mut self,
        build: &Build,
        environment: &Environment,
        watch: &mut Vec<String>,
    ) -> io::Result<()> {
        let folder = build.folder().to_string_lossy().into_owned();
        let tree = match WorkTree::open(build.folder()) {
            Ok(tree) => Recorder::new(tree),
            Err(error) => {
                self.add(Level::Error, &format!("{folder}: {error}"));
                return Ok(());
            }
        };
        let declarations =
            TreePath::new(DECLARATIONS).filter(|_| build.folder().join(DECLARATIONS).is_file());
        if declarations.is_none() {
            self.add(
                Level::Error,
                &format!("no {DECLARATIONS} in {folder}: run cargo privguide init there"),
            );
            // Cargo runs the build script again until the file exists.
            watch.push(watch_line(build, DECLARATIONS));
            return Ok(());
        }
        let options = LoadOptions { declarations, ..LoadOptions::default() };
        match Project::load(&tree, &options) {
            Ok(project) => {
                outputs::write(&project, &environment.out_dir)?;
                let missing = self.review(build, &project, &tree);
                let missing = if missing { missing_guides(&project, &tree) } else { Vec::new() };
                watch.extend(missing.iter().map(|path| watch_line(build, path.as_str())));
            }
            Err(error) => self.add(Level::Error, &format!("{folder}: {error}")),
        }
        let (tree, read) = tree.into_read();
        watch.extend(watched(&tree, &read).iter().map(|path| watch_line(build, path.as_str())));
        Ok(())
    }

    /// Adds the findings; returns true if a required guide is missing.
    fn review(&mut self, build: &Build, project: &Project, tree: &Recorder) -> bool {
        let review = match project.review(tree, &ReviewSettings::default()) {
            Ok(review) => review,
            Err(error) => {
                self.add(Level::Error, &error.to_string());
                return false;
            }
        };
        let declared =
            project.declarations.as_ref().and_then(|parsed| parsed.declarations.language);
        let language = build.language.or(declared).unwrap_or(Language::En);
        for finding in review.findings.iter().take(SHOWN) {
            self.add(finding.level, &text(build, finding, language));
        }
        let left = review.findings.split_at_checked(SHOWN).map_or(&[][..], |(_, left)| left);
        if let Some(worst) = left.iter().map(|finding| finding.level).min() {
            let count = left.len();
            let text = Text::new(
                format!("另有 {count} 条，运行 cargo privguide check 查看"),
                format!("{count} more: run cargo privguide check"),
            );
            self.add(worst, text.get(language));
        }
        review.findings.iter().any(|finding| finding.rule == "missing-guide")
    }
}

/// Paths of missing guides. Cargo runs the build script again until they exist.
fn missing_guides(project: &Project, tree: &Recorder) -> Vec<TreePath> {
    let guides = project.guides(tree).unwrap_or_default();
    guides
        .into_iter()
        .filter(|(_, state)| *state == GuideState::Missing)
        .map(|(expected, _)| expected.path)
        .collect()
}

/// `../miniprogram/pages/map/map.js:12:5: what is wrong [rule]`
fn text(build: &Build, finding: &Finding, language: Language) -> String {
    let place = finding.places.first().map_or_else(String::new, |first| {
        let place = &first.place;
        format!(
            "{}:{}:{}: ",
            build.folder().join(place.file.as_str()).display(),
            place.line,
            place.column
        )
    });
    format!("{place}{} [{}]", finding.message.get(language), finding.rule)
}

fn watch_line(build: &Build, path: &str) -> String {
    instruction("rerun-if-changed", &build.folder().join(path).to_string_lossy())
}

#[cfg(test)]
mod tests;
