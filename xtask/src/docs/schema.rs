//! The schemas that the program prints, as files: editors load the schema of `privguide.toml` from
//! its address.

use crate::generated::Generated;

/// Both schemas.
pub fn files() -> Vec<Generated> {
    let file = |path, schema| Generated::new(path, format!("{schema:#}\n"));
    vec![
        file("crates/privguide/privguide.schema.json", cargo_privguide::declarations_schema()),
        file("crates/cargo-privguide/docs/ndjson.schema.json", cargo_privguide::ndjson_schema()),
    ]
}
