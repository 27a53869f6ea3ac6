//! What a row of the table is: a customer, or a fault.

use privguide::language::Text;

/// What may differ from customer to customer: who answers for the program, and when. What is
/// handled and why follows from the code, which is one for all of them. `.en` is the English text.
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
/// Keys of `[developer]` of which one replaces all.
pub const CONTACTS: &[&str] = &["email", "phone", "wechat", "qq"];
/// Columns that name a file of the customer's, from the folder of the table.
pub const FILES: &[&str] = &["overlay", "ext"];

/// One customer.
pub struct Customer {
    /// What it is called in results and as a folder.
    pub id: String,
    /// The program's appid, when the table has it.
    pub appid: Option<String>,
    /// Keys of `privguide.toml` and their values; an empty cell leaves the template's value.
    pub values: Vec<(String, String)>,
    /// Files by their columns ([`FILES`]).
    pub files: Vec<(&'static str, String)>,
    /// The line of the table.
    pub line: u64,
}

/// Why a row gives no customer.
#[derive(Debug)]
pub struct Fault {
    /// The line of the table.
    pub line: u64,
    /// The column, where it is one.
    pub column: Option<String>,
    /// What is wrong.
    pub message: Text,
}
