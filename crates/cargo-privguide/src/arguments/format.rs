//! How results are written. `human`, `short` and `json` mean the same for every verb that reports
//! something; `markdown` and `summary` are two names of one format.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Report formats.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people, with excerpts.
    #[default]
    Human,
    /// One line each.
    Short,
    /// For programs.
    Json,
}

/// `schema`
#[derive(Args, Debug)]
pub struct Schema {
    /// The format to describe
    #[arg(value_enum, default_value_t, value_name = "WHAT")]
    pub of: SchemaOf,
}

/// What has a schema.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SchemaOf {
    /// The declarations: privguide.toml.
    #[default]
    Declarations,
    /// A line of --format ndjson.
    Ndjson,
}

/// Report formats of `scan`.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScanFormat {
    /// For people, with excerpts.
    #[default]
    Human,
    /// One line each.
    Short,
    /// For programs.
    Json,
    /// For programs that look at many inputs: one line of JSON for each project.
    Ndjson,
}

/// Report formats of `check`.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckFormat {
    /// For people, with excerpts.
    #[default]
    Human,
    /// One line each.
    Short,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitHub workflow commands: annotations.
    Github,
    /// A job summary in Markdown.
    #[value(alias = "markdown")]
    Summary,
    /// GitLab code quality.
    Gitlab,
    /// For programs that look at many inputs: one line of JSON for each project.
    Ndjson,
}

/// One more report of the same run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it is written.
    pub format: CheckFormat,
    /// Where it goes.
    pub file: PathBuf,
}

impl Report {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let names =
            || CheckFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names =
            || names().map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ");
        let (format, file) =
            text.split_once('=').ok_or_else(|| format!("FORMAT=FILE ({})", names()))?;
        let format = CheckFormat::from_str(format, false).map_err(|_| names())?;
        if file.is_empty() {
            Err("FORMAT=FILE".to_owned())
        } else {
            Ok(Self { format, file: PathBuf::from(file) })
        }
    }
}

/// Formats of a difference.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiffFormat {
    /// For people.
    #[default]
    Human,
    /// One line each.
    Short,
    /// For a pull request.
    #[value(alias = "summary")]
    Markdown,
    /// For programs.
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_format_and_a_file() {
        let report = Report { format: CheckFormat::Sarif, file: PathBuf::from("out/a=b.sarif") };
        assert_eq!(Report::parse("sarif=out/a=b.sarif"), Ok(report));
        assert!(["sarif", "sarif=", "pdf=x", "=x"].iter().all(|text| Report::parse(text).is_err()));
    }
}
