//! Applies a customer's overlay file to the template's declarations. It contains what a cell of a
//! table cannot hold.

use privguide::language::Text;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use super::row::CONTACTS;

/// Tables that are merged key by key, with their keys.
const TABLES: &[(&str, &[&str])] = &[
    ("program", &["name"]),
    ("developer", &["name", "email", "phone", "wechat", "qq"]),
    ("guide", &["updated", "effective", "notice", "storage"]),
    ("service-provider", &["name"]),
    ("supplement", &["files"]),
];
/// Tables of third parties, and the keys that identify an entry: the first one that is present is
/// used.
const PARTIES: &[(&str, &[&str])] =
    &[("plugin", &["appid"]), ("sdk", &["id", "name"]), ("recipient", &["id", "name", "hosts"])];

/// Applies the overlay: a key replaces that of the template, and a contact replaces all contacts. A
/// third party replaces the one with the same identity, or is added.
pub(super) fn lay(overlay: &DocumentMut, document: &mut DocumentMut) -> Result<(), Text> {
    for (name, item) in overlay.iter() {
        if let Some((_, keys)) = TABLES.iter().find(|(table, _)| *table == name) {
            table(name, item, keys, document)?;
        } else if let Some((_, known_by)) = PARTIES.iter().find(|(table, _)| *table == name) {
            parties(name, item, known_by, document)?;
        } else {
            let all = TABLES.iter().chain(PARTIES).map(|(table, _)| *table);
            return Err(refused(name, &all.collect::<Vec<_>>()));
        }
    }
    Ok(())
}

fn table(name: &str, item: &Item, keys: &[&str], document: &mut DocumentMut) -> Result<(), Text> {
    let given = item.as_table_like().ok_or_else(|| no_table(name))?;
    let there = document
        .entry(name)
        .or_insert_with(toml_edit::table)
        .as_table_like_mut()
        .ok_or_else(|| no_table(name))?;
    if name == "developer" && CONTACTS.iter().any(|contact| given.contains_key(contact)) {
        for contact in CONTACTS {
            there.remove(contact);
        }
    }
    for (key, value) in given.iter() {
        if !keys.contains(&key) {
            return Err(refused(&format!("{name}.{key}"), keys));
        }
        there.insert(key, value.clone());
    }
    Ok(())
}

fn parties(
    name: &str,
    item: &Item,
    known_by: &[&str],
    document: &mut DocumentMut,
) -> Result<(), Text> {
    let given = item.as_array_of_tables().ok_or_else(|| no_table(name))?;
    let there = document
        .entry(name)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or_else(|| no_table(name))?;
    for party in given {
        let same = identity(party, known_by).and_then(|identity| {
            there.iter().position(|one| self::identity(one, known_by) == Some(identity.clone()))
        });
        match same.and_then(|at| there.get_mut(at)) {
            Some(old) => *old = party.clone(),
            None => there.push(party.clone()),
        }
    }
    // In the order of the file, after the template's own tables.
    for party in there.iter_mut() {
        party.set_position(None);
    }
    Ok(())
}

fn identity(party: &Table, known_by: &[&str]) -> Option<String> {
    let key = known_by.iter().find(|key| party.contains_key(key))?;
    let value = party.get(key)?.as_value()?.clone().decorated("", "");
    Some(format!("{key} = {value}"))
}

fn no_table(name: &str) -> Text {
    Text::new(
        format!("{name} 的写法与 privguide.toml 不同，或模板里这里不是表"),
        format!("{name} is not written as in privguide.toml, or the template has no table there"),
    )
}

fn refused(name: &str, known: &[&str]) -> Text {
    let known = known.join(", ");
    Text::new(
        format!("不能有 {name}：收集哪些信息、为什么收集由模板声明；可用的是 {known}"),
        format!(
            "{name} is not allowed: the template declares the information types and their purposes; allowed are {known}"
        ),
    )
}

#[cfg(test)]
mod tests {
    use toml_edit::DocumentMut;

    use super::lay;

    fn over(template: &str, overlay: &str) -> Result<String, String> {
        let mut document: DocumentMut = template.parse().expect("TOML");
        lay(&overlay.parse().expect("TOML"), &mut document).map_err(|text| text.en)?;
        Ok(document.to_string())
    }

    const TEMPLATE: &str = "format = 2\n[developer]\nname = \"T\"\nemail = \"t@t.cn\" # theirs\n\n\
         [[sdk]]\nid = \"a\" # first\nscene = \"x\"\n\n[[sdk]]\nname = \"B\"\n";

    #[test]
    fn a_third_party_replaces_the_same_or_is_added_and_a_contact_replaces_all() {
        let overlay = "[developer]\nphone = \"010\"\n[service-provider]\nname = \"S\"\n\
             [[sdk]]\nname = \"B\"\nprovider = \"P\"\n[[sdk]]\nid = \"c\"\n[[recipient]]\nhosts = [\"h\"]\n";
        let text = over(TEMPLATE, overlay).expect("good");
        let read: DocumentMut = text.parse().expect("TOML");
        let sdks = read["sdk"].as_array_of_tables().expect("parties");
        let names: Vec<String> =
            sdks.iter().map(|sdk| sdk.to_string().replace('\n', ";")).collect();
        assert_eq!(sdks.len(), 3, "{names:?}");
        assert_eq!(sdks.get(1).and_then(|sdk| sdk["provider"].as_str()), Some("P"));
        assert_eq!(read["developer"]["phone"].as_str(), Some("010"));
        assert!(read["developer"].get("email").is_none() && text.contains("# first"), "{text}");
        assert_eq!(read["service-provider"]["name"].as_str(), Some("S"));
        assert_eq!(
            read["recipient"].as_array_of_tables().map(toml_edit::ArrayOfTables::len),
            Some(1)
        );
        assert_eq!(over(TEMPLATE, ""), Ok(TEMPLATE.to_owned()));
    }

    #[test]
    fn what_the_template_says_for_all_is_refused() {
        for (overlay, named) in [
            ("[information.Location]\npurpose = \"x\"\n", "information"),
            ("[rules]\nx = \"allow\"\n", "rules"),
            ("format = 1\n", "format"),
            ("[guide]\npath = \"../x\"\n", "guide.path"),
            ("[program]\nroot = \"x\"\n", "program.root"),
            ("sdk = 1\n", "sdk"),
            ("developer = 1\n", "developer"),
        ] {
            let message = over(TEMPLATE, overlay).expect_err(overlay);
            assert!(message.contains(named), "{message}");
        }
        assert!(over("sdk = 1\n", "[[sdk]]\nid = \"a\"\n").is_err());
    }
}
