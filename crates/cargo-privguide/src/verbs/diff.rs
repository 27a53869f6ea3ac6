//! `diff`: what changed between two states of a project, and whether users must consent again.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
};

use privguide::{
    change::{self, Change, Labels, LineCommit, PieceRole, PrivacyState, ReportLine, Verdict},
    language::{Language, Text},
    program::Otherwise,
    tree::TreePath,
};
use privguide_git::{
    Repository, Snapshot,
    history::{After, Bringer, History},
};

use crate::{
    Status,
    arguments::{Diff, DiffFormat, DiffVerdict, Target},
    failure::Failure,
    output::{self, Output, plain},
    revision::{self, Committed},
    session::{CacheSlot, Session},
    terminal::{AnsiColor, Style},
};

/// Runs `diff`.
///
/// # Errors
/// When there is no repository, a revision is unknown, or a state cannot be read.
pub fn run(arguments: &Diff, output: &Output) -> Result<Status, Failure> {
    let folder = arguments.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    let repository = Repository::discover(&folder)?;
    let range = Range::parse(&repository, arguments.range.as_deref())?;
    let comparisons = match &range.after {
        Some(after) => between_revisions(&repository, &range.before, after, &folder)?,
        None => to_work_tree(&repository, &range.before, &folder)?,
    };
    let mut status = Status::Clean;
    for comparison in &comparisons {
        show(comparison, arguments.format, output)?;
        if arguments.exit_code.is_some_and(|limit| comparison.change.verdict() <= mildest(limit)) {
            status = Status::Findings;
        }
    }
    for note in repository.notes() {
        output.note(&note, output.language(None));
    }
    Ok(status)
}

/// The mildest verdict that counts as a failure.
fn mildest(limit: DiffVerdict) -> Verdict {
    match limit {
        DiffVerdict::Consent => Verdict::Consent,
        DiffVerdict::Judge => Verdict::Judge,
        DiffVerdict::Tell => Verdict::Tell,
    }
}

/// The compared states.
struct Range {
    before: Snapshot,
    /// `None` for the files on disk.
    after: Option<Snapshot>,
}

impl Range {
    fn parse(repository: &Repository, text: Option<&str>) -> Result<Self, Failure> {
        let Some(text) = text else {
            return Ok(Self { before: repository.usual_base()?, after: None });
        };
        let or_head =
            |name: &'_ str| repository.resolve(if name.is_empty() { "HEAD" } else { name });
        if let Some((before, after)) = text.split_once("...") {
            let (before, after) = (or_head(before)?, or_head(after)?);
            let base = match (before.commit, after.commit) {
                (Some(before), Some(after)) => repository.merge_base(&before, &after)?,
                _ => None,
            };
            let no_base = || {
                Failure::new(
                    format!("{} 与 {} 没有共同的祖先", before.name, after.name),
                    format!("{} and {} have no common ancestor", before.name, after.name),
                )
            };
            let base = repository.resolve(&base.ok_or_else(no_base)?.to_string())?;
            return Ok(Self {
                before: Snapshot { name: before.name.clone(), ..base },
                after: Some(after),
            });
        }
        match text.split_once("..") {
            Some((before, after)) => {
                Ok(Self { before: or_head(before)?, after: Some(or_head(after)?) })
            }
            None => Ok(Self { before: repository.resolve(text)?, after: None }),
        }
    }
}

/// One project's change.
struct Comparison<'a> {
    folder: TreePath,
    change: Change,
    sides: Sides<'a>,
    language: Option<Language>,
}

fn between_revisions<'a>(
    repository: &Repository,
    before: &'a Snapshot,
    after: &'a Snapshot,
    folder: &Path,
) -> Result<Vec<Comparison<'a>>, Failure> {
    let start = std::fs::canonicalize(folder)?;
    // In a git directory, such as a bare repository, there is no work tree folder to start from.
    let inside =
        std::fs::canonicalize(repository.git_dir()).is_ok_and(|git_dir| start.starts_with(git_dir));
    let start = if inside { TreePath::root() } else { revision::folder_in(repository, &start)? };
    let end = after.commit.map(After::Commit);
    let committed = (Committed::read(repository, before)?, Committed::read(repository, after)?);
    let of_folder = |folder: TreePath| {
        let states = (
            committed.0.state(&folder, CacheSlot::Base)?,
            committed.1.state(&folder, CacheSlot::Revision)?,
        );
        if states.0.is_none() && states.1.is_none() {
            let (before, after) = (&before.name, &after.name);
            return Err(Failure::new(
                format!("{before} 和 {after} 的 /{folder} 里都没有小程序"),
                format!("there is no Mini Program in /{folder} of {before} or {after}"),
            )
            .help("给出小程序所在的文件夹", "name the folder of the Mini Program"));
        }
        let states = (states.0.unwrap_or_default(), states.1.unwrap_or_default());
        let history = end.map(|end| History::between(repository, before, end));
        Ok(compare(folder, states, Sides { before, after: Some(after) }, history.as_ref()))
    };
    committed.1.folders(&start).into_iter().map(of_folder).collect()
}

fn to_work_tree<'a>(
    repository: &Repository,
    before: &'a Snapshot,
    folder: &Path,
) -> Result<Vec<Comparison<'a>>, Failure> {
    let target = Target { path: Some(folder.to_path_buf()), ..Target::default() };
    let history = History::between(repository, before, After::WorkTree);
    let committed = Committed::read(repository, before)?;
    let of_session = |session: Session| {
        let folder = revision::folder_in(repository, &session.site.folder)?;
        let states =
            (committed.state(&folder, CacheSlot::Base)?.unwrap_or_default(), session.state()?);
        Ok(compare(folder, states, Sides { before, after: None }, Some(&history)))
    };
    Session::load_all(&target, Otherwise::Nothing)?.into_iter().map(of_session).collect()
}

/// The names of the two sides.
#[derive(Clone, Copy)]
struct Sides<'a> {
    before: &'a Snapshot,
    after: Option<&'a Snapshot>,
}

impl Sides<'_> {
    fn labels(self, language: Language) -> Labels {
        let files = match language {
            Language::ZhCn => "工作区",
            Language::En => "work tree",
        };
        Labels {
            before: label(self.before),
            after: self.after.map_or_else(|| files.to_owned(), label),
        }
    }
}

/// The name of a revision; for a name that can move (a branch), with the commit that it points to.
fn label(snapshot: &Snapshot) -> String {
    let id = snapshot.commit.unwrap_or(snapshot.tree);
    let name = &snapshot.name;
    if id.to_string().starts_with(name) { name.clone() } else { format!("{name} ({})", id.short()) }
}

fn compare<'a>(
    folder: TreePath,
    (before, after): (PrivacyState, PrivacyState),
    sides: Sides<'a>,
    history: Option<&History<'_>>,
) -> Comparison<'a> {
    let language = after.declarations.as_ref().and_then(|declarations| declarations.language);
    let mut change = change::compare(&before, &after);
    if let Some(history) = history {
        name_bringers(&mut change, &folder, history);
    }
    Comparison { folder, change, sides, language }
}

/// Adds the commit that introduced it to each new use.
fn name_bringers(change: &mut Change, folder: &TreePath, history: &History<'_>) {
    let mut known: BTreeMap<(TreePath, u32, String), Option<Bringer>> = BTreeMap::new();
    change.name_origins(|file, line, interface| {
        let path = folder.join(file.as_str())?;
        let bringer = known
            .entry((file.clone(), line, interface.to_owned()))
            .or_insert_with(|| history.bringer(&path, line, &words(interface)));
        bringer.as_ref().map(|bringer| LineCommit {
            commit: bringer.short.clone(),
            date: bringer.date.clone(),
            summary: bringer.summary.clone(),
        })
    });
}

/// The text by which sources usually name an interface: `wx.getLocation`,
/// `open-type="getPhoneNumber"`, `<camera`. A shorter text would also match other things.
fn words(interface: &str) -> String {
    match interface.split_once('[').and_then(|(_, rest)| rest.strip_suffix(']')?.split_once('=')) {
        Some((attribute, value)) => format!("{attribute}=\"{}\"", value.trim_matches('"')),
        None if interface.contains('.') => interface.to_owned(),
        None => format!("<{interface}"),
    }
}

fn show(comparison: &Comparison<'_>, format: DiffFormat, output: &Output) -> Result<(), Failure> {
    let language = output.language(comparison.language);
    let mut out = output.results();
    let change = &comparison.change;
    let labels =
        &comparison.sides.labels(if format == DiffFormat::Json { Language::En } else { language });
    match format {
        DiffFormat::Human => {
            if !comparison.folder.is_root() {
                let folder = comparison.folder.to_string();
                output.note(&Text::new(format!("{folder}："), format!("{folder}:")), language);
            }
            for line in change.human(labels, language) {
                writeln!(out, "{}", coloured(&line))?;
            }
        }
        DiffFormat::Short => write!(out, "{}", plain(&change.short(language)))?,
        DiffFormat::Markdown => write!(out, "{}", change.markdown(labels, language))?,
        DiffFormat::Json => {
            output::harmless(&mut out).write_all(change.json(labels).trim_end().as_bytes())?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn coloured(line: &ReportLine) -> String {
    let piece = |role: PieceRole, text: &str| {
        let style = style(role);
        format!("{style}{}{style:#}", plain(text))
    };
    line.pieces().map(|(role, text)| piece(role, text)).collect()
}

fn style(role: PieceRole) -> Style {
    let colour = |colour: AnsiColor| colour.on_default();
    match role {
        PieceRole::Plain => Style::new(),
        PieceRole::Heading => Style::new().bold(),
        PieceRole::Consent => colour(AnsiColor::Red).bold(),
        PieceRole::Judge | PieceRole::Changed => colour(AnsiColor::Yellow),
        PieceRole::Tell => colour(AnsiColor::Blue),
        PieceRole::Added => colour(AnsiColor::Green),
        PieceRole::Removed => colour(AnsiColor::Red),
        PieceRole::AddedWords => colour(AnsiColor::Green).bold().underline(),
        PieceRole::RemovedWords => colour(AnsiColor::Red).bold().underline(),
        PieceRole::Code => colour(AnsiColor::Cyan),
        PieceRole::Aside => Style::new().dimmed(),
    }
}
