//! Adds what is missing to an existing `privguide.toml`, without changing comments, order and
//! style.
//!
//! The parsed document is only used to find *where* a block belongs; the text around it does not
//! change by a single byte.

use toml_edit::{Document, Item};

use super::{
    Declarations, DeclaredParty, Draft, DraftParty, Spanned, declared_sdk,
    draft::{empty_text, information_block, information_comment, key, party_block, plugin_block},
    parse,
};
use crate::{language::Language, tree::SourceText};

/// Why nothing could be added.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DeclareError {
    /// The file contains mistakes that must be corrected first.
    #[error("privguide.toml must be corrected first")]
    Unreadable,
}

impl Draft {
    /// Adds the information types, plugins and third parties of the draft that the text of
    /// `privguide.toml` does not declare yet. The text is unchanged if none is missing.
    ///
    /// # Errors
    /// When the file is not TOML, or of a newer format.
    pub fn add_to(&self, source: &SourceText) -> Result<String, DeclareError> {
        declare(source, self)
    }
}

fn declare(source: &SourceText, draft: &Draft) -> Result<String, DeclareError> {
    let parsed = parse(source.clone());
    if !parsed.is_readable() {
        return Err(DeclareError::Unreadable);
    }
    let declarations = parsed.declarations;
    let languages: Vec<Language> =
        declarations.guide.languages.iter().map(|language| language.value).collect();
    let newline = if source.text().contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = source.text().to_owned();

    let missing: Vec<_> = draft
        .information
        .iter()
        .filter(|wanted| declarations.information(&wanted.id).is_none())
        .collect();
    if !missing.is_empty() {
        let short = short_style(&declarations);
        let blocks: Vec<String> = missing
            .iter()
            .map(|wanted| {
                if short {
                    format!(
                        "{}{} = {}\n",
                        information_comment(wanted),
                        key(&wanted.id),
                        empty_text(&languages)
                    )
                } else {
                    format!("\n{}", information_block(wanted, &languages))
                }
            })
            .collect();
        insert(&mut text, "information", &blocks.concat().replace('\n', newline))?;
    }

    let known = |appid: &str| {
        declarations
            .plugins
            .iter()
            .any(|plugin| plugin.id.as_ref().is_some_and(|id| id.value == appid))
    };
    let blocks: Vec<String> = draft
        .plugins
        .iter()
        .filter(|plugin| !known(&plugin.appid))
        .map(|plugin| format!("\n{}", plugin_block(plugin, &languages)))
        .collect();
    if !blocks.is_empty() {
        insert(&mut text, "plugin", &blocks.concat().replace('\n', newline))?;
    }
    for draft in draft.parties.iter().filter(|draft| !is_declared(&declarations, draft)) {
        let section = if draft.has_code { "sdk" } else { "recipient" };
        insert(
            &mut text,
            section,
            &format!("\n{}", party_block(draft, &languages)).replace('\n', newline),
        )?;
    }
    if text != source.text()
        && !parse(SourceText::new(source.path().clone(), text.clone())).is_readable()
    {
        return Err(DeclareError::Unreadable);
    }
    Ok(text)
}

/// Whether the third party is declared, as an SDK or as the recipient with its hosts.
fn is_declared(declarations: &Declarations, draft: &DraftParty) -> bool {
    let of_row = |recipient: &DeclaredParty| {
        let by_id = recipient.id.as_ref().is_some_and(|id| id.value == draft.party.id);
        by_id
            || recipient.hosts.iter().any(|host| {
                declarations
                    .third_parties()
                    .of_host(&host.value)
                    .is_some_and(|party| party.id == draft.party.id)
            })
    };
    declared_sdk(&declarations.sdks, &draft.party).is_some()
        || !draft.has_code && declarations.recipients.iter().any(of_row)
}

/// True if the last information type is declared in short form, with its purpose only: `Location =
/// "…"` below `[information]`.
fn short_style(declarations: &Declarations) -> bool {
    declarations.information.last().is_some_and(|last| {
        let Spanned { span, .. } = &last.id;
        let line = declarations.source.text()[..span.start].rsplit('\n').next().unwrap_or("");
        line.trim().is_empty() && last.span == *span
    })
}

/// Inserts a block after the last table of a section, or at the end of the file if there is none.
fn insert(text: &mut String, section: &str, block: &str) -> Result<(), DeclareError> {
    let document = Document::parse(text.as_str()).map_err(|_| DeclareError::Unreadable)?;
    let mut headers = Vec::new();
    collect_headers(document.as_item(), None, &mut headers);
    headers.sort_unstable();
    let last = headers.iter().filter(|(_, name)| name == section).map(|(start, _)| *start).max();
    let next =
        last.and_then(|last| headers.iter().map(|(start, _)| *start).find(|start| *start > last));
    let at = next.map_or(text.len(), |next| above_comments(text, next));
    let newline = if block.contains("\r\n") { "\r\n" } else { "\n" };
    let mut block = block.to_owned();
    if at == text.len() {
        if !text.is_empty() && !text.ends_with('\n') {
            block.insert_str(0, newline);
        }
    } else {
        // The blank line that separated the neighbours now separates the block from the one before
        // it.
        let had_blank =
            block.starts_with(newline) && text[..at].ends_with(&format!("{newline}{newline}"));
        if had_blank {
            block.replace_range(..newline.len(), "");
            block.push_str(newline);
        }
    }
    text.insert_str(at, &block);
    Ok(())
}

/// Collects every `[header]` and `[[header]]` with the first part of its name.
fn collect_headers(item: &Item, section: Option<&str>, headers: &mut Vec<(usize, String)>) {
    match item {
        Item::Table(table) => {
            if let (Some(section), Some(span), false) =
                (section, table.span(), table.is_implicit() || table.is_dotted())
            {
                headers.push((span.start, section.to_owned()));
            }
            for (key, item) in table {
                collect_headers(item, Some(section.unwrap_or(key)), headers);
            }
        }
        Item::ArrayOfTables(tables) => {
            for table in tables {
                headers.extend(
                    table
                        .span()
                        .zip(section)
                        .map(|(span, section)| (span.start, section.to_owned())),
                );
                for (_, item) in table {
                    collect_headers(item, section, headers);
                }
            }
        }
        _ => {}
    }
}

/// The start of the comment lines directly before an offset: they belong to what follows them.
fn above_comments(text: &str, offset: usize) -> usize {
    let mut at = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    while at > 0 {
        let start = text[..at - 1].rfind('\n').map_or(0, |newline| newline + 1);
        if !text[start..at].trim_start().starts_with('#') {
            break;
        }
        at = start;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        declaration::{DraftInformation, DraftPlugin},
        tree::TreePath,
    };

    fn wanted(ids: &[&str], plugins: &[&str]) -> Draft {
        Draft {
            information: ids
                .iter()
                .map(|&id| DraftInformation { id: id.into(), uses: Vec::new() })
                .collect(),
            plugins: plugins
                .iter()
                .map(|&appid| DraftPlugin { alias: "x".into(), appid: appid.into() })
                .collect(),
            ..Draft::default()
        }
    }

    fn declared(text: &str, draft: &Draft) -> String {
        let once = declare(&SourceText::new(TreePath::root(), text), draft).expect("readable");
        let twice =
            declare(&SourceText::new(TreePath::root(), once.clone()), draft).expect("readable");
        assert_eq!(once, twice, "a second run changes nothing");
        once
    }

    #[test]
    fn a_block_joins_its_own_kind_and_nothing_else_moves() {
        let text = "format = 1 # one\n\n[information.Location] # here\npurpose = 'x'\n\n# about the plugin\n[[plugin]]\nname = \"p\"\n";
        assert_eq!(
            declared(text, &wanted(&["Location", "Album"], &[])),
            "format = 1 # one\n\n[information.Location] # here\npurpose = 'x'\n\n# 收集你选中的照片或视频信息 / collect the photos or videos you select\n\
             # 例如：在评价里上传商品照片 / for example: attach photos of the goods to your review\n[information.Album]\npurpose = \"\"\n\n# about the plugin\n[[plugin]]\nname = \"p\"\n"
        );
    }

    #[test]
    fn the_short_style_is_kept() {
        let text = "format = 1\n[information]\nLocation = \"x\"\n";
        let result = declared(text, &wanted(&["Clipboard"], &[]));
        assert!(result.starts_with(text) && result.ends_with("\nClipboard = \"\"\n"), "{result}");
    }

    #[test]
    fn line_breaks_are_those_of_the_file() {
        let result = declared("format = 1\r\n", &wanted(&["Album"], &["wx1"]));
        assert_eq!(result.matches('\n').count(), result.matches("\r\n").count());
    }

    #[test]
    fn plugins_are_matched_by_appid() {
        let text = "format = 1\n[[plugin]]\nappid = \"wx1\"\n[plugin.information]\nLocation = \"x\"\n[rules]\n";
        let result = declared(text, &wanted(&[], &["wx1", "wx2"]));
        assert_eq!(result.matches("[[plugin]]").count(), 2);
        assert!(result.find("wx2") < result.find("[rules]"), "{result}");
    }

    #[test]
    fn inline_and_dotted_information_can_be_added_to() {
        for text in [
            "format = 1\ninformation.Location.purpose = \"x\"\n",
            "format = 1\n[information.Location]\n# the end",
        ] {
            let result = declared(text, &wanted(&["Album"], &[]));
            assert!(result.contains("[information.Album]"), "{result}");
        }
        let inline =
            SourceText::new(TreePath::root(), "format = 1\ninformation = { Location = \"x\" }\n");
        assert_eq!(declare(&inline, &wanted(&["Album"], &[])), Err(DeclareError::Unreadable));
    }
}
