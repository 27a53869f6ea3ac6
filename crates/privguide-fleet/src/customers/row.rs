//! A row of the table: a customer, or a fault.

use privguide::language::Text;

/// The keys that may differ between customers: who is responsible for the program, and dates. The
/// information that is handled and its purposes follow from the code, which all customers share.
/// `.en` marks the English text.
pub const KEYS: &[&str] = &[
    "program.name",
    "program.name.en",
    "developer.name",
    "developer.name.en",
    "developer.email",
    "developer.phone",
    "developer.wechat",
    "developer.qq",
    "guide.updated",
    "guide.effective",
    "service-provider.name",
    "service-provider.name.en",
];
/// Keys of `[developer]`: one of them replaces all.
pub const CONTACTS: &[&str] = &["email", "phone", "wechat", "qq"];
/// Columns with the path of a customer's file, relative to the folder of the table.
pub const FILES: &[&str] = &["overlay", "ext"];

/// One customer.
pub struct Customer {
    /// The name in results, which is also the name of the folder.
    pub id: String,
    /// The program's appid, if the table contains it.
    pub appid: Option<String>,
    /// Keys of `privguide.toml` with their values; for an empty cell, the template's value is kept.
    pub values: Vec<(String, String)>,
    /// Files by their columns ([`FILES`]).
    pub files: Vec<(&'static str, String)>,
    /// The line of the table.
    pub line: u64,
}

/// Why a row is not usable.
#[derive(Debug)]
pub struct Fault {
    /// The line of the table.
    pub line: u64,
    /// The column, if the fault is in one.
    pub column: Option<String>,
    /// What is wrong.
    pub message: Text,
}
