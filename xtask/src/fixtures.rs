//! `fixtures`: scans the test files of other parsers. A use is appended to each file: either the
//! use is found, or the file is reported.
//!
//! This is not part of the usual test run, because the files are from published packages. They are
//! downloaded with the npm client to a temporary folder, and are neither kept nor executed.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result, ensure};
use privguide::{
    catalog::Catalog,
    program::{FindSettings, Otherwise, find},
    scan::scan,
    tree::MemoryTree,
};

/// Packages with many unusual or real sources. They are pinned, so that the scanned files do not
/// change on their own.
const PACKAGES: [&str; 5] = [
    "test262-parser-tests@0.0.5",
    "rxjs@7.8.1",
    "element-ui@2.15.14",
    "lodash@4.17.21",
    "core-js@3.37.0",
];

/// The text that is appended to every file. The semicolon ends an expression, and the line break a
/// comment.
const USE: &str = "\n;wx.getLocation();\n";

/// Scans the fixtures in packages, or in local folders.
///
/// # Errors
/// When npm is missing or there is no network.
pub fn run(folders: &[PathBuf]) -> Result<ExitCode> {
    let fetched = tempfile::tempdir().context("a temporary folder")?;
    let folders = if folders.is_empty() { vec![fetch(fetched.path())?] } else { folders.to_vec() };
    let mut counts = Counts::default();
    for folder in &folders {
        for file in files(folder) {
            counts.count(folder, &file)?;
        }
    }
    print_line(&format!(
        "fixtures: {} files: the use is found in {}, {} are reported, both in {}, silent {}",
        counts.all,
        counts.found,
        counts.reported,
        counts.both,
        counts.silent.len()
    ))?;
    for file in counts.silent.iter().take(50) {
        print_line(&format!("    silent: {file}"))?;
    }
    ensure!(counts.all > 0, "no fixture was found");
    Ok(if counts.silent.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Default)]
struct Counts {
    all: usize,
    found: usize,
    reported: usize,
    both: usize,
    silent: Vec<String>,
}

impl Counts {
    fn count(&mut self, folder: &Path, file: &Path) -> Result<()> {
        let Some(name) = kind(file) else { return Ok(()) };
        let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        let text = String::from_utf8_lossy(&bytes);
        let text = match text.rfind("</script>").filter(|_| name == "a.vue") {
            Some(end) => format!("{}{USE}{}", &text[..end], &text[end..]),
            None if name == "a.vue" => return Ok(()),
            None => format!("{text}{USE}"),
        };
        let tree = MemoryTree::new().with(name, text);
        let settings = FindSettings { otherwise: Otherwise::ReadFolder, ..FindSettings::default() };
        let Some(program) = find(&tree, &settings).programs.pop() else { return Ok(()) };
        let scan = scan(&tree, &program, &Catalog::for_kind(program.kind));
        let found = scan.uses.iter().any(|found| found.interface.name == "wx.getLocation");
        let reported = !scan.unanalysed.is_empty();
        self.all += 1;
        self.found += usize::from(found);
        self.reported += usize::from(reported);
        self.both += usize::from(found && reported);
        if !found && !reported {
            self.silent.push(file.strip_prefix(folder).unwrap_or(file).display().to_string());
        }
        Ok(())
    }
}

/// The name under which a file is scanned; `None` if it is not a source.
fn kind(file: &Path) -> Option<&'static str> {
    let name = file.file_name()?.to_str()?;
    match file.extension()?.to_str()? {
        _ if name.ends_with(".d.ts") => None,
        "js" | "mjs" | "cjs" => Some("a.js"),
        "jsx" => Some("a.jsx"),
        "ts" => Some("a.ts"),
        "tsx" => Some("a.tsx"),
        "vue" => Some("a.vue"),
        _ => None,
    }
}

/// Every file below a folder, sorted; links are not followed.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut open = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

/// Downloads the packages without executing anything in them.
fn fetch(folder: &Path) -> Result<PathBuf> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let status = Command::new(npm)
        .args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix"])
        .arg(folder)
        .args(PACKAGES)
        .current_dir(folder)
        .stdout(std::process::Stdio::null())
        .status()
        .context("starting npm: is Node.js installed?")?;
    ensure!(status.success(), "npm could not install the packages");
    Ok(folder.join("node_modules"))
}

fn print_line(line: &str) -> Result<()> {
    writeln!(anstream::stdout(), "{line}").context("writing the result")
}
