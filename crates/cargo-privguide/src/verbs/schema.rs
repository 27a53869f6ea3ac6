//! `schema`: the JSON Schema of privguide.toml.

use privguide::{declaration, review};

use crate::{
    failure::Failure,
    output::{Output, write_json},
    status::Status,
};

/// Runs `schema`.
///
/// # Errors
/// When the output cannot be written.
pub fn run(output: &Output) -> Result<Status, Failure> {
    let rules: Vec<_> = review::rules().iter().map(|rule| (rule.id, rule.document().title.clone())).collect();
    write_json(&mut output.results(), &declaration::schema(&rules))?;
    Ok(Status::Clean)
}
