//! The table of customers. It is CSV, which service providers can easily export. Its first row
//! contains the names of the columns.

use std::collections::BTreeSet;

use privguide::language::Text;

use super::row::{Customer, FILES, Fault, KEYS};

/// The maximum number of characters of an id, which is also the name of a folder.
const MAX_ID: usize = 64;
/// Names that Windows reserves for devices, also with an extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// Why a table cannot be used at all.
#[derive(Debug)]
pub struct TableError {
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
}

impl TableError {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { message: Text::new(zh, en), help: None }
    }

    fn help(self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { help: Some(Text::new(zh, en)), ..self }
    }
}

/// The rows of a table.
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Result<csv::StringRecord, csv::Error>>,
}

impl Table {
    /// Parses the content of a CSV file. Rows are judged one by one, by [`Table::customers`].
    ///
    /// # Errors
    /// When it is not UTF-8, or its first row has unknown, repeated or missing columns.
    pub fn parse(bytes: &[u8]) -> Result<Self, TableError> {
        // Excel writes a byte order mark before UTF-8.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if std::str::from_utf8(bytes).is_err() {
            return Err(TableError::new("客户表不是 UTF-8", "the table is not UTF-8").help(
                "在表格软件里另存为“CSV UTF-8”",
                "save it as \"CSV UTF-8\" in the spreadsheet",
            ));
        }
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let header = reader.headers().map_err(|error| {
            TableError::new(
                format!("客户表的第一行无法读取：{error}"),
                format!("the table's first row cannot be read: {error}"),
            )
        })?;
        let columns: Vec<String> = header.iter().map(str::to_owned).collect();
        known(&columns)?;
        Ok(Self { columns, rows: reader.records().collect() })
    }

    /// The customers in order, and the faults of unusable rows.
    pub fn customers(&self) -> impl Iterator<Item = Result<Customer, Fault>> + '_ {
        let mut taken = BTreeSet::new();
        self.rows.iter().map(move |row| self.customer(row, &mut taken))
    }

    fn customer(
        &self,
        row: &Result<csv::StringRecord, csv::Error>,
        taken: &mut BTreeSet<String>,
    ) -> Result<Customer, Fault> {
        let row = row.as_ref().map_err(|error| Fault {
            line: error.position().map_or(0, csv::Position::line),
            column: None,
            message: Text::new(
                "列数与第一行不同，或引号没有闭合",
                "the row does not have as many columns as the first one, or a quotation mark is not closed",
            ),
        })?;
        let line = row.position().map_or(0, csv::Position::line);
        let fault = |column: &str, zh: &str, en: &str| Fault {
            line,
            column: Some(column.to_owned()),
            message: Text::new(zh, en),
        };
        let (values, files) = (Vec::new(), Vec::new());
        let mut customer = Customer { id: String::new(), appid: None, values, files, line };
        for (column, value) in self.columns.iter().zip(row) {
            match column.as_str() {
                "id" => value.clone_into(&mut customer.id),
                _ if value.is_empty() => {}
                "appid" if !is_appid(value) => {
                    return Err(fault(
                        column,
                        "不是小程序的 appid：wx 加 16 位十六进制数字",
                        "it is not the appid of a Mini Program: wx followed by 16 hexadecimal digits",
                    ));
                }
                "appid" => customer.appid = Some(value.to_owned()),
                other if let Some(file) = FILES.iter().find(|file| **file == other) => {
                    customer.files.push((file, value.to_owned()));
                }
                _ => customer.values.push((column.clone(), value.to_owned())),
            }
        }
        if !is_folder_name(&customer.id) {
            return Err(fault(
                "id",
                "不能作为文件夹名：只用字母、数字、-、_ 和 .，以字母或数字开头和结尾，至多 64 个字符",
                "it is not a valid folder name: at most 64 characters, only letters, digits, -, _ and ., and a letter or digit at both ends",
            ));
        }
        // Some file systems ignore letter case.
        if !taken.insert(customer.id.to_ascii_lowercase()) {
            return Err(fault(
                "id",
                "前面已有这个 id（不区分大小写）",
                "an earlier row has the same id (upper and lower case are not distinguished)",
            ));
        }
        Ok(customer)
    }
}

/// Checks that each column is known and occurs once, and that one of them is the id.
fn known(columns: &[String]) -> Result<(), TableError> {
    let is_known = |column: &&String| {
        let column = &column.as_str();
        !["id", "appid"].contains(column) && !FILES.contains(column) && !KEYS.contains(column)
    };
    let all =
        || ["id", "appid"].iter().chain(FILES).chain(KEYS).copied().collect::<Vec<_>>().join(", ");
    let help = |error: TableError| {
        error.help(format!("可用的列：{}", all()), format!("the known columns: {}", all()))
    };
    if let Some(other) = columns.iter().find(is_known) {
        return Err(help(TableError::new(
            format!(
                "客户表里不能有列 {other:?}：收集哪些信息、为什么收集由模板声明，对所有客户都一样"
            ),
            format!(
                "the table cannot have a column {other:?}: the template declares the information types and their purposes for all customers"
            ),
        )));
    }
    if let Some((_, twice)) =
        columns.iter().enumerate().find(|(at, column)| columns[..*at].contains(column))
    {
        return Err(TableError::new(
            format!("列 {twice} 出现了两次"),
            format!("the column {twice} occurs twice"),
        ));
    }
    if columns.iter().any(|column| column == "id") {
        return Ok(());
    }
    Err(help(TableError::new("客户表没有列 id", "the table has no column id")))
}

/// True for an appid of a Mini Program.
#[must_use]
pub fn is_appid(text: &str) -> bool {
    text.strip_prefix("wx")
        .is_some_and(|rest| rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// True for a name that every system accepts as the name of a single folder.
fn is_folder_name(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let ends = [text.bytes().next(), text.bytes().next_back()];
    let has_ends = ends.iter().all(|end| end.is_some_and(|byte| byte.is_ascii_alphanumeric()));
    let stem = text.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port = |stem: &str| {
        stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit())
    };
    is_plain && has_ends && text.len() <= MAX_ID && !DEVICES.contains(&&*stem) && !is_port(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Result<String, (u64, Option<String>)>> {
        let table = Table::parse(text.as_bytes()).unwrap_or_else(|failure| panic!("{failure:?}"));
        table
            .customers()
            .map(|row| row.map(|customer| customer.id).map_err(|fault| (fault.line, fault.column)))
            .collect()
    }

    #[test]
    fn a_row_that_is_wrong_is_named_with_its_line_and_column_and_no_other_is_lost() {
        let text = "\u{feff}id,appid,developer.name\n\
                    a,wx0123456789abcdef,\"一家\n公司\"\n\
                    A,,x\n\
                    ../b,,x\n\
                    c,wx12,x\n\
                    d,x\n\
                    ,,\n\
                    e,,\n";
        let id = |line| Err((line, Some("id".to_owned())));
        let expected = [
            Ok("a".to_owned()),
            id(4),
            id(5),
            Err((6, Some("appid".to_owned()))),
            Err((7, None)),
            id(8),
            Ok("e".to_owned()),
        ];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn what_names_a_folder_names_it_everywhere() {
        assert!(["a", "shop-1", "a.b_c", "9"].iter().all(|id| is_folder_name(id)));
        let long = "a".repeat(65);
        let bad = [
            "", ".", "..", "a/b", "a\\b", "-a", "a.", ".a", "a b", "con", "NUL.txt", "com1",
            "LPT9.x", "页", "a\0", &long,
        ];
        for id in bad {
            assert!(!is_folder_name(id), "{id}");
        }
    }

    #[test]
    fn columns_are_those_that_may_differ_from_customer_to_customer() {
        for text in [
            "",
            "name\nx\n",
            "id,id\n",
            "id,information.Location.purpose\n",
            "id,rules.stale-guide\n",
            "id,\n",
            "id\n\u{fffd}",
        ] {
            let parsed = Table::parse(text.as_bytes());
            assert_eq!(parsed.is_ok(), text.starts_with("id\n"), "{text}");
        }
        assert!(Table::parse(b"id\n\xb9\xab\n").is_err(), "another encoding");
    }
}
