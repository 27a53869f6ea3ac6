//! `schema`: the JSON Schema of privguide.toml and of lines of `--format ndjson`.

use privguide::{declaration, review};
use serde_json::Value;

use crate::{
    Status,
    arguments::{Schema, SchemaOf},
    failure::Failure,
    output::{Output, write_json},
};

/// Runs `schema`.
///
/// # Errors
/// When the output cannot be written.
pub fn run(arguments: &Schema, output: &Output) -> Result<Status, Failure> {
    let schema = match arguments.of {
        SchemaOf::Declarations => declarations(),
        SchemaOf::Ndjson => privguide_fleet::schema(),
    };
    write_json(&mut output.results(), &schema)?;
    Ok(Status::Clean)
}

/// The schema of `privguide.toml`, with every rule of the review.
#[must_use]
pub fn declarations() -> Value {
    let rules: Vec<_> =
        review::Rule::all().iter().map(|rule| (rule.id, rule.document().title.clone())).collect();
    declaration::schema(&rules)
}
