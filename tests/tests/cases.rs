//! Runs the specification of the scanners: `tests/cases/*.md`.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use libtest_mimic::{Arguments, Failed, Trial};
use privguide::{
    scan::{OriginalFile, Scan},
    tree::MemoryTree,
};

fn main() -> std::process::ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut trials = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "md") && name != "README" {
            let text = fs::read_to_string(&path).expect("a readable case");
            trials.extend(cases(&text).into_iter().map(|case| {
                let title = format!("{name}: {}", case.title);
                Trial::test(title, move || run(&case).map_err(Failed::from))
            }));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// The section of one heading.
struct Case {
    title: String,
    has_reason: bool,
    files: Vec<File>,
}

struct File {
    path: String,
    text: String,
    /// `line: what`, sorted.
    expected: Vec<String>,
    is_unanalysed: bool,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case { title: title.to_owned(), has_reason: false, files: Vec::new() });
        }
        let Some(case) = cases.last_mut() else {
            continue;
        };
        if let Some(info) = line.strip_prefix("```") {
            let body: Vec<&str> =
                lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            case.files.push(file(info, &body, case.files.len()));
        } else if !line.starts_with('#') && !line.trim().is_empty() {
            case.has_reason = true;
        }
    }
    cases
}

fn file(info: &str, body: &[&str], at: usize) -> File {
    let words: Vec<&str> = info.split_whitespace().collect();
    let language = words.first().copied().unwrap_or("js");
    let is_unanalysed = words.contains(&"unanalysed");
    let path = words.iter().skip(1).find(|word| word.contains('.')).map(|&word| word.to_owned());
    let mut text = String::new();
    let mut expected = Vec::new();
    for (number, line) in (1..).zip(body) {
        let (code, marks) = split_mark(line);
        expected.extend(marks.iter().map(|mark| format!("{number}: {mark}")));
        text.push_str(code);
        text.push('\n');
    }
    expected.sort();
    File {
        path: path.unwrap_or_else(|| format!("file{at}.{language}")),
        text,
        expected,
        is_unanalysed,
    }
}

/// A line without its mark, and the content of the mark.
fn split_mark(line: &str) -> (&str, Vec<String>) {
    let (code, mark) = match (line.split_once("//~"), line.split_once("<!--~")) {
        (Some((code, mark)), _) => (code, mark),
        (None, Some((code, mark))) => (code, mark.trim_end().trim_end_matches("-->")),
        (None, None) => return (line, Vec::new()),
    };
    let words = |mark: &str| mark.split_whitespace().collect::<Vec<_>>().join(" ");
    (code.trim_end(), mark.split(';').map(words).collect())
}

fn run(case: &Case) -> Result<(), String> {
    if !case.has_reason {
        return Err("a case needs a sentence of why".to_owned());
    }
    let mut tree = MemoryTree::new();
    for file in &case.files {
        tree.insert(&file.path, file.text.as_str());
    }
    let scan = privguide_tests::scanned(&tree).ok_or("no program")?;
    let actual = by_file(&scan);
    let mut message = String::new();
    for file in &case.files {
        let none = Vec::new();
        let actual = actual.get(&file.path).unwrap_or(&none);
        for (sign, one, other) in
            [("missing", &file.expected, actual), ("extra", actual, &file.expected)]
        {
            for line in one.iter().filter(|line| !other.contains(line)) {
                let _ = writeln!(message, "{sign}  {}:{line}", file.path);
            }
        }
        if actual.len() != file.expected.len() && message.is_empty() {
            let _ = writeln!(message, "found twice in {}: {actual:?}", file.path);
        }
        let unanalysed = scan.unanalysed.iter().find(|trouble| trouble.file.as_str() == file.path);
        if unanalysed.is_some() != file.is_unanalysed {
            let _ = writeln!(message, "{}: unanalysed is {unanalysed:?}", file.path);
        }
    }
    if message.is_empty() { Ok(()) } else { Err(message) }
}

/// The results of a scan in the notation of the marks.
fn by_file(scan: &Scan) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for used in &scan.uses {
        let mut line = format!(
            "{}: {} {} {}",
            used.place.line,
            used.interface.name,
            plain(used.kind),
            plain(used.evidence)
        );
        if let Some(original) = scan.original(&used.place) {
            let file = match &original.file {
                OriginalFile::InTree(path) => path.to_string(),
                OriginalFile::Named(name) => format!("({name})"),
            };
            let _ = write!(line, " from {file}:{}:{}", original.line, original.column);
        }
        found.entry(used.place.file.to_string()).or_default().push(line);
    }
    for open in &scan.unresolved {
        let line = format!("{}: unresolved {}", open.place.line, plain(open.reason));
        found.entry(open.place.file.to_string()).or_default().push(line);
    }
    for lines in found.values_mut() {
        lines.sort();
    }
    found
}

/// A value as it is written in reports.
fn plain(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).expect("a word").as_str().expect("a word").to_owned()
}
