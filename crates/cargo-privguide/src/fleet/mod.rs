//! Many inputs in one run: folders and archives, one line of JSON for each project, failures as lines of their own.
//!
//! What a line says depends on the input alone: not on the others, their order, the machine, or the cache.

mod archive;
mod contract;
mod inputs;
mod trouble;

use std::{io::Write, path::PathBuf};

use privguide::{
    declaration::Parsed,
    language::Language,
    program::Otherwise,
    review::{Finding, Level, Settings},
    tree::TreePath,
};
use serde_json::json;

pub use contract::schema;

use self::{
    archive::ArchiveTree,
    trouble::{Kind, Trouble},
};
use crate::{
    arguments::{Inputs, Target},
    failure::Failure,
    locate::{DECLARATIONS, Site},
    output::{Output, ndjson_line},
    report::project_line,
    session::Session,
    status::Status,
};

/// What to do with each input.
pub struct Fleet<'a> {
    /// Where to look; its path is the first input.
    pub target: &'a Target,
    /// Further inputs.
    pub inputs: &'a Inputs,
    /// How to judge; none for a scan.
    pub settings: Option<&'a Settings>,
}

impl Fleet<'_> {
    /// Looks at every input and writes its lines as soon as they are known.
    ///
    /// # Errors
    /// When the list of inputs or the output fails; an input that cannot be looked at is a line.
    pub fn run(&self, output: &Output, out: &mut dyn Write) -> Result<Status, Failure> {
        let given: Vec<PathBuf> = self.target.path.iter().chain(&self.inputs.more).cloned().collect();
        let mut worst = Status::Clean;
        for input in inputs::all(&given, self.inputs.inputs_from.as_deref())? {
            let status = match self.sessions(&input) {
                Ok(sessions) => {
                    let mut worst = Status::Clean;
                    for (project, session) in &sessions {
                        worst = worst.max(self.project(&input, project, session, output, out)?);
                    }
                    worst
                }
                Err(trouble) => failed(&input, None, &trouble, output.language(None), out)?,
            };
            worst = worst.max(status);
        }
        Ok(worst)
    }

    /// The projects of an input, by their folders in it.
    fn sessions(&self, input: &str) -> Result<Vec<(String, Session)>, Trouble> {
        let otherwise = if self.settings.is_some() { Otherwise::Nothing } else { Otherwise::ReadFolder };
        let path = std::fs::canonicalize(input).map_err(|error| {
            Trouble::new(Kind::Unreadable, format!("无法读取：{error}"), format!("it cannot be read: {error}"))
        })?;
        if path.is_dir() {
            let target = Target { path: Some(PathBuf::from(input)), ..self.target.clone() };
            let sessions = Session::load_all(&target, otherwise)?;
            let folder = |session: &Session| {
                let inside = session.site.folder.strip_prefix(&path).ok();
                inside.and_then(TreePath::of_system).map_or_else(|| ".".to_owned(), |inside| shown(inside.as_str()))
            };
            return Ok(sessions.into_iter().map(|session| (folder(&session), session)).collect());
        }
        if !path.is_file() {
            return Err(Trouble::new(Kind::Unreadable, "是管道、套接字或设备", "it is a pipe, socket or device"));
        }
        let whole = ArchiveTree::open(&path)?;
        let declared = whole.folders_with(DECLARATIONS);
        if declared.is_empty() {
            let site = Site { folder: path.clone(), declarations: None, scanned: path };
            return Ok(vec![(".".to_owned(), Session::of_memory(site, Box::new(whole), otherwise)?)]);
        }
        let load = |folder: TreePath| {
            let inside = if folder.is_root() { path.clone() } else { path.join(folder.as_str()) };
            let site = Site { folder: inside, declarations: Some(DECLARATIONS.to_owned()), scanned: path.clone() };
            let session = Session::of_memory(site, Box::new(whole.below(&folder)), otherwise)?;
            Ok((shown(folder.as_str()), session))
        };
        declared.into_iter().map(load).collect()
    }

    fn project(
        &self,
        input: &str,
        project: &str,
        session: &Session,
        output: &Output,
        out: &mut dyn Write,
    ) -> Result<Status, Failure> {
        let language = output.language(session.language());
        let findings = match self.settings.map(|settings| session.review(settings)).transpose() {
            Ok(findings) => findings.map(|found| output.called().advise_all(found)),
            Err(failure) => return failed(input, Some(project), &failure.into(), language, out),
        };
        ndjson_line(out, &project_line(input, project, session, findings.as_ref(), language))?;
        if !session.project.declarations.as_ref().is_none_or(Parsed::is_sound) && findings.is_some() {
            // What the file says is not what was judged.
            return Ok(Status::Failed);
        }
        Ok(findings.iter().flatten().map(status).max().unwrap_or(Status::Clean))
    }
}

/// Refuses inputs beyond the first one for formats that are one report.
///
/// # Errors
/// When there are any.
pub fn alone(inputs: &Inputs) -> Result<(), Failure> {
    if inputs.more.is_empty() && inputs.inputs_from.is_none() {
        return Ok(());
    }
    Err(Failure::new(
        "一次看多个输入要用 check 或 scan 的 --format ndjson",
        "several inputs in one run need check or scan --format ndjson",
    ))
}

fn shown(folder: &str) -> String {
    if folder.is_empty() { ".".to_owned() } else { folder.to_owned() }
}

fn status(finding: &Finding) -> Status {
    match finding.level {
        Level::Error => Status::Findings,
        Level::Warning => Status::Clean,
    }
}

fn failed(
    input: &str,
    project: Option<&str>,
    trouble: &Trouble,
    language: Language,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let message = trouble.failure.message.get(language);
    let mut value = json!({ "version": 1, "input": input, "error": { "kind": trouble.kind, "message": message } });
    if let Some(project) = project {
        value["project"] = json!(project);
    }
    ndjson_line(out, &value)?;
    Ok(Status::Failed)
}
