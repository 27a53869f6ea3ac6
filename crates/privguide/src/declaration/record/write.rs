//! Writes `privguide.lock`: sorted, with one table per package and one item per line, so that
//! branches that add different packages can be merged.

use std::fmt::Write as _;

use super::{RECORD_VERSION, Record, RecordedPackage};

const HEADER: &str = "# 由 cargo privguide record 生成：npm 包和构建结果用到的隐私接口。请一起提交，不要手工修改
# Written by cargo privguide record: what npm packages and the build use. Commit it, and do not edit it by hand
";

/// The text of a record.
#[must_use]
pub(super) fn write(record: &Record) -> String {
    let mut out =
        format!("{HEADER}version = {RECORD_VERSION}\ntables = {}\n", quoted(&record.tables));
    list(&mut out, "left", &record.left);
    if !record.builds.is_empty() {
        // A file that is truncated between two builds must not look like one with fewer builds.
        let _ = writeln!(out, "builds = {}", record.builds.len());
    }
    let mut builds: Vec<_> = record.builds.iter().collect();
    builds.sort_by_key(|build| &build.folder);
    for build in builds {
        let _ = writeln!(
            out,
            "\n[[build]]\nfolder = {}\nprogram = {}",
            quoted(&build.folder),
            quoted(&build.program)
        );
        let _ = writeln!(out, "sources = {}", quoted(&build.sources));
        list(&mut out, "hosts", &build.hosts.iter().map(ToString::to_string).collect::<Vec<_>>());
        let _ = writeln!(out, "count = {}", build.uses.len());
        let mut uses: Vec<_> = build.uses.iter().collect();
        uses.sort_by_key(|found| (&found.interface, &found.file));
        for found in uses {
            let _ = writeln!(
                out,
                "\n[[build.use]]\ninterface = {}\nfile = {}",
                quoted(&found.interface),
                quoted(&found.file)
            );
            if let Some(name) = &found.brought_by {
                let _ = writeln!(out, "brought-by = {}", quoted(name));
            }
            list(&mut out, "chain", &found.chain);
        }
    }
    let mut packages: Vec<&RecordedPackage> = record.packages.iter().collect();
    packages.sort_by_key(|package| (&package.name, &package.version));
    for package in packages {
        let _ = writeln!(
            out,
            "\n[[package]]\nname = {}\nversion = {}",
            quoted(&package.name),
            quoted(&package.version)
        );
        for (key, text) in [("alias-of", &package.alias_of), ("integrity", &package.integrity)] {
            if let Some(text) = text {
                let _ = writeln!(out, "{key} = {}", quoted(text));
            }
        }
        list(&mut out, "entries", &package.entries);
        list(&mut out, "imports", &package.imports);
        list(&mut out, "hands", &package.effects.hands);
        list(&mut out, "shares", &package.effects.shares);
        list(&mut out, "leaves", &package.effects.leaves);
        list(
            &mut out,
            "hosts",
            &package.effects.hosts.iter().map(ToString::to_string).collect::<Vec<_>>(),
        );
        let flags = [
            ("given", package.effects.is_given),
            ("shared", package.effects.is_shared),
            ("gives", package.effects.gives),
            ("partial", package.is_cut_short),
        ];
        for (key, _) in flags.iter().filter(|(_, is_set)| *is_set) {
            let _ = writeln!(out, "{key} = true");
        }
        if package.unresolved > 0 {
            let _ = writeln!(out, "unresolved = {}", package.unresolved);
        }
        // The last key is always written: a truncated file must not look like one that says that
        // nothing is used.
        list(&mut out, "uses", &package.uses);
        if package.uses.is_empty() {
            out.push_str("uses = []\n");
        }
    }
    out
}

fn list<'l>(out: &mut String, key: &str, items: impl IntoIterator<Item = &'l String>) {
    let items: Vec<String> = items.into_iter().map(|item| quoted(item)).collect();
    match items.as_slice() {
        [] => {}
        [one] => drop(writeln!(out, "{key} = [{one}]")),
        more => {
            let _ = writeln!(out, "{key} = [");
            for item in more {
                let _ = writeln!(out, "    {item},");
            }
            out.push_str("]\n");
        }
    }
}

fn quoted(text: &str) -> String {
    // toml_edit would write a text with several lines in another syntax.
    toml_edit::Value::from(text.replace(['\n', '\r'], " ")).to_string()
}
