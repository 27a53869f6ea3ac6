//! Reads `privguide.lock`. An unknown key, a value of the wrong form or a repeated package means
//! that the file is not what the tool wrote.

use std::collections::BTreeSet;

use toml_edit::{Document, Item, TableLike};

use super::{
    ParsedRecord, RECORD_VERSION, Record, RecordProblem, RecordTrouble, RecordedBuild,
    RecordedEffects, RecordedHost, RecordedPackage, RecordedUse,
};
use crate::{
    common_places::is_place,
    language::Text,
    text::conflict,
    tree::{Place, SourceText},
};

/// Reads a record.
#[must_use]
pub(crate) fn parse(source: SourceText) -> ParsedRecord {
    let record = read(&source).map_err(|(place, why)| RecordProblem {
        trouble: RecordTrouble::Unreadable(why),
        subject: String::new(),
        version: String::new(),
        imported: None,
        recorded: Some(place),
    });
    ParsedRecord { source, record }
}

type Wrong = (Place, Text);

fn read(source: &SourceText) -> Result<Record, Wrong> {
    let text = source.text();
    if let Some(line) = conflict(text) {
        let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        return Err((
            source.place(start..start),
            Text::new("里面有 git 合并冲突的标记", "it contains conflict markers of git"),
        ));
    }
    let document = Document::parse(text).map_err(|error| {
        let message = error.message();
        let place = error
            .span()
            .map_or_else(|| Place::file_start(source.path().clone()), |span| source.place(span));
        (place, Text::new(format!("写法有误：{message}"), format!("it is malformed: {message}")))
    })?;
    let table = RecordTable { source, table: document.as_table(), span: 0..0 };
    let version = table.table.get("version").and_then(Item::as_integer);
    match version {
        Some(RECORD_VERSION) => {}
        Some(newer) if newer > RECORD_VERSION => {
            return Err(table.wrong(
                "version",
                format!(
                    "它是更新版本的 privguide 写的（格式 {newer}，当前版本只认识 {RECORD_VERSION}）"
                ),
                format!(
                    "a newer privguide wrote it (form {newer}; this version knows {RECORD_VERSION})"
                ),
            ));
        }
        _ => return Err(table.wrong("version", "缺少 version".into(), "it has no version".into())),
    }
    table.only(&["version", "tables", "builds", "left", "package", "build"])?;
    let mut record =
        Record { tables: table.text("tables")?, left: table.places("left")?, ..Record::default() };
    for package in table.tables("package")? {
        let package = recorded_package(&package)?;
        if record.package(&package.name, &package.version).is_some() {
            let (name, version) = (&package.name, &package.version);
            return Err((
                source.place(package.span),
                Text::new(
                    format!("{name} {version} 写了两次"),
                    format!("{name} {version} is there twice"),
                ),
            ));
        }
        record.packages.push(package);
    }
    for build in table.tables("build")? {
        let build = recorded_build(&build)?;
        if record.builds.iter().any(|known| known.folder == build.folder) {
            let folder = &build.folder;
            return Err((
                source.place(build.span),
                Text::new(
                    format!("{folder} 的构建结果写了两次"),
                    format!("the build in {folder} is there twice"),
                ),
            ));
        }
        record.builds.push(build);
    }
    if table.count("builds")?.unwrap_or(0) != record.builds.len() {
        return Err(table.form("builds"));
    }
    Ok(record)
}

fn recorded_package(table: &RecordTable<'_>) -> Result<RecordedPackage, Wrong> {
    const KEYS: [&str; 16] = [
        "name",
        "version",
        "alias-of",
        "integrity",
        "entries",
        "imports",
        "hands",
        "shares",
        "leaves",
        "hosts",
        "given",
        "shared",
        "gives",
        "partial",
        "unresolved",
        "uses",
    ];
    table.only(&KEYS)?;
    Ok(RecordedPackage {
        name: table.text("name")?,
        version: table.text("version")?,
        alias_of: table.maybe("alias-of")?,
        integrity: table.maybe("integrity")?,
        entries: table.list("entries")?.into_iter().collect(),
        imports: table.list("imports")?.into_iter().collect(),
        uses: table.needed_list("uses")?.into_iter().collect(),
        effects: RecordedEffects {
            hosts: table.hosts()?,
            is_given: table.flag("given")?,
            is_shared: table.flag("shared")?,
            gives: table.flag("gives")?,
            hands: table.list("hands")?.into_iter().collect(),
            shares: table.list("shares")?.into_iter().collect(),
            leaves: table.places("leaves")?,
        },
        unresolved: table.count("unresolved")?.unwrap_or(0),
        is_cut_short: table.flag("partial")?,
        span: table.span.clone(),
    })
}

fn recorded_build(table: &RecordTable<'_>) -> Result<RecordedBuild, Wrong> {
    table.only(&["folder", "program", "sources", "hosts", "count", "use"])?;
    let uses: Vec<RecordedUse> =
        table.tables("use")?.iter().map(recorded_use).collect::<Result<_, _>>()?;
    if table.count("count")? != Some(uses.len()) {
        return Err(table.form("count"));
    }
    Ok(RecordedBuild {
        folder: table.text("folder")?,
        program: table.text("program")?,
        sources: table.text("sources")?,
        hosts: table.hosts()?,
        uses,
        span: table.span.clone(),
    })
}

fn recorded_use(table: &RecordTable<'_>) -> Result<RecordedUse, Wrong> {
    table.only(&["interface", "file", "brought-by", "chain"])?;
    Ok(RecordedUse {
        interface: table.text("interface")?,
        file: table.text("file")?,
        brought_by: table.maybe("brought-by")?,
        chain: table.list("chain")?,
        span: table.span.clone(),
    })
}

/// A table of the file.
struct RecordTable<'t> {
    source: &'t SourceText,
    table: &'t dyn TableLike,
    span: std::ops::Range<usize>,
}

impl<'t> RecordTable<'t> {
    fn wrong(&self, key: &str, zh: String, en: String) -> Wrong {
        let item = self.table.get(key).and_then(Item::span);
        let span =
            item.or_else(|| self.table.key(key)?.span()).unwrap_or_else(|| self.span.clone());
        (self.source.place(span), Text::new(zh, en))
    }

    fn form(&self, key: &str) -> Wrong {
        self.wrong(
            key,
            format!("{key} 的值不对"),
            format!("the value of {key} is not what it should be"),
        )
    }

    fn only(&self, known: &[&str]) -> Result<(), Wrong> {
        match self.table.iter().find(|(key, _)| !known.contains(key)) {
            Some((key, _)) => Err(self.wrong(
                key,
                format!("{key} 是不认识的键"),
                format!("{key} is not a known key"),
            )),
            None => Ok(()),
        }
    }

    fn maybe(&self, key: &str) -> Result<Option<String>, Wrong> {
        match self.table.get(key) {
            None => Ok(None),
            Some(item) => {
                item.as_str().map(|text| Some(text.to_owned())).ok_or_else(|| self.form(key))
            }
        }
    }

    fn text(&self, key: &str) -> Result<String, Wrong> {
        self.maybe(key)?
            .ok_or_else(|| self.wrong(key, format!("缺少 {key}"), format!("{key} is missing")))
    }

    fn flag(&self, key: &str) -> Result<bool, Wrong> {
        self.table.get(key).map_or(Ok(false), |item| item.as_bool().ok_or_else(|| self.form(key)))
    }

    fn count(&self, key: &str) -> Result<Option<usize>, Wrong> {
        let Some(item) = self.table.get(key) else { return Ok(None) };
        let number = item.as_integer().and_then(|number| usize::try_from(number).ok());
        number.map(Some).ok_or_else(|| self.form(key))
    }

    fn hosts(&self) -> Result<BTreeSet<RecordedHost>, Wrong> {
        let hosts: Option<_> =
            self.list("hosts")?.iter().map(|host| RecordedHost::parse(host)).collect();
        hosts.ok_or_else(|| self.form("hosts"))
    }

    /// Places, as expressions that become part of a script: any other text is rejected.
    fn places(&self, key: &str) -> Result<BTreeSet<String>, Wrong> {
        let places = self.list(key)?;
        if places.iter().all(|place| is_place(place)) {
            Ok(places.into_iter().collect())
        } else {
            Err(self.form(key))
        }
    }

    fn list(&self, key: &str) -> Result<Vec<String>, Wrong> {
        let Some(item) = self.table.get(key) else { return Ok(Vec::new()) };
        let items = item.as_array().ok_or_else(|| self.form(key))?;
        let texts: Option<Vec<String>> =
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
        let texts = texts.ok_or_else(|| self.form(key))?;
        let known: BTreeSet<&String> = texts.iter().collect();
        if known.len() == texts.len() || key == "chain" { Ok(texts) } else { Err(self.form(key)) }
    }

    fn needed_list(&self, key: &str) -> Result<Vec<String>, Wrong> {
        if self.table.get(key).is_none() {
            return Err(self.wrong(key, format!("缺少 {key}"), format!("{key} is missing")));
        }
        self.list(key)
    }

    fn tables(&self, key: &str) -> Result<Vec<Self>, Wrong> {
        let Some(item) = self.table.get(key) else { return Ok(Vec::new()) };
        let tables = item.as_array_of_tables().ok_or_else(|| self.form(key))?;
        let open = |table: &'t toml_edit::Table| Self {
            source: self.source,
            table,
            span: table.span().unwrap_or_else(|| self.span.clone()),
        };
        Ok(tables.iter().map(open).collect())
    }
}
