//! Converts the tables from TOML, which people read and write, to JSON, which the tool reads at
//! start in a tenth of the time. Their meaning is documented at the types that they are
//! deserialised to.

use std::{env, error::Error, fs, path::Path};

/// The tables, by folder and name.
const TABLES: [(&str, &[&str]); 2] = [
    (
        "catalog",
        &[
            "addresses",
            "answers",
            "change",
            "information",
            "keys",
            "libraries",
            "mini-game",
            "mini-program",
            "permissions",
            "plugin",
            "third-parties",
            "unlisted",
        ],
    ),
    ("src/review/purpose", &["topics", "words"]),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let written = env::var("OUT_DIR")?;
    for (folder, names) in TABLES {
        for name in names {
            let file = format!("{folder}/{name}.toml");
            println!("cargo::rerun-if-changed={file}");
            let table: serde_json::Value = toml_edit::de::from_str(&fs::read_to_string(&file)?)
                .map_err(|error| format!("{file}: {error}"))?;
            let json = serde_json::to_string(&table)?;
            fs::write(Path::new(&written).join(format!("{name}.json")), json)?;
        }
    }
    Ok(())
}
