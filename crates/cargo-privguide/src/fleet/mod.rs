//! Analyses many inputs in one run: folders and archives. Each project gives one line of JSON, and
//! so does each failure.
//!
//! A line depends on its input only, not on other inputs, their order, the machine, or the cache.

mod committed;
mod inputs;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use privguide::{program::Otherwise, review::ReviewSettings, tree::TreePath};
use privguide_fleet::{
    Status, Subject,
    archive::ArchiveTree,
    frames::{Frame, Frames},
    lines::{Asked, Lines, folder_name},
    trouble::{Kind, Trouble},
};

use crate::{
    arguments::{Inputs, Target},
    failure::Failure,
    output::Output,
    session::Session,
};

/// The options for each input.
pub struct Fleet<'a> {
    /// The target; its path is the first input.
    pub target: &'a Target,
    /// Further inputs.
    pub inputs: &'a Inputs,
    /// The settings of the review; `None` for a scan.
    pub settings: Option<&'a ReviewSettings>,
}

impl Fleet<'_> {
    /// Analyses every input and writes its lines as soon as they are known.
    ///
    /// # Errors
    /// When the list of inputs cannot be read or the output cannot be written; an input that cannot
    /// be analysed gives a line.
    pub fn run(&self, output: &Output, out: &mut dyn Write) -> Result<Status, Failure> {
        if self.target.is_named() {
            return Err(Failure::new(
                "--format ndjson 逐个看每个输入，不能与 --config、--package、--workspace、--manifest-path 一起用",
                "--format ndjson looks at each input by itself; --config, --package, --workspace and --manifest-path do not go with it",
            ));
        }
        let language = |declared| output.language(declared);
        let advise = |findings| output.called().advise_all(findings);
        let asked = Asked { settings: self.settings, language: &language, advise: &advise };
        let mut lines = Lines::new(asked, out);
        if self.inputs.framed {
            frames(&mut lines)?;
            return Ok(lines.worst);
        }
        let given: Vec<PathBuf> =
            self.target.path.iter().chain(&self.inputs.more).cloned().collect();
        for input in inputs::all(&given, self.inputs.list.as_deref())? {
            self.answer(&input, &mut lines)?;
        }
        Ok(lines.worst)
    }

    /// Writes the lines of one input.
    fn answer(&self, input: &str, lines: &mut Lines<'_>) -> Result<(), Failure> {
        if committed::named(input).is_none()
            && let Ok(path) = std::fs::canonicalize(input)
            && path.is_file()
        {
            return Ok(lines.archive(input, ArchiveTree::open(&path))?);
        }
        match self.projects(input, lines.asked.otherwise()) {
            Ok(projects) => {
                for (name, project) in projects {
                    let subject = project.as_ref().map(|session| session as &dyn Subject);
                    lines.project(input, &name, subject)?;
                }
                Ok(())
            }
            Err(trouble) => Ok(lines.failed(input, None, &trouble, None)?),
        }
    }

    /// The projects in a folder or revision, by their folders in it.
    fn projects<'p>(
        &'p self,
        input: &'p str,
        otherwise: Otherwise,
    ) -> Result<Projects<'p>, Trouble> {
        if let Some(named) = committed::named(input) {
            return committed::projects(input, named, otherwise);
        }
        let path = std::fs::canonicalize(input).map_err(|error| {
            Trouble::new(
                Kind::Unreadable,
                format!("无法读取：{error}"),
                format!("it cannot be read: {error}"),
            )
        })?;
        if !path.is_dir() {
            return Err(Trouble::new(
                Kind::Unreadable,
                "是管道、套接字或设备",
                "it is a pipe, socket or device",
            ));
        }
        let target = Target { path: Some(PathBuf::from(input)), ..self.target.clone() };
        let projects = Session::load_lazily(target, otherwise)
            .map_err(|failure| without_machine(failure, input, &path, &path))?;
        Ok(Box::new(projects.map(move |(folder, session)| {
            let inside = folder.strip_prefix(&path).ok().and_then(TreePath::of_system);
            let project = folder_name(&inside.unwrap_or_else(TreePath::root));
            let session =
                session.map_err(|failure| without_machine(failure, input, &path, &folder).into());
            (project, session)
        })))
    }
}

/// Processes each frame on standard input, and writes a line when it is done.
fn frames(lines: &mut Lines<'_>) -> Result<(), Failure> {
    for frame in Frames::new(std::io::stdin().lock()) {
        let Frame { name, content } = frame?;
        let before = lines.written;
        lines.archive(&name, content.and_then(|bytes| ArchiveTree::of_bytes(&bytes)))?;
        lines.close(&name, lines.written - before)?;
    }
    Ok(())
}

/// Projects that are loaded on demand, so that those of one input are never all in memory.
type Projects<'p> = Box<dyn Iterator<Item = (String, Result<Session, Trouble>)> + 'p>;

/// Rejects inputs other than the first for formats that produce a single report.
///
/// # Errors
/// When there are any.
pub fn refuse_more(inputs: &Inputs) -> Result<(), Failure> {
    if inputs.more.is_empty() && inputs.list.is_none() && !inputs.framed {
        return Ok(());
    }
    Err(Failure::new(
        "一次看多个输入要用 check 或 scan 的 --format ndjson",
        "several inputs in one run need check or scan --format ndjson",
    ))
}

/// A failure with folders relative to the input: absolute paths would differ between machines.
fn without_machine(failure: Failure, input: &str, path: &Path, folder: &Path) -> Failure {
    if path.parent().is_none() {
        return failure;
    }
    let up = path.strip_prefix(folder).map_or(0, |between| between.components().count());
    let name = Path::new(input).components().as_path().to_string_lossy().into_owned();
    let above = format!("{name}{}", "/..".repeat(up));
    let failure = failure.renamed(&path.to_string_lossy(), &name);
    // The path of the root is a prefix of every other path.
    if folder.parent().is_none() {
        failure
    } else {
        failure.renamed(&folder.to_string_lossy(), &above)
    }
}
