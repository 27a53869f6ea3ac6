//! An xtask task that keeps a guide up to date, to be copied into your own xtask. Run `guide
//! --check` in CI, and `guide` after a change.
//!
//! ```console
//! $ cargo run --example xtask -- [--check] [FOLDER]
//! ```

#![allow(clippy::print_stdout, reason = "an xtask prints")]

use std::{error::Error, fs, path::Path, process::ExitCode};

use privguide::{
    guide::GuideState,
    project::{LoadOptions, Project},
    tree::{TreePath, WorkTree},
};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder =
        arguments.iter().find(|argument| !argument.starts_with("--")).map_or(".", String::as_str);
    let mode = if arguments.iter().any(|argument| argument == "--check") {
        Mode::Check
    } else {
        Mode::Write
    };
    let stale = guide(Path::new(folder), mode)?;
    for difference in &stale {
        println!("{}", difference.escape_debug().to_string().replace("\\n", "\n"));
    }
    let failed = mode == Mode::Check && !stale.is_empty();
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Whether files are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Check,
    Write,
}

/// Brings the guides of a project up to date, and returns what differed.
fn guide(folder: &Path, mode: Mode) -> Result<Vec<String>, Box<dyn Error>> {
    let tree = WorkTree::open(folder)?;
    let options =
        LoadOptions { declarations: TreePath::new("privguide.toml"), ..LoadOptions::default() };
    let project = Project::load(&tree, &options)?;
    let mut stale = Vec::new();
    for (expected, state) in project.guides(&tree)? {
        let difference = match state {
            GuideState::Current => continue,
            GuideState::Missing => format!("{} is missing", expected.path),
            GuideState::Stale { diff } => diff,
        };
        stale.push(difference);
        if mode == Mode::Write {
            let path = tree.on_disk(&expected.path);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, &expected.text)?;
        }
    }
    Ok(stale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_after_write_is_clean() {
        let folder = tempfile::tempdir().expect("a folder");
        let write =
            |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
        write("app.json", r#"{ "pages": [] }"#);
        write("app.js", "wx.getLocation()");
        write(
            "privguide.toml",
            "format = 1\n[information.Location]\npurpose = \"展示你附近的门店\"\n",
        );
        assert_eq!(
            guide(folder.path(), Mode::Check).expect("checked").len(),
            1,
            "the guide is missing"
        );
        assert_eq!(guide(folder.path(), Mode::Write).expect("written").len(), 1);
        assert_eq!(guide(folder.path(), Mode::Check).expect("checked"), [""; 0]);
    }
}
