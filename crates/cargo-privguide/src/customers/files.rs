//! Files that rows of the table name. They are only read below the folder of the table.

use std::path::Path;

use privguide::{
    language::Text,
    tree::{SourceTree as _, TreePath, WorkTree},
};
use toml_edit::DocumentMut;

use super::row::{Customer, Fault};
use crate::failure::Failure;

/// The maximum number of bytes of such a file: an `ext.json` is a configuration.
const MOST: usize = 1 << 20;

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
                format!("{name:?} is no path in the folder of the table"),
            )
        })?;
        let bytes = self.0.read(&path).map_err(|error| {
            fault(format!("无法读取：{error}"), format!("it cannot be read: {error}"))
        })?;
        if bytes.len() > MOST {
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
