//! Packages for npm: one for each platform with its executable, and the one that users install.
//!
//! The package that users install has every platform package as an optional dependency; npm, pnpm
//! and Yarn install the one with matching `os`, `cpu` and `libc`. No script runs at installation,
//! and nothing is downloaded later.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::{
    contents::{Contents, write_file},
    table::{Npm, Table},
};
use crate::repository;

/// Writes the packages as folders, ready for `npm publish`.
pub fn write(table: &Table, all: &[Contents], out: &Path) -> Result<()> {
    for contents in all {
        platform(table, contents, &out.join(&contents.target.npm.name))?;
    }
    // The licences are almost the same for all platforms, and this package contains no executable,
    // so those of any platform are sufficient.
    let licences = all.first().map_or(&[][..], |contents| &contents.licences);
    main(table, licences, &out.join(&table.product.npm))
}

fn platform(table: &Table, contents: &Contents, out: &Path) -> Result<()> {
    let Npm { name, os, cpu, libc } = &contents.target.npm;
    let executable = contents.target.executable("privguide");
    let mut package = common(table, &format!("{}/{name}", table.product.scope));
    package.insert(
        "description".into(),
        json!(format!("The {name} executable of {}", table.product.npm)),
    );
    package.insert("preferUnplugged".into(), json!(true));
    package.insert("os".into(), json!([os]));
    package.insert("cpu".into(), json!([cpu]));
    if let Some(libc) = libc {
        package.insert("libc".into(), json!([libc]));
    }
    let files: Vec<&str> = std::iter::once(executable.as_str())
        .chain(contents.licences.iter().map(|(name, _)| *name))
        .collect();
    package.insert("files".into(), json!(files));
    write_json(&out.join("package.json"), package)?;
    let readme = format!(
        "The executable of [{main}](https://www.npmjs.com/package/{main}) for {name}. Install `{main}`; it brings this package along.\n",
        main = table.product.npm
    );
    write_file(&out.join("README.md"), readme.as_bytes(), false)?;
    write_file(&out.join(executable), &contents.executable, true)?;
    for (name, text) in &contents.licences {
        write_file(&out.join(name), text.as_bytes(), false)?;
    }
    Ok(())
}

fn main(table: &Table, licences: &[(&str, String)], out: &Path) -> Result<()> {
    let mut package = common(table, &table.product.npm);
    package.insert("description".into(), json!(table.product.description));
    package.insert("keywords".into(), json!(table.product.keywords));
    package.insert("type".into(), json!("commonjs"));
    package.insert("bin".into(), json!({ "privguide": "bin/privguide.js" }));
    package.insert("main".into(), json!("./lib/index.js"));
    package.insert("types".into(), json!("./lib/index.d.ts"));
    // The plugins are at the top level: Taro and webpack 4 search for files and do not support
    // `exports`.
    let entry = |path: &str| json!({ "types": format!("./{path}.d.ts"), "default": format!("./{path}.js") });
    package.insert(
        "exports".into(),
        json!({
            ".": entry("lib/index"), "./vite": entry("vite"), "./webpack": entry("webpack"), "./taro": entry("taro"),
            "./package.json": "./package.json",
        }),
    );
    package.insert(
        "files".into(),
        json!(["bin", "lib", "*.js", "*.d.ts", "LICENSE-MIT", "LICENSE-APACHE"]),
    );
    let dependencies: Map<String, Value> = table
        .targets
        .iter()
        .map(|target| {
            (format!("{}/{}", table.product.scope, target.npm.name), json!(table.version))
        })
        .collect();
    package.insert("optionalDependencies".into(), Value::Object(dependencies));
    write_json(&out.join("package.json"), package)?;
    let sources = repository().join("xtask/dist/npm");
    copy(&sources, out)?;
    write_file(&out.join("lib/platforms.json"), platforms(table).as_bytes(), false)?;
    for (name, text) in licences.iter().filter(|(name, _)| name.starts_with("LICENSE")) {
        write_file(&out.join(name), text.as_bytes(), false)?;
    }
    Ok(())
}

/// The platforms from which the shim selects.
fn platforms(table: &Table) -> String {
    let one = |npm: &Npm| json!({ "package": format!("{}/{}", table.product.scope, npm.name), "os": npm.os, "cpu": npm.cpu, "libc": npm.libc });
    let all: Vec<Value> = table.targets.iter().map(|target| one(&target.npm)).collect();
    format!("{:#}\n", Value::Array(all))
}

fn common(table: &Table, name: &str) -> Map<String, Value> {
    let mut package = Map::new();
    package.insert("name".into(), json!(name));
    package.insert("version".into(), json!(table.version));
    package.insert("license".into(), json!(table.licence));
    package.insert("homepage".into(), json!(table.repository));
    package.insert("bugs".into(), json!({ "url": format!("{}/issues", table.repository) }));
    package.insert(
        "repository".into(),
        json!({ "type": "git", "url": format!("git+{}.git", table.repository) }),
    );
    package.insert("engines".into(), json!({ "node": table.product.node }));
    package.insert("publishConfig".into(), json!({ "access": "public", "provenance": true }));
    package
}

fn write_json(path: &Path, package: Map<String, Value>) -> Result<()> {
    write_file(path, format!("{:#}\n", Value::Object(package)).as_bytes(), false)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            let program = to.file_name().is_some_and(|folder| folder == "bin");
            write_file(&target, &fs::read(entry.path())?, program)?;
        }
    }
    Ok(())
}
