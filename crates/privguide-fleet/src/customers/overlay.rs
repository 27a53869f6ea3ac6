//! Applies the values of a row to the template's declarations.

use privguide::language::Text;
use toml_edit::{Datetime, DocumentMut, InlineTable, Item, TableLike, Value};

use super::{
    parties,
    row::{CONTACTS, Customer, Fault},
};

/// The text of the customer's `privguide.toml`: that of the template with other values; comments,
/// order and style are kept. A name replaces both languages of the template's name, and a contact
/// replaces all contacts, because remaining values would be those of another company.
///
/// # Errors
/// When the type of a value does not fit its key.
pub fn laid_over(
    template: &DocumentMut,
    overlay: Option<&DocumentMut>,
    customer: &Customer,
) -> Result<String, Fault> {
    let mut document = template.clone();
    if let Some(overlay) = overlay {
        parties::lay(overlay, &mut document).map_err(|message| Fault {
            line: customer.line,
            column: Some("overlay".to_owned()),
            message,
        })?;
    }
    let given = |key: &str| {
        customer.values.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str())
    };
    for (section, names) in [
        ("program", &["name"][..]),
        ("developer", &["name", "email", "phone", "wechat", "qq"]),
        ("guide", &["updated", "effective"]),
        ("service-provider", &["name"]),
    ] {
        let has_contact = section == "developer"
            && CONTACTS.iter().any(|name| given(&format!("developer.{name}")).is_some());
        for name in names {
            let key = format!("{section}.{name}");
            let fault = |zh: &str, en: &str| Fault {
                line: customer.line,
                column: Some(key.clone()),
                message: Text::new(zh, en),
            };
            let (plain, english) = (given(&key), given(&format!("{key}.en")));
            let new = match (plain, english) {
                (None, None) if has_contact && CONTACTS.contains(name) => None,
                (None, None) => continue,
                (Some(text), None) if section == "guide" => Some(date(text).ok_or_else(|| {
                    fault(
                        "不是日期，应写成 2026-11-29 这样",
                        "it is not a date in the form 2026-11-29",
                    )
                })?),
                (Some(text), None) => Some(text.into()),
                (chinese, english) => Some(in_languages(chinese, english)),
            };
            let there =
                document.entry(section).or_insert_with(toml_edit::table).as_table_like_mut();
            set(
                there
                    .ok_or_else(|| fault("模板里这里不是表", "the template has no table there"))?,
                name,
                new,
            );
        }
    }
    Ok(document.to_string())
}

fn date(text: &str) -> Option<Value> {
    let date: Datetime = text.parse().ok()?;
    (date.date.is_some() && date.time.is_none()).then(|| date.into())
}

fn in_languages(chinese: Option<&str>, english: Option<&str>) -> Value {
    let texts = [("zh-CN", chinese), ("en", english)];
    Value::InlineTable(
        texts
            .into_iter()
            .filter_map(|(language, text)| Some((language, text?)))
            .collect::<InlineTable>(),
    )
}

/// Replaces a value and keeps its comments.
fn set(table: &mut dyn TableLike, name: &str, new: Option<Value>) {
    let Some(mut new) = new else {
        table.remove(name);
        return;
    };
    match table.get_mut(name) {
        Some(there) => {
            if let Some(old) = there.as_value() {
                *new.decor_mut() = old.decor().clone();
            }
            *there = Item::Value(new);
        }
        None => drop(table.insert(name, Item::Value(new))),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::row::KEYS, *};

    fn over(template: &str, values: &[(&str, &str)]) -> Result<String, Option<String>> {
        let values =
            values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let (id, files) = ("a".to_owned(), Vec::new());
        let customer = Customer { id, appid: None, values, files, line: 2 };
        laid_over(&template.parse().expect("TOML"), None, &customer).map_err(|fault| fault.column)
    }

    const TEMPLATE: &str = "format = 2 # as ever\n[developer]\nname = { zh-CN = \"模板\", en = \"T\" } # theirs\nemail = \"t@t.cn\"\n\n\
         [information.Location]\npurpose = \"x\"\n";

    #[test]
    fn values_are_replaced_or_added_and_comments_stay() {
        assert_eq!(over(TEMPLATE, &[]).expect("good"), TEMPLATE);
        assert_eq!(
            over(
                TEMPLATE,
                &[
                    ("developer.phone", "010"),
                    ("developer.name", "甲"),
                    ("guide.updated", "2026-11-29")
                ]
            )
            .expect("good"),
            "format = 2 # as ever\n[developer]\nname = \"甲\" # theirs\nphone = \"010\"\n\n[information.Location]\npurpose = \"x\"\n\n\
             [guide]\nupdated = 2026-11-29\n"
        );
        assert_eq!(
            over("", &[("program.name.en", "Shop")]).expect("good"),
            "[program]\nname = { en = \"Shop\" }\n",
            "a name of one language alone"
        );
    }

    #[test]
    fn every_key_reaches_the_text_and_no_value_is_more_than_a_value() {
        for key in KEYS {
            let value = if key.starts_with("guide") { "2026-11-29" } else { "A\"\n[rules]\n页" };
            let text = over(TEMPLATE, &[(key, value)]).expect("good");
            assert_ne!(text, TEMPLATE, "{key}");
            let read: DocumentMut = text.parse().expect("TOML");
            assert!(read.get("rules").is_none(), "{text}");
            let mut parts = key.split('.');
            let item = &read[parts.next().expect("a section")][parts.next().expect("a name")];
            let item = parts.next().map_or(item, |language| &item[language]);
            assert_eq!(
                item.as_str().map_or_else(|| item.to_string().trim().to_owned(), str::to_owned),
                value,
                "{key}"
            );
        }
    }

    #[test]
    fn what_is_no_value_is_refused_with_its_column() {
        for date in ["soon", "2026-13-01", "2026-11-29T10:00:00", "10:00:00"] {
            assert_eq!(
                over(TEMPLATE, &[("guide.updated", date)]),
                Err(Some("guide.updated".to_owned())),
                "{date}"
            );
        }
        assert_eq!(
            over("developer = 1\n", &[("developer.name", "x")]),
            Err(Some("developer.name".to_owned()))
        );
    }
}
