//! Wheels for PyPI: the executable as a script, nothing else to import.
//!
//! maturin makes the same from a build of its own. Here the executable is already built, once for every kind of package, and the
//! wheels of all platforms are made on one machine, so the few files of a wheel (packaging.python.org: binary distribution format) are
//! written directly; the suite `pypi` has pip, auditwheel and twine judge them.

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
        Entry::program(format!("{scripts}/{}", target.executable("privguide")), &*contents.executable),
        Entry::new(format!("{information}/METADATA"), metadata(table, contents)?),
        Entry::new(format!("{information}/WHEEL"), tags(&contents.wheel)),
    ];
    for (name, text) in &contents.licences {
        entries.push(Entry::new(format!("{information}/licenses/{name}"), text.as_str()));
    }
    let record = format!("{information}/RECORD");
    let listed: String = entries.iter().map(|entry| recorded(entry)).collect();
    entries.push(Entry::new(&*record, format!("{listed}{record},,\n")));
    let name = format!("{project}-{}-py3-none-{}.whl", table.version, contents.wheel);
    write_file(&out.join(name), &zip(&entries)?, false)
}

/// `path,sha256=…,size`, the hash in base 64 for URLs without padding.
fn recorded(entry: &Entry) -> String {
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(&entry.content);
    format!("{},sha256={},{}\n", entry.path, BASE64_URL_SAFE_NO_PAD.encode(hash), entry.content.len())
}

fn tags(platforms: &str) -> String {
    let mut out = "Wheel-Version: 1.0\nGenerator: privguide-xtask\nRoot-Is-Purelib: false\n".to_owned();
    for platform in platforms.split('.') {
        out.push_str(&format!("Tag: py3-none-{platform}\n"));
    }
    out
}

fn metadata(table: &Table, contents: &Contents) -> Result<String> {
    let readme = fs::read_to_string(repository().join("xtask/dist/pypi/README.md"))?;
    let mut out = format!(
        "Metadata-Version: 2.4\nName: {}\nVersion: {}\nSummary: {}\nKeywords: {}\nLicense-Expression: {}\nRequires-Python: >=3.8\n",
        table.product.pypi,
        table.version,
        table.product.description,
        table.product.keywords.join(","),
        table.licence
    );
    for (name, _) in &contents.licences {
        out.push_str(&format!("License-File: {name}\n"));
    }
    for (label, path) in [("Homepage", ""), ("Changelog", "/blob/main/CHANGELOG.md"), ("Issues", "/issues")] {
        out.push_str(&format!("Project-URL: {label}, {}{path}\n", table.repository));
    }
    for classifier in ["Environment :: Console", "Intended Audience :: Developers", "Topic :: Software Development :: Quality Assurance"] {
        out.push_str(&format!("Classifier: {classifier}\n"));
    }
    out.push_str(&format!("Description-Content-Type: text/markdown; charset=UTF-8\n\n{readme}"));
    Ok(out)
}
