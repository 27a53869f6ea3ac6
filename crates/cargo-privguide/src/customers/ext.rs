//! A customer's `ext.json`. It replaces parts of the template's configuration, so the program is
//! analysed with it.
//!
//! Third-party platforms pass it as `ext_json` when they commit the code of a template,
//! <https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/code/commit.html>.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use privguide::{
    language::Text,
    tree::{Overlay, SourceTree, TreePath},
};
use privguide_fleet::customers::{Customer, Fault, is_appid};
use serde_json::Value;

use crate::{
    failure::Failure,
    session::{Keeping, Memory, Session},
};

/// Its path in a program.
pub const NAME: &str = "ext.json";
/// Replaces every appid, so that files that only differ by appid have the same key.
const ANY: &str = "wx0000000000000000";

/// The `ext.json` of one customer.
pub struct Ext {
    /// The original text.
    pub text: String,
    /// A note about it for the user.
    pub note: Option<Text>,
    appid: Option<String>,
}

impl Ext {
    /// Parses an `ext.json`.
    ///
    /// # Errors
    /// When it is not an object, or belongs to another program.
    pub fn read(text: String, customer: &Customer) -> Result<Self, Fault> {
        let fault = |zh: String, en: String| Fault {
            line: customer.line,
            column: Some("ext".to_owned()),
            message: Text::new(zh, en),
        };
        let value: Value = serde_json::from_str(&text).map_err(|error| {
            fault(format!("不是 JSON：{error}"), format!("it is not JSON: {error}"))
        })?;
        let object = value.as_object().ok_or_else(|| {
            fault("应当是 JSON 对象".to_owned(), "it must be a JSON object".to_owned())
        })?;
        let appid = object.get("extAppid").and_then(Value::as_str).map(str::to_owned);
        if let (Some(inside), Some(row)) = (&appid, &customer.appid)
            && inside != row
        {
            return Err(fault(
                format!("extAppid 是 {inside:?}，这一行的 appid 是 {row}"),
                format!("its extAppid is {inside:?}, the appid of the row is {row}"),
            ));
        }
        let counts = object.get("extEnable").and_then(Value::as_bool) == Some(true);
        let note = (!counts).then(|| {
            Text::new(
                "有客户的 ext.json 没有写 \"extEnable\": true，其中的配置不起作用",
                "an ext.json does not contain \"extEnable\": true, so it has no effect",
            )
        });
        Ok(Self { text, note, appid })
    }

    /// Everything in it, except for the customer's appid, that affects the analysis.
    fn key(&self) -> String {
        match &self.appid {
            Some(appid) if is_appid(appid) => self.text.replace(appid.as_str(), ANY),
            _ => self.text.clone(),
        }
    }
}

/// The template's program, analysed with an `ext.json`. The last result is kept, because most
/// customers have the same content.
#[derive(Default)]
pub struct Programs {
    memory: Memory,
    latest: Option<(String, Session)>,
}

impl Programs {
    /// The template's program with a customer's `ext.json`.
    ///
    /// # Errors
    /// When it cannot be loaded.
    pub fn with(&mut self, template: &Session, ext: &Ext) -> Result<&mut Session, Failure> {
        let key = ext.key();
        let cached = self.latest.take().filter(|(known, _)| *known == key);
        let session = match cached {
            Some((_, session)) => session,
            None => self.load(template, ext)?,
        };
        Ok(&mut self.latest.insert((key, session)).1)
    }

    fn load(&self, template: &Session, ext: &Ext) -> Result<Session, Failure> {
        let text: Arc<str> = ext.text.as_str().into();
        let roots = template.project.programs.iter().map(|analysed| &analysed.program.root);
        let texts: BTreeMap<TreePath, Arc<str>> =
            roots.filter_map(|root| Some((root.join(NAME)?, Arc::clone(&text)))).collect();
        let own = std::fs::canonicalize(&template.site.folder)?;
        let laid = |folder: &Path, tree: Box<dyn SourceTree>| -> Box<dyn SourceTree> {
            if std::fs::canonicalize(folder).is_ok_and(|folder| folder == own) {
                Box::new(Overlay::new(tree, texts.clone(), Arc::new(AtomicBool::new(false))))
            } else {
                tree
            }
        };
        Session::load_edited(template.site.clone(), &laid, Keeping::InMemory(&self.memory))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(appid: Option<&str>) -> Customer {
        let (id, appid) = ("a".to_owned(), appid.map(str::to_owned));
        Customer { id, appid, values: Vec::new(), files: Vec::new(), line: 2 }
    }

    #[test]
    fn customers_of_which_only_the_appid_differs_have_one_program() {
        let key = |appid: &str| {
            let text = format!(r#"{{"extEnable":true,"extAppid":"{appid}","ext":{{"a":1}}}}"#);
            Ext::read(text, &customer(Some(appid))).expect("good").key()
        };
        assert_eq!(key("wx0123456789abcdef"), key("wx1123456789abcdef"));
    }

    #[test]
    fn what_is_no_ext_json_of_the_customer_is_refused() {
        let own = customer(Some("wx0123456789abcdef"));
        for text in ["", "[]", "{", r#"{"extAppid":"wx1123456789abcdef"}"#] {
            assert!(Ext::read(text.to_owned(), &own).is_err(), "{text}");
        }
        let read = |text: &str| Ext::read(text.to_owned(), &own).expect("good").note.is_some();
        assert!(read("{}") && read(r#"{"extEnable":"true"}"#));
        assert!(!read(r#"{"extEnable":true}"#));
    }
}
