//! The crate's own tables. They are TOML files; the build script converts them to JSON, see
//! `build.rs`.

/// Deserialises the table in the file with this name.
macro_rules! table {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")))
            .expect(concat!($name, ".toml is well formed"))
    };
}

pub(crate) use table;
