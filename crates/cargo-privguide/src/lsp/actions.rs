//! Code actions for a finding: a safe fix, a declaration, a comment that allows it.

use std::{collections::HashMap, ops::Range};

use gen_lsp_types::{CodeAction, CodeActionKind, TextEdit, WorkspaceEdit};
use privguide::{
    language::Text,
    review::{Finding, FindingPlace},
    tree::TreePath,
};

use super::{diagnostics::subjects, picture::Picture, position::Encoding, uri};

/// The actions for a range of a file.
pub fn actions_in(
    picture: &Picture,
    path: &TreePath,
    range: &Range<usize>,
    encoding: Encoding,
) -> Vec<CodeAction> {
    let mut out: Vec<CodeAction> = Vec::new();
    let mut add = |action: Option<CodeAction>| {
        if let Some(action) = action.filter(|action| !out.contains(action)) {
            out.push(action);
        }
    };
    for finding in &picture.findings {
        let touched = |place: &&FindingPlace| {
            place.place.file == *path
                && place.place.start <= range.end
                && range.start <= place.place.end
        };
        let Some(place) = subjects(finding).into_iter().find(touched) else { continue };
        add(cure(picture, finding, encoding));
        add(declare(picture, finding, encoding));
        add(allow(picture, finding, place, encoding));
    }
    out
}

/// Applies the safe fix of a finding.
fn cure(picture: &Picture, finding: &Finding, encoding: Encoding) -> Option<CodeAction> {
    let fix = finding.fix.as_ref()?;
    let mut edits: HashMap<_, Vec<TextEdit>> = HashMap::new();
    for edit in &fix.edits {
        let range = encoding.range(picture.text(&edit.file)?, &edit.range);
        let edit_of_text = TextEdit { range, new_text: edit.replacement.clone() };
        edits.entry(uri::uri(&picture.on_disk(&edit.file))).or_default().push(edit_of_text);
    }
    Some(CodeAction {
        is_preferred: Some(true),
        ..action(fix.title.get(picture.language).to_owned(), edits)
    })
}

/// Adds the missing declaration to `privguide.toml`.
fn declare(picture: &Picture, finding: &Finding, encoding: Encoding) -> Option<CodeAction> {
    let draft = picture.project.as_ref()?.draft();
    let wanted = match finding.rule {
        "undeclared-information" => draft.only_information(&finding.information),
        "undeclared-plugin" => draft.only_plugins(),
        "undeclared-sdk" | "undeclared-recipient" => draft.only_recipients(),
        _ => return None,
    };
    let source = &picture.declarations()?.source;
    let after = wanted.add_to(source).ok()?;
    let edit = smallest(source.text(), &after, encoding)?;
    let what = if finding.information.is_empty() {
        String::new()
    } else {
        format!(" {}", finding.information.join(", "))
    };
    let title = Text::new(
        format!("在 privguide.toml 里声明{what}"),
        format!("Declare{what} in privguide.toml"),
    );
    let edits = HashMap::from([(uri::uri(&picture.on_disk(source.path())), vec![edit])]);
    Some(action(title.get(picture.language).to_owned(), edits))
}

/// Adds a comment that allows the finding at its place. The user has to add the reason: until then,
/// the missing reason is a finding.
fn allow(
    picture: &Picture,
    finding: &Finding,
    place: &FindingPlace,
    encoding: Encoding,
) -> Option<CodeAction> {
    let (at, comment) = comment(
        picture.text(&place.place.file)?,
        &place.place.file,
        place.place.start,
        finding.rule,
    )?;
    let position = encoding.position(picture.text(&place.place.file)?, at);
    let edit = TextEdit {
        range: gen_lsp_types::Range { start: position, end: position },
        new_text: comment,
    };
    let title = Text::new(
        format!("用注释允许这里的 {}（要写理由）", finding.rule),
        format!("Allow {} here with a comment (a reason is needed)", finding.rule),
    );
    let edits = HashMap::from([(uri::uri(&picture.on_disk(&place.place.file)), vec![edit])]);
    Some(action(title.get(picture.language).to_owned(), edits))
}

/// The offset and text of a comment for a place; `None` if the file has no comments.
fn comment(text: &str, path: &TreePath, start: usize, rule: &str) -> Option<(usize, String)> {
    let line_start = text[..start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
    let indent: String =
        text[line_start..].chars().take_while(|letter| *letter == ' ' || *letter == '\t').collect();
    let end = if text[line_start..].split('\n').next().is_some_and(|line| line.ends_with('\r')) {
        "\r\n"
    } else {
        "\n"
    };
    let is_element = text[start.min(text.len())..].starts_with('<');
    let extension = path.extension();
    let in_markup = match extension {
        "wxml" | "html" | "axml" => true,
        // In a single-file component, only the content of templates is markup.
        "vue" | "uvue" | "nvue" | "mpx" | "wpy" => {
            let before = &text[..start.min(text.len())];
            before
                .rfind("<template")
                .is_some_and(|open| before.rfind("<script").is_none_or(|script| script < open))
        }
        _ => false,
    };
    if in_markup {
        let comment = format!("<!-- privguide-allow {rule}: -->");
        // Only directly before an element is it certain that the comment is not inside the
        // attribute of another one.
        return is_element.then(|| {
            let alone = line_start + indent.len() == start;
            if alone { (line_start, format!("{indent}{comment}{end}")) } else { (start, comment) }
        });
    }
    match extension {
        // In a JSX element, only a comment among its attributes is certainly a comment.
        "jsx" | "tsx" | "js" | "ts" if is_element => {
            let name = text[start + 1..]
                .bytes()
                .take_while(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
                .count();
            Some((start + 1 + name, format!(" /* privguide-allow {rule}: */")))
        }
        "js" | "ts" | "mjs" | "cjs" | "mts" | "cts" | "jsx" | "tsx" | "wxs" | "uts" | "rs"
        | "vue" | "uvue" | "nvue" | "mpx" | "wpy" => {
            Some((line_start, format!("{indent}// privguide-allow {rule}: {end}")))
        }
        _ => None,
    }
}

/// The smallest single edit that changes one text to the other.
fn smallest(before: &str, after: &str, encoding: Encoding) -> Option<TextEdit> {
    if before == after {
        return None;
    }
    let common = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = common(&mut before.chars(), &mut after.chars());
    let end = common(&mut before[start..].chars().rev(), &mut after[start..].chars().rev());
    let range = encoding.range(before, &(start..before.len() - end));
    Some(TextEdit { range, new_text: after[start..after.len() - end].to_owned() })
}

fn action(title: String, edits: HashMap<gen_lsp_types::Uri, Vec<TextEdit>>) -> CodeAction {
    let edit = WorkspaceEdit { changes: Some(edits), ..WorkspaceEdit::default() };
    CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        edit: Some(edit),
        ..CodeAction::default()
    }
}

#[cfg(test)]
mod tests {
    use privguide::{internals::suppressions, tree::SourceText};

    use super::*;

    /// The text with the comment, and the line that the comment applies to.
    fn allowed(name: &str, text: &str, needle: &str) -> Option<(String, u32)> {
        let path = TreePath::new(name).expect("inside");
        let (at, comment) =
            comment(text, &path, text.find(needle).expect("it is there"), "a-rule")?;
        let mut after = text.to_owned();
        after.insert_str(at, &comment);
        let found = suppressions(&SourceText::new(path, after.clone()));
        assert_eq!(found.len(), 1, "{after}");
        assert_eq!(found[0].0, "a-rule");
        Some((after, found[0].1))
    }

    #[test]
    fn the_comment_is_read_as_one_for_the_line_of_the_place() {
        for (name, text, needle) in [
            ("a.js", "f()\n  wx.getLocation()\n", "wx."),
            ("a.ts", "f()\r\n  wx.getLocation()\r\n", "wx."),
            ("a.wxml", "<view>\n  <camera/>\n</view>", "<camera"),
            ("a.wxml", "<view\n  a=\"b\"><camera/></view>", "<camera"),
            (
                "a.vue",
                "<template>\n  <camera/>\n</template>\n<script>\nwx.a()\n</script>",
                "<camera",
            ),
            ("a.vue", "<template>\n  <camera/>\n</template>\n<script>\nwx.a()\n</script>", "wx.a"),
            ("a.tsx", "const a = <View>\n  <Camera mode=\"x\" />\n</View>", "<Camera"),
        ] {
            let (after, line) = allowed(name, text, needle).expect("a comment");
            let place = SourceText::new(TreePath::root(), after.clone())
                .place(after.find(needle).expect("still there")..0)
                .line;
            assert_eq!(line, place, "{after}");
        }
    }

    #[test]
    fn where_no_comment_is_certain_there_is_none() {
        assert_eq!(allowed("a.json", "{ \"a\": 1 }", "\"a\""), None);
        assert_eq!(allowed("a.wxml", "<view\n bindgetphonenumber=\"x\"/>", "bindget"), None);
    }

    #[test]
    fn an_edit_holds_what_differs_and_no_more() {
        let edit = smallest("首a\nb\n", "首a\nx\nb\n", Encoding::Utf16).expect("they differ");
        assert_eq!(
            (edit.range.start.line, edit.range.start.character, edit.new_text.as_str()),
            (1, 0, "x\n")
        );
        assert_eq!(smallest("a", "a", Encoding::Utf16), None);
    }
}
