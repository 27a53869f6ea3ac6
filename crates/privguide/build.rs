//! Turns the tables, which people read and write as TOML, into JSON, which a start of the tool
//! reads in a tenth of the time. What they mean is documented at the types that they are read into.

use std::{env, error::Error, fs, path::Path};

/// The tables, as folders and names.
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
