//! The hover text at a position: the interface or information type, its declaration, and the chain
//! through which it is in the package.

use std::fmt::Write as _;

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind};
use privguide::{
    catalog::information_types,
    declaration::DeclaredInformation,
    language::{Language, Text},
    project::AnalysedProgram,
    review,
    scan::Use,
    tree::TreePath,
};

use super::{picture::Picture, position::Encoding};

/// The maximum number of files of a chain that are named.
const MOST_STEPS: usize = 8;

/// The hover for an offset in a file.
pub fn hover_at(
    picture: &Picture,
    path: &TreePath,
    text: &str,
    offset: usize,
    encoding: Encoding,
) -> Option<Hover> {
    let (markdown, bytes) = if let Some((analysed, found)) = picture.use_at(path, offset) {
        (of_use(picture, analysed, found), Some(found.place.start..found.place.end))
    } else if let Some(entry) = picture.declared_at(path, offset) {
        (of_declaration(picture, entry), Some(entry.span.clone()))
    } else {
        let word = word_at(text, offset)?;
        (explained(&text[word.clone()], picture)?, Some(word))
    };
    let contents = Contents::from(MarkupContent { kind: MarkupKind::Markdown, value: markdown });
    Some(Hover { contents, range: bytes.map(|bytes| encoding.range(text, &bytes)) })
}

fn of_use(picture: &Picture, analysed: &AnalysedProgram, found: &Use) -> String {
    let language = picture.language;
    let mut out = format!("**{}**\n\n", code(&found.interface.name));
    for id in &found.interface.information {
        let row = information_types().iter().find(|row| row.id == *id);
        let label = row.map_or_else(|| id.clone(), |row| row.label().get(language).to_owned());
        let _ = writeln!(out, "- {label} {}", code(id));
        let entry = picture.declarations().and_then(|known| known.information(id));
        let _ = writeln!(out, "  - {}", declared(entry, language));
        if let Some(sentence) = sentence(picture, id, entry) {
            let _ = writeln!(
                out,
                "  - {}{}",
                Text::new("指引：", "guide: ").get(language),
                escaped(&sentence)
            );
        }
    }
    if let Some(bringer) = &found.bringer {
        let _ = writeln!(out, "- {}", escaped(bringer.text().get(language)));
    }
    if let Some(chain) = analysed.program.chain(&found.place.file) {
        let left_out = chain.len().saturating_sub(MOST_STEPS);
        let mut shown: Vec<String> =
            chain.iter().take(MOST_STEPS / 2).map(|file| code(file.as_str())).collect();
        if left_out > 0 {
            shown.push(format!("… {left_out} …"));
        }
        shown.extend(
            chain
                .iter()
                .skip((MOST_STEPS / 2).max(chain.len().saturating_sub(MOST_STEPS / 2)))
                .map(|file| code(file.as_str())),
        );
        let _ = writeln!(
            out,
            "- {}{}",
            Text::new("为什么在包里：", "why it is in the package: ").get(language),
            shown.join(" → ")
        );
    }
    if let Some(more) = explained(&found.interface.name, picture) {
        // The name is already the heading.
        let more = more.split_once('\n').map_or("", |(_, rest)| rest);
        let _ = write!(out, "\n---\n{more}");
    }
    out
}

fn of_declaration(picture: &Picture, entry: &DeclaredInformation) -> String {
    let language = picture.language;
    let id = &entry.id.value;
    let places = picture.places_of(id);
    let count = match language {
        Language::ZhCn => format!("代码中用到 {} 处", places.len()),
        Language::En => format!("uses in the code: {}", places.len()),
    };
    let mut out = format!("{count}\n\n");
    for place in places.iter().take(MOST_STEPS) {
        let _ = writeln!(out, "- {}", code(&format!("{}:{}", place.file, place.line)));
    }
    if places.len() > MOST_STEPS {
        let _ = writeln!(out, "- …");
    }
    if let Some(sentence) = sentence(picture, id, Some(entry)) {
        let _ = writeln!(
            out,
            "\n{}{}",
            Text::new("指引：", "guide: ").get(language),
            escaped(&sentence)
        );
    }
    if let Some(more) = explained(id, picture) {
        let _ = write!(out, "\n---\n{more}");
    }
    out
}

fn declared(entry: Option<&DeclaredInformation>, language: Language) -> String {
    let Some(entry) = entry else {
        return Text::new("**没有声明**", "**not declared**").get(language).to_owned();
    };
    let given =
        entry.purpose.get(language).or(entry.purpose.zh.as_ref()).or(entry.purpose.en.as_ref());
    match given.map(|given| given.value.trim()).filter(|given| !given.is_empty()) {
        Some(given) => format!(
            "{}{}",
            Text::new("声明的用途：", "declared purpose: ").get(language),
            escaped(given)
        ),
        None => Text::new("已声明，还没有写用途", "declared, without a purpose yet")
            .get(language)
            .to_owned(),
    }
}

/// The sentence about an information type in the guide.
fn sentence(picture: &Picture, id: &str, entry: Option<&DeclaredInformation>) -> Option<String> {
    picture.project.as_ref()?.guide(picture.language)?.sentence_about(id, entry?)
}

/// The explanation of a name; for an interface, also that it needs no declaration.
fn explained(name: &str, picture: &Picture) -> Option<String> {
    let is_topic = review::Rule::named(name).is_some()
        || information_types().iter().any(|row| row.id == name)
        || name.contains('.') && !name.ends_with('.')
        || privguide::catalog::ProgramKind::ALL
            .into_iter()
            .any(|kind| privguide::catalog::Catalog::for_kind(kind).by_name(name).is_some());
    if !is_topic {
        return None;
    }
    let platform = ["uni.", "my.", "tt.", "Taro.", "mpx."]
        .into_iter()
        .find_map(|host| name.strip_prefix(host));
    let name = platform.map_or_else(|| name.to_owned(), |member| format!("wx.{member}"));
    let is_known = !name.contains('.')
        || name.starts_with("wx.")
        || name.starts_with("scope.")
        || review::Rule::named(&name).is_some();
    is_known.then(|| review::explain(&name, picture.language)).flatten()
}

/// The name at an offset: letters, digits and characters that join them.
fn word_at(text: &str, offset: usize) -> Option<std::ops::Range<usize>> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"._$-".contains(byte);
    let bytes = text.as_bytes();
    let offset = offset.min(bytes.len());
    let start = offset - bytes[..offset].iter().rev().take_while(|byte| is_part(byte)).count();
    let end = offset + bytes[offset..].iter().take_while(|byte| is_part(byte)).count();
    (start < end).then_some(start..end)
}

/// A name from the project as a code span, which it cannot end.
fn code(text: &str) -> String {
    let text = crate::output::one_line(text).replace('`', "'");
    format!("`{text}`")
}

/// Escapes text from the project for Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in crate::output::one_line(text).chars() {
        if letter.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_the_whole_name() {
        let text = "a(wx.getLocation, 首)";
        let at = text.find("get").expect("it is there");
        assert_eq!(word_at(text, at).map(|word| &text[word]), Some("wx.getLocation"));
        assert_eq!(word_at("( )", 1), None);
    }

    #[test]
    fn a_purpose_stays_text() {
        assert_eq!(
            escaped("[x](javascript:1) <b>\n# y"),
            "\\[x\\]\\(javascript\\:1\\) \\<b\\> \\# y"
        );
        assert_eq!(code("a`b"), "`a'b`");
    }
}
