//! `customers`: writes the files for each customer of a template. The code is analysed once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read as _, Write},
    path::PathBuf,
};

use privguide::{
    declaration::{self, Gravity, ParsedDeclarations, platform},
    language::{Language, Text},
    program::Otherwise,
    review::{Finding, Level, ReviewSettings},
    tree::{SourceText, TreePath},
};
use privguide_fleet::{
    Subject as _,
    customers::{Customer, Fault, laid_over},
};
use serde_json::{Value, json};
use toml_edit::DocumentMut;

use crate::{
    Status,
    arguments::{Customers, CustomersFormat},
    customers::{Ext, Files, Programs, read_table},
    failure::Failure,
    inside,
    locate::DECLARATIONS,
    output::{Output, ndjson_line, one_line},
    report::{self, findings_json},
    session::Session,
    write::write_if_changed,
};

/// The customer's request to the open platform.
const REQUEST: &str = "setprivacysetting.json";
/// The file that a third-party platform commits with the template's code.
const EXT: &str = "ext.json";
/// The first line of a customer's declarations: a file that begins with it may be overwritten.
const MARK: &str = "# 由 cargo privguide customers 根据模板和客户表写出，请勿修改 / written by cargo privguide customers from the template and the table\n";
/// Rules about guides in the template's own folder, which do not apply: customers have their own
/// guides.
const OF_FILES: &[&str] = &["missing-guide", "stale-guide"];

/// Runs `customers`.
///
/// # Errors
/// When the template or the table cannot be used; an unusable row is part of the result.
pub fn run(arguments: &Customers, output: &Output) -> Result<Status, Failure> {
    let table = read_table(&arguments.table)?;
    let mut sessions = Session::load_all(&arguments.target, Otherwise::Nothing)?;
    let (Some(session), true) = (sessions.pop(), sessions.is_empty()) else {
        return Err(Failure::new(
            "这里不只一个项目：指定模板的文件夹",
            "there are several projects: name the folder of the template",
        ));
    };
    let source = session.declarations(ParsedDeclarations::is_sound)?.declarations.source.clone();
    let document: DocumentMut = source.text().parse().map_err(|error: toml_edit::TomlError| {
        Failure::new(
            format!("{DECLARATIONS} 无法使用：{error}"),
            format!("{DECLARATIONS} cannot be used: {error}"),
        )
    })?;
    let folder = folder(arguments, &session)?;
    let language = output.language(session.language());
    let mut run = Run {
        arguments,
        output,
        session,
        source,
        document,
        folder,
        language,
        beside: Files::beside(&arguments.table)?,
        programs: Programs::default(),
        totals: Totals::default(),
    };
    run.session.print_notes(output);
    let mut out = output.report();
    let mut status = Status::Clean;
    for customer in table.customers() {
        let done =
            customer.and_then(|customer| run.customer(&customer).map(|done| (customer, done)));
        status = status.max(run.say(done, &mut out)?);
    }
    if arguments.format == CustomersFormat::Human {
        run.sum(&mut out)?;
    }
    out.flush()?;
    Ok(status)
}

/// The folder for the customers' folders. It must not be redirected by a committed link, and not be
/// inside a program, with which it would be uploaded.
fn folder(arguments: &Customers, session: &Session) -> Result<PathBuf, Failure> {
    let mut real = inside::report(&arguments.output.join(DECLARATIONS))?;
    real.pop();
    let is_uploaded = session.project.programs.iter().any(|analysed| {
        let root = session.on_disk(&analysed.program.root);
        real.starts_with(fs::canonicalize(&root).unwrap_or(root))
    });
    if is_uploaded {
        let shown = arguments.output.display();
        return Err(Failure::new(
            format!("{shown} 在小程序的文件夹里，写在那里会随代码包上传"),
            format!("{shown} is inside the Mini Program's folder and would be uploaded with it"),
        )
        .help("用 --output 指定另一个文件夹", "name another folder with --output"));
    }
    if !arguments.check {
        fs::create_dir_all(&real)?;
    }
    Ok(real)
}

struct Run<'a> {
    arguments: &'a Customers,
    output: &'a Output,
    session: Session,
    source: SourceText,
    document: DocumentMut,
    folder: PathBuf,
    language: Language,
    /// Files that rows name.
    beside: Files,
    /// The template, analysed with the `ext.json` of customers.
    programs: Programs,
    totals: Totals,
}

/// The result for one customer.
struct Done {
    files: Vec<(TreePath, State)>,
    findings: Vec<Finding>,
    /// The result as JSON.
    reported: Value,
    notes: Vec<Text>,
}

/// The state of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Written,
    Unchanged,
    Stale,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Unchanged => "unchanged",
            Self::Stale => "stale",
        }
    }
}

/// Collects results for all customers until the end.
#[derive(Default)]
struct Totals {
    /// By finding: the customers that it concerns.
    findings: BTreeMap<(Level, &'static str, String), Vec<String>>,
    notes: BTreeSet<String>,
    customers: usize,
    written: usize,
    stale: usize,
    rows: usize,
}

impl Run<'_> {
    fn customer(&mut self, customer: &Customer) -> Result<Done, Fault> {
        let overlay = self.beside.overlay(customer)?;
        let text = format!("{MARK}{}", laid_over(&self.document, overlay.as_ref(), customer)?);
        let ext = self.beside.text(customer, "ext")?;
        let ext = ext.map(|text| Ext::read(text, customer)).transpose()?;
        let parsed = declaration::parse(SourceText::new(self.source.path().clone(), &text));
        let fault = |message: Text| Fault { line: customer.line, column: None, message };
        if let Some(problem) =
            parsed.problems.iter().find(|problem| problem.gravity != Gravity::Mistake)
        {
            return Err(fault(problem.message.clone()));
        }
        let export = platform::export(&parsed.declarations);
        let supplements: Vec<_> = parsed.declarations.supplements().map(TreePath::new).collect();
        let session = match &ext {
            None => &mut self.session,
            Some(ext) => {
                self.programs.with(&self.session, ext).map_err(|failure| fault(failure.message))?
            }
        };
        session.project.declarations = Some(parsed);
        let guides = session.guides().map_err(|failure| fault(failure.message))?;
        let mut findings =
            session.review(&ReviewSettings::default()).map_err(|failure| fault(failure.message))?;
        findings.retain(|finding| !OF_FILES.contains(&finding.rule));
        let findings = self.output.called().advise_all(findings);
        let reported = findings_json(&session.reported(), &findings, self.language);
        let mut files =
            vec![(TreePath::new(DECLARATIONS), text), (TreePath::new(REQUEST), export.text)];
        files.extend(guides.into_iter().map(|(guide, _)| (Some(guide.path), guide.text)));
        // The review has already reported those that cannot be read.
        for path in supplements {
            let read = path.as_ref().and_then(|path| session.tree.read(path).ok());
            files.extend(read.and_then(|bytes| Some((path, String::from_utf8(bytes).ok()?))));
        }
        let mut notes = export.notes;
        if let Some(ext) = ext {
            files.push((TreePath::new(EXT), ext.text));
            notes.extend(ext.note);
        }
        let files = self.files(&customer.id, &files).map_err(|failure| fault(failure.message))?;
        Ok(Done { files, findings, reported, notes })
    }

    /// Writes the files of a customer, or reports what would be written.
    fn files(
        &self,
        id: &str,
        files: &[(Option<TreePath>, String)],
    ) -> Result<Vec<(TreePath, State)>, Failure> {
        let home = TreePath::new(id).unwrap_or_else(TreePath::root);
        self.is_ours(id, &home)?;
        let mut done: Vec<(TreePath, State)> = Vec::new();
        for (path, text) in files {
            let path = path
                .as_ref()
                .and_then(|path| home.join(path.as_str()))
                .filter(|path| path.is_inside(&home));
            let path = path.ok_or_else(|| {
                Failure::new(
                    "[guide] 的 path 指到了客户的文件夹之外",
                    "path of [guide] leaves the customer's folder",
                )
            })?;
            if done.iter().any(|(known, _)| *known == path) {
                return Err(Failure::new(
                    format!("两个文件都叫 {path}"),
                    format!("two files are called {path}"),
                ));
            }
            let state = if self.arguments.check && !self.folder.is_dir() {
                State::Stale
            } else {
                // Links, pipes and devices are rejected before anything is read.
                let file = inside::writable(&self.folder, &path)?;
                if self.arguments.check {
                    let is_same = fs::read(file).is_ok_and(|there| there == text.as_bytes());
                    if is_same { State::Unchanged } else { State::Stale }
                } else if write_if_changed(&file, text.as_bytes())? {
                    State::Written
                } else {
                    State::Unchanged
                }
            };
            done.push((path, state));
        }
        Ok(done)
    }

    /// A folder with other content may be a customer's own project, whose declarations must not be
    /// overwritten.
    fn is_ours(&self, id: &str, home: &TreePath) -> Result<(), Failure> {
        if fs::read_dir(self.folder.join(id)).map_or(true, |mut entries| entries.next().is_none()) {
            return Ok(());
        }
        if let Some(declarations) = home.join(DECLARATIONS) {
            let file = inside::writable(&self.folder, &declarations)?;
            let mut start = Vec::new();
            let read = fs::File::open(file)
                .and_then(|file| file.take(MARK.len() as u64).read_to_end(&mut start));
            if read.is_ok() && start == MARK.as_bytes() {
                return Ok(());
            }
        }
        Err(Failure::new(
            format!("文件夹 {id} 里已有别的内容，未写入"),
            format!("the folder {id} already contains other files: nothing was written"),
        ))
    }

    fn say(
        &mut self,
        done: Result<(Customer, Done), Fault>,
        out: &mut dyn Write,
    ) -> Result<Status, Failure> {
        let is_human = self.arguments.format == CustomersFormat::Human;
        let (customer, done) = match done {
            Ok(done) => done,
            Err(fault) => {
                self.totals.rows += 1;
                if is_human {
                    self.fault(&fault, out)?;
                } else {
                    ndjson_line(out, &fault_json(&fault, self.language))?;
                }
                return Ok(Status::Failed);
            }
        };
        let stale = done.files.iter().filter(|(_, state)| *state == State::Stale).count();
        self.totals.customers += 1;
        self.totals.stale += stale;
        self.totals.written +=
            done.files.iter().filter(|(_, state)| *state == State::Written).count();
        if is_human {
            for finding in &done.findings {
                let message = finding.message.get(self.language).to_owned();
                self.totals
                    .findings
                    .entry((finding.level, finding.rule, message))
                    .or_default()
                    .push(customer.id.clone());
            }
            for note in &done.notes {
                self.totals.notes.insert(note.get(self.language).to_owned());
            }
        } else {
            let file =
                |(path, state): &(TreePath, State)| json!({ "path": path, "state": state.name() });
            ndjson_line(
                out,
                &json!({
                    "version": 1,
                    "customer": customer.id,
                    "appid": customer.appid,
                    "line": customer.line,
                    "files": done.files.iter().map(file).collect::<Vec<_>>(),
                    "findings": done.reported,
                    "notes": done.notes.iter().map(|note| note.get(self.language)).collect::<Vec<_>>(),
                }),
            )?;
        }
        let status = Status::from_findings(&done.findings);
        Ok(if stale > 0 { status.max(Status::Findings) } else { status })
    }

    fn fault(&self, fault: &Fault, out: &mut dyn Write) -> Result<(), Failure> {
        let (line, message) = (fault.line, one_line(fault.message.get(self.language)));
        let column = fault.column.as_deref().unwrap_or_default();
        let table = one_line(&self.arguments.table.display().to_string());
        match (self.language, column.is_empty()) {
            (Language::ZhCn, true) => writeln!(out, "{table}:{line}：{message}")?,
            (Language::ZhCn, false) => writeln!(out, "{table}:{line}：{column}：{message}")?,
            (Language::En, true) => writeln!(out, "{table}:{line}: {message}")?,
            (Language::En, false) => writeln!(out, "{table}:{line}: {column}: {message}")?,
        }
        Ok(())
    }

    /// Writes each problem once, with all customers that it concerns.
    fn sum(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let Totals { findings, notes, customers, written, stale, rows } = &self.totals;
        let named = |ids: &[String], all: &str, more: &str, between: &str| {
            let first = ids.iter().take(3).cloned().collect::<Vec<_>>().join(between);
            if ids.len() == *customers {
                all.to_owned()
            } else {
                format!("{first}{}", if ids.len() > 3 { more } else { "" })
            }
        };
        for ((level, rule, message), ids) in findings {
            let (message, count) = (one_line(message), ids.len());
            match self.language {
                Language::ZhCn => {
                    let level = if *level == Level::Error { "错误" } else { "警告" };
                    writeln!(
                        out,
                        "{level}[{rule}]：{message}（{count} 个客户：{}）",
                        named(ids, "全部", " 等", "、")
                    )?;
                }
                Language::En => {
                    let level = if *level == Level::Error { "error" } else { "warning" };
                    let of = report::count(count, "customer");
                    writeln!(
                        out,
                        "{level}[{rule}]: {message} ({of}: {})",
                        named(ids, "all", " …", ", ")
                    )?;
                }
            }
        }
        for note in notes {
            self.output.note(&Text::new(note, note), self.language);
        }
        match self.language {
            Language::ZhCn => writeln!(
                out,
                "{customers} 个客户，写入 {written} 个文件，{stale} 个不是最新，{rows} 行无法使用"
            )?,
            Language::En => writeln!(
                out,
                "{}, {} written, {stale} out of date, {} that cannot be used",
                report::count(*customers, "customer"),
                report::count(*written, "file"),
                report::count(*rows, "row")
            )?,
        }
        Ok(())
    }
}

fn fault_json(fault: &Fault, language: Language) -> Value {
    json!({
        "version": 1,
        "line": fault.line,
        "column": fault.column,
        "error": { "message": fault.message.get(language) },
    })
}
