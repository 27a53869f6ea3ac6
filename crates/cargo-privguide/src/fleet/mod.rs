//! Many inputs in one run: folders and archives, one line of JSON for each project, failures as
//! lines of their own.
//!
//! What a line says depends on the input alone: not on the others, their order, the machine, or the
//! cache.

mod archive;
mod committed;
mod contract;
mod frames;
mod inputs;
mod trouble;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use privguide::{
    language::Language,
    program::Otherwise,
    review::Settings,
    tree::{SourceTree as _, TreePath},
};
use serde::Serialize;
use serde_json::json;

pub use contract::schema;

use self::{
    archive::ArchiveTree,
    frames::{Frame, Frames},
    trouble::{Kind, Trouble},
};
use crate::{
    arguments::{Called, Common, Inputs, Target},
    failure::Failure,
    locate::{self, DECLARATIONS, Site, declarations},
    output::{Output, ndjson_line},
    report::project_line,
    revision,
    session::{Loaded, Session},
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
    /// When the list of inputs or the output fails; an input that cannot be analysed is a line.
    pub fn run(&self, output: &Output, out: &mut dyn Write) -> Result<Status, Failure> {
        if self.target.is_named() {
            return Err(Failure::new(
                "--format ndjson 逐个看每个输入，不能与 --config、--package、--workspace、--manifest-path 一起用",
                "--format ndjson looks at each input by itself; --config, --package, --workspace and --manifest-path do not go with it",
            ));
        }
        let mut lines = Lines { output, out, written: 0, worst: Status::Clean };
        if self.inputs.framed {
            self.frames(&mut lines)?;
            return Ok(lines.worst);
        }
        let given: Vec<PathBuf> =
            self.target.path.iter().chain(&self.inputs.more).cloned().collect();
        for input in inputs::all(&given, self.inputs.list.as_deref())? {
            self.answer(&input, self.projects(&input), &mut lines)?;
        }
        Ok(lines.worst)
    }

    /// Answers each frame of standard input, and says when it has been answered.
    fn frames(&self, lines: &mut Lines<'_>) -> Result<(), Failure> {
        let mut frames = Frames::new(std::io::stdin().lock());
        while let Some(Frame { name, content }) = frames.next()? {
            let before = lines.written;
            match content {
                Ok(bytes) => self.look(&name, Ok(&bytes), lines)?,
                Err(trouble) => self.look(&name, Err(trouble), lines)?,
            }
            ndjson_line(
                lines.out,
                &json!({ "version": 1, "input": name, "lines": lines.written - before }),
            )?;
        }
        Ok(())
    }

    /// Writes the lines of an archive that is in memory.
    fn look(
        &self,
        name: &str,
        content: Result<&[u8], Trouble>,
        lines: &mut Lines<'_>,
    ) -> Result<(), Failure> {
        let projects =
            content.and_then(ArchiveTree::of_bytes).and_then(|whole| self.inside(name, whole));
        self.answer(name, projects, lines)
    }

    /// Writes the lines of one input.
    fn answer(
        &self,
        input: &str,
        projects: Result<Projects, Trouble>,
        lines: &mut Lines<'_>,
    ) -> Result<(), Failure> {
        match projects {
            Ok(projects) => projects
                .into_iter()
                .try_for_each(|(project, session)| self.project(input, &project, session, lines)),
            Err(trouble) => lines.failed(input, None, &trouble, None),
        }
    }

    /// What is taken for the program where none is found.
    const fn otherwise(&self) -> Otherwise {
        if self.settings.is_some() { Otherwise::Nothing } else { Otherwise::ReadFolder }
    }

    /// The projects of an input, by their folders in it.
    fn projects(&self, input: &str) -> Result<Projects, Trouble> {
        if let Some(named) = committed::named(input) {
            return committed::projects(input, named, self.otherwise());
        }
        let path = std::fs::canonicalize(input).map_err(|error| {
            Trouble::new(
                Kind::Unreadable,
                format!("无法读取：{error}"),
                format!("it cannot be read: {error}"),
            )
        })?;
        if path.is_dir() {
            let target = Target { path: Some(PathBuf::from(input)), ..self.target.clone() };
            let inside =
                |folder: &Path| folder.strip_prefix(&path).ok().and_then(TreePath::of_system);
            let named = |(folder, session): (PathBuf, Loaded)| {
                let project = shown(&inside(&folder).unwrap_or_else(TreePath::root));
                (
                    project,
                    session.map_err(|failure| without_machine(failure, input, &path, &folder)),
                )
            };
            let projects = Session::load_each(&target, self.otherwise())
                .map_err(|failure| without_machine(failure, input, &path, &path))?;
            return Ok(projects.into_iter().map(named).collect());
        }
        if !path.is_file() {
            return Err(Trouble::new(
                Kind::Unreadable,
                "是管道、套接字或设备",
                "it is a pipe, socket or device",
            ));
        }
        self.inside(input, ArchiveTree::open(&path)?)
    }

    /// The projects of an archive.
    fn inside(&self, input: &str, whole: ArchiveTree) -> Result<Projects, Trouble> {
        let otherwise = self.otherwise();
        let is_one = whole.read(&declarations()).is_ok();
        let declared = revision::project_folders(&whole, whole.list(&|_| true).files.iter());
        if declared.len() > MAX_PROJECTS {
            return Err(too_many());
        }
        // By the name that was given: messages do not depend on where the archive is.
        let scanned = PathBuf::from(if input.is_empty() { "." } else { input });
        if declared.is_empty() {
            let site = Site { folder: scanned.clone(), declarations: None, scanned };
            return Ok(vec![(
                shown(&TreePath::root()),
                Session::of_memory(site, Box::new(whole), otherwise),
            )]);
        }
        let load = |folder: &TreePath| {
            let inside =
                if folder.is_root() { scanned.clone() } else { scanned.join(folder.as_str()) };
            let site = Site {
                folder: inside,
                declarations: Some(DECLARATIONS.to_owned()),
                scanned: scanned.clone(),
            };
            (shown(folder), Session::of_memory(site, Box::new(whole.below(folder)), otherwise))
        };
        let mut projects: Vec<_> = declared.iter().map(load).collect();
        if let Some(first) =
            projects.iter_mut().find_map(|(_, session)| session.as_mut().ok()).filter(|_| !is_one)
        {
            first.mention(&locate::uncovered_in(&whole, &declared));
        }
        Ok(projects)
    }

    fn project(
        &self,
        input: &str,
        project: &str,
        session: Loaded,
        lines: &mut Lines<'_>,
    ) -> Result<(), Failure> {
        let session = match session {
            Ok(session) => session,
            Err(failure) => return lines.failed(input, Some(project), &failure.into(), None),
        };
        let findings = match self.settings.map(|settings| session.review(settings)).transpose() {
            Ok(findings) => findings.map(|found| lines.output.called().advise_all(found)),
            Err(failure) => {
                return lines.failed(input, Some(project), &failure.into(), session.language());
            }
        };
        let language = lines.output.language(session.language());
        let is_judged = session.is_sound() || findings.is_none();
        // Where the declarations are not sound, what the file says is not what was judged.
        let status = if is_judged { Status::of(findings.iter().flatten()) } else { Status::Failed };
        lines.write(&project_line(input, project, &session, findings.as_ref(), language), status)
    }
}

/// The projects of an input, by their folders in it.
type Projects = Vec<(String, Loaded)>;

/// Where lines go, and what they have come to.
struct Lines<'o> {
    output: &'o Output,
    out: &'o mut dyn Write,
    written: usize,
    worst: Status,
}

impl Lines<'_> {
    fn write(&mut self, line: &impl Serialize, status: Status) -> Result<(), Failure> {
        self.written += 1;
        self.worst = self.worst.max(status);
        Ok(ndjson_line(self.out, line)?)
    }

    fn failed(
        &mut self,
        input: &str,
        project: Option<&str>,
        trouble: &Trouble,
        said: Option<Language>,
    ) -> Result<(), Failure> {
        let message = trouble.failure.message.get(self.output.language(said));
        let mut value = json!({ "version": 1, "input": input, "error": { "kind": trouble.kind, "message": message } });
        if let Some(project) = project {
            value["project"] = json!(project);
        }
        self.write(&value, Status::Failed)
    }
}

/// The result for one archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The lines, each with its line break, as [`crate::ndjson_schema`] describes them.
    pub lines: String,
    /// What the run on this archive alone would end with.
    pub status: Status,
}

/// Looks at the bytes of an archive (`.tar`, `.tar.gz`, `.tar.zst`, `.zip`), as `scan` and
/// `check --format ndjson --framed` do with a frame: for engines written in Rust. It opens no file;
/// `name` comes back as `input`. Without settings it scans and does not judge.
///
/// ```
/// use cargo_privguide::{Status, look};
/// use privguide::{language::Language, review::Settings};
///
/// let answer = look("empty.zip", b"no archive", Some(&Settings::default()), Language::En);
/// assert_eq!(answer.status, Status::Failed);
/// assert!(answer.lines.starts_with(r#"{"version":1,"input":"empty.zip","error":{"kind":"no-archive""#));
/// ```
#[must_use]
pub fn look(name: &str, archive: &[u8], settings: Option<&Settings>, language: Language) -> Answer {
    let common = Common { lang: Some(language), ..Common::default() };
    let output = Output::new(&common, Called::default());
    let fleet = Fleet { target: &Target::default(), inputs: &Inputs::default(), settings };
    let mut out = Vec::new();
    let mut lines = Lines { output: &output, out: &mut out, written: 0, worst: Status::Clean };
    // Memory takes every line.
    let written = fleet.look(name, Ok(archive), &mut lines);
    let status = if written.is_ok() { lines.worst } else { Status::Failed };
    Answer { lines: String::from_utf8_lossy(&out).into_owned(), status }
}

/// Refuses inputs beyond the first one for formats that are one report.
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

fn shown(folder: &TreePath) -> String {
    if folder.is_root() { ".".to_owned() } else { folder.as_str().to_owned() }
}

/// A failure that names folders as the input does: an absolute path would differ from machine to
/// machine.
fn without_machine(failure: Failure, input: &str, path: &Path, folder: &Path) -> Failure {
    if path.parent().is_none() {
        return failure;
    }
    let up = path.strip_prefix(folder).map_or(0, |between| between.components().count());
    let name = Path::new(input).components().as_path().to_string_lossy().into_owned();
    let above = format!("{name}{}", "/..".repeat(up));
    let failure = failure.renamed(&path.to_string_lossy(), &name);
    // The path of the root is in every other one.
    if folder.parent().is_none() {
        failure
    } else {
        failure.renamed(&folder.to_string_lossy(), &above)
    }
}

/// Projects of one archive or revision.
const MAX_PROJECTS: usize = 1_000;

fn too_many() -> Trouble {
    let (zh, en) = (
        format!("项目多于 {MAX_PROJECTS} 个"),
        format!("it has more than {MAX_PROJECTS} projects"),
    );
    Trouble::new(Kind::TooLarge, zh, en)
}
