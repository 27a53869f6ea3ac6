//! Reads the table, and the files that its rows name, which must be below the folder of the table.

use std::{fs::File, io::Read as _, path::Path};

use privguide::{
    language::Text,
    tree::{SourceTree as _, TreePath, WorkTree},
};
use privguide_fleet::customers::{Customer, Fault, Table};
use toml_edit::DocumentMut;

use crate::failure::Failure;

/// The maximum number of bytes of a table: several hundred thousand rows.
const MAX_TABLE: u64 = 64 << 20;

/// The maximum number of bytes of a file that a row names: an `ext.json` is a configuration.
const MAX_FILE: usize = 1 << 20;

/// Reads a table of customers.
///
/// # Errors
/// When it cannot be read, is too large, or has unknown columns.
pub fn read_table(path: &Path) -> Result<Table, Failure> {
    let shown = path.display();
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_TABLE + 1).read_to_end(&mut bytes)).map_err(
        |error| {
            Failure::new(
                format!("无法读取客户表 {shown}：{error}"),
                format!("cannot read the table {shown}: {error}"),
            )
        },
    )?;
    if bytes.len() as u64 > MAX_TABLE {
        return Err(Failure::new("客户表超过 64 MB", "the table has more than 64 MB"));
    }
    Ok(Table::parse(&bytes)?)
}

/// The files in the folder of the table.
pub struct Files(WorkTree);

impl Files {
    /// Opens the folder of the table.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn beside(table: &Path) -> Result<Self, Failure> {
        let folder = table.parent().filter(|parent| !parent.as_os_str().is_empty());
        Ok(Self(WorkTree::open(folder.unwrap_or(Path::new(".")))?))
    }

    /// The text of the file that a row names in a column; `None` if it names none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn text(&self, customer: &Customer, column: &str) -> Result<Option<String>, Fault> {
        let Some((_, name)) = customer.files.iter().find(|(known, _)| *known == column) else {
            return Ok(None);
        };
        let fault = |zh: String, en: String| Fault {
            line: customer.line,
            column: Some(column.to_owned()),
            message: Text::new(zh, en),
        };
        let path = TreePath::new(name).filter(|path| !path.is_root()).ok_or_else(|| {
            fault(
                format!("{name:?} 不是客户表所在文件夹里的路径"),
                format!("{name:?} is not a path in the folder of the table"),
            )
        })?;
        let bytes = self.0.read(&path).map_err(|error| {
            fault(format!("无法读取：{error}"), format!("it cannot be read: {error}"))
        })?;
        if bytes.len() > MAX_FILE {
            return Err(fault("超过 1 MB".to_owned(), "it has more than 1 MB".to_owned()));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| fault("不是 UTF-8".to_owned(), "it is not UTF-8".to_owned()))?;
        Ok(Some(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned)))
    }

    /// The declarations in a row's overlay file.
    ///
    /// # Errors
    /// When it cannot be read or is not TOML.
    pub fn overlay(&self, customer: &Customer) -> Result<Option<DocumentMut>, Fault> {
        let Some(text) = self.text(customer, "overlay")? else { return Ok(None) };
        text.parse().map(Some).map_err(|error: toml_edit::TomlError| Fault {
            line: customer.line,
            column: Some("overlay".to_owned()),
            message: Text::new(format!("无法使用：{error}"), format!("it cannot be used: {error}")),
        })
    }
}
