//! `--version --verbose`: the information about the program that a bug report needs. It is copied
//! into reports, so it is in one language.

use std::fmt::Write as _;

use privguide::catalog::{self, Catalog, ProgramKind};

/// The versions of the program and of its tables, and the platform that it was built for.
pub fn full() -> String {
    let mut out = format!("cargo-privguide {}\n", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(out, "platform: {} {}", std::env::consts::OS, std::env::consts::ARCH);
    let by_kind = ProgramKind::ALL.map(Catalog::for_kind);
    for (name, fingerprint, entries) in catalog::tables() {
        let of_kind = by_kind.iter().find(|catalog| catalog.kind().name() == name);
        let read = of_kind.map_or(catalog::read_in(), Catalog::read_in);
        let _ = writeln!(out, "table {name}: {read}, {fingerprint:08x}, {entries} entries");
    }
    let _ = writeln!(out, "rules: {}", privguide::review::Rule::all().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_named_and_none_is_empty() {
        let text = full();
        for name in ["information", "mini-program", "plugin", "mini-game"] {
            let line = text
                .lines()
                .find(|line| line.starts_with(&format!("table {name}: ")))
                .expect("a line");
            assert!(!line.ends_with(", 0 entries"), "{line}");
            let date = line.trim_start_matches(&format!("table {name}: "));
            assert!(date.starts_with("20") && date[7..].starts_with(", "), "{line}");
        }
        assert!(!text.contains("rules: 0\n"), "{text}");
    }
}
