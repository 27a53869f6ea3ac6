//! `site`: creates the documentation as a book in both languages, from the READMEs, the references
//! and the rules, with one page per rule.
//!
//! The books are written below `target/site` and built with mdBook if it is installed; they are not
//! committed.

mod links;
mod pages;

use std::{fs, io, path::Path, process::Command};

use anyhow::{Context as _, Result, ensure};
use privguide::language::Language;

use crate::repository;

/// Where the books are written.
const FOLDER: &str = "target/site";

/// For each language, the folder of its book, and the name of the language in that language.
const BOOKS: [(Language, &str, &str); 2] =
    [(Language::ZhCn, "zh-CN", "中文"), (Language::En, "en", "English")];

/// The first page of the site, which links to the books.
const FRONT: &str = include_str!("front.html");

/// Writes the books' sources and builds them.
///
/// # Errors
/// When a file cannot be written, or mdBook fails.
pub fn run() -> Result<()> {
    let folder = repository().join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    let html = folder.join("html");
    for (language, name, _) in BOOKS {
        for (path, content) in pages::files(language) {
            write(&folder.join(name).join(path), &content)?;
        }
    }
    for (_, name, _) in BOOKS {
        if !build(&folder.join(name), &html.join(name))? {
            anstream::eprintln!(
                "site: {FOLDER} holds the sources; to build them, install mdbook (cargo install mdbook)"
            );
            return Ok(());
        }
    }
    write(&html.join("index.html"), FRONT)?;
    anstream::println!("site: {FOLDER}/html/index.html");
    Ok(())
}

fn write(path: &Path, content: &str) -> Result<()> {
    let folder = path.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    fs::write(path, content).with_context(|| format!("writing {}", path.display()))
}

/// Builds a book; false if mdBook is not installed.
fn build(book: &Path, out: &Path) -> Result<bool> {
    let mut command = Command::new("mdbook");
    command.arg("build").arg("--dest-dir").arg(out).arg(book);
    match command.status() {
        Ok(status) => {
            ensure!(status.success(), "mdbook failed on {}", book.display());
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).context("starting mdbook"),
    }
}
