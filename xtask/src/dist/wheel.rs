//! Wheels for PyPI: they contain the executable as a script, and no Python modules.
//!
//! maturin would create the same wheels but build the executable itself. Here, the executable has
//! been built once for all kinds of packages, and the wheels of all platforms are created on one
//! machine, so the few files of a wheel (packaging.python.org: binary distribution format) are
//! written directly. The suite `pypi` checks them with pip, auditwheel and twine.

use std::{fs, path::Path};

use anyhow::Result;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{
    archive::{Entry, zip},
    contents::{Contents, write_file},
    table::Table,
};
use crate::repository;

/// Writes the wheel of a platform.
pub fn write(table: &Table, contents: &Contents, out: &Path) -> Result<()> {
    let (target, project) = (contents.target, &table.product.pypi);
    let information = format!("{project}-{}.dist-info", table.version);
    let scripts = format!("{project}-{}.data/scripts", table.version);
    let mut entries = vec![
        Entry::program(
            format!("{scripts}/{}", target.executable("privguide")),
            &*contents.executable,
        ),
        Entry::new(format!("{information}/METADATA"), metadata(table, contents)?),
        Entry::new(format!("{information}/WHEEL"), tags(&contents.wheel)),
    ];
    for (name, text) in &contents.licences {
        entries.push(Entry::new(format!("{information}/licenses/{name}"), text.as_str()));
    }
    let record = format!("{information}/RECORD");
    let listed: String = entries.iter().map(recorded).collect();
    entries.push(Entry::new(&*record, format!("{listed}{record},,\n")));
    let name = format!("{project}-{}-py3-none-{}.whl", table.version, contents.wheel);
    write_file(&out.join(name), &zip(&entries)?, false)
}

/// `path,sha256=…,size`, with the hash in unpadded URL-safe base 64.
fn recorded(entry: &Entry) -> String {
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(&entry.content);
    format!(
        "{},sha256={},{}\n",
        entry.path,
        BASE64_URL_SAFE_NO_PAD.encode(hash),
        entry.content.len()
    )
}

fn tags(platforms: &str) -> String {
    let mut lines = vec![
        "Wheel-Version: 1.0".to_owned(),
        "Generator: privguide-xtask".to_owned(),
        "Root-Is-Purelib: false".to_owned(),
    ];
    lines.extend(platforms.split('.').map(|platform| format!("Tag: py3-none-{platform}")));
    lines.join("\n") + "\n"
}

fn metadata(table: &Table, contents: &Contents) -> Result<String> {
    let readme = fs::read_to_string(repository().join("xtask/dist/pypi/README.md"))?;
    let product = &table.product;
    let mut lines = vec![
        "Metadata-Version: 2.4".to_owned(),
        format!("Name: {}", product.pypi),
        format!("Version: {}", table.version),
        format!("Summary: {}", product.description),
        format!("Keywords: {}", product.keywords.join(",")),
        format!("License-Expression: {}", table.licence),
        "Requires-Python: >=3.8".to_owned(),
    ];
    lines.extend(contents.licences.iter().map(|(name, _)| format!("License-File: {name}")));
    for (label, path) in
        [("Homepage", ""), ("Changelog", "/blob/main/CHANGELOG.md"), ("Issues", "/issues")]
    {
        lines.push(format!("Project-URL: {label}, {}{path}", table.repository));
    }
    for classifier in [
        "Environment :: Console",
        "Intended Audience :: Developers",
        "Topic :: Software Development :: Quality Assurance",
    ] {
        lines.push(format!("Classifier: {classifier}"));
    }
    lines.push("Description-Content-Type: text/markdown; charset=UTF-8".to_owned());
    Ok(format!("{}\n\n{readme}", lines.join("\n")))
}
