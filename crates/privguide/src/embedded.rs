//! The crate's own tables. They are TOML files; the build keeps them as JSON, see `build.rs`.

/// Reads a table, by the name of its file, into the type that says what it means.
macro_rules! table {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")))
            .expect(concat!($name, ".toml is well formed"))
    };
}

pub(crate) use table;
