//! The rows of the generator: `rows/README.md` says what each key means.

use std::fmt;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

/// The kinds of values that a program passes from its source to its sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// The platform's object.
    Host,
    /// An object of the platform that a member of the host creates.
    Manager,
    /// The name of a member of the host.
    Name,
    /// A function that is called with the host.
    Function,
    /// A scope that is requested.
    Scope,
}

impl Kind {
    pub(super) const ALL: [Self; 5] =
        [Self::Host, Self::Manager, Self::Name, Self::Function, Self::Scope];
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Host => "host",
            Self::Manager => "manager",
            Self::Name => "name",
            Self::Function => "function",
            Self::Scope => "scope",
        })
    }
}

/// One way to write a part of a program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) name: String,
    #[serde(default)]
    kinds: Vec<Kind>,
    #[serde(default)]
    outside: bool,
    #[serde(default)]
    inside: bool,
    #[serde(default, rename = "async")]
    pub(super) is_async: bool,
    #[serde(default)]
    pub(super) awaits: bool,
    #[serde(default)]
    pub(super) app: bool,
    #[serde(default)]
    pub(super) top: String,
    #[serde(default)]
    pub(super) export: String,
    #[serde(default)]
    pub(super) modules: Vec<String>,
    pub(super) code: String,
}

impl Row {
    pub(super) fn carries(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Whether the following rows are nested in this row.
    pub(super) fn holds_rest(&self) -> bool {
        std::iter::once(&self.code)
            .chain([&self.top])
            .chain(&self.modules)
            .any(|text| text.contains("REST"))
    }

    /// Whether it has a list that can be extended.
    pub(super) fn repeats(&self) -> bool {
        [&self.code, &self.top].into_iter().chain(&self.modules).any(|text| text.contains("MANY[["))
    }

    /// Whether it can be used before the frame, at the top level of a file.
    pub(super) fn fits_outside(&self) -> bool {
        !self.inside && !self.awaits && !self.holds_rest()
    }

    /// Whether it can be used inside the frame, in a function that may or may not be async.
    pub(super) fn fits_inside(&self, may_await: bool) -> bool {
        !self.outside && (may_await || !self.awaits)
    }
}

/// Every row. The first source, frame and sink of each kind are plain.
pub(super) struct Rows {
    pub(super) sources: Vec<Row>,
    pub(super) steps: Vec<Row>,
    pub(super) frames: Vec<Row>,
    pub(super) sinks: Vec<Row>,
}

impl Rows {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a table is malformed.
    pub(super) fn read() -> Result<Self> {
        let steps = [
            table("bindings-objects", include_str!("rows/steps-bindings-objects.toml"))?,
            table("lists-iteration", include_str!("rows/steps-lists-iteration.toml"))?,
            table("functions-time", include_str!("rows/steps-functions-time.toml"))?,
            table("modules", include_str!("rows/steps-modules.toml"))?,
        ];
        Ok(Self {
            sources: table("sources", include_str!("rows/sources.toml"))?,
            steps: steps.into_iter().flatten().collect(),
            frames: table("frames", include_str!("rows/frames.toml"))?,
            sinks: table("sinks", include_str!("rows/sinks.toml"))?,
        })
    }

    /// The plain source, frame or sink of a kind.
    pub(super) fn plain(list: &[Row], kind: Kind) -> &Row {
        list.iter().find(|row| row.carries(kind)).expect("every kind has a plain row")
    }
}

fn table(name: &str, text: &str) -> Result<Vec<Row>> {
    #[derive(Deserialize)]
    struct Table {
        row: Vec<Row>,
    }
    let table: Table =
        toml_edit::de::from_str(text).with_context(|| format!("the rows of {name}"))?;
    for row in &table.row {
        let places = row.code.matches("REST").count()
            + row.top.matches("REST").count()
            + row.modules.iter().map(|text| text.matches("REST").count()).sum::<usize>();
        ensure!(places <= 1, "{name}: {} has more than one REST", row.name);
        ensure!(!row.app || !row.export.is_empty(), "{name}: {} has no app.js", row.name);
    }
    Ok(table.row)
}
