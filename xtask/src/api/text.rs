//! Signatures as they are written in the source, on one line.

/// The text from an offset to the end of a signature, field or variant: up to one of `ends` outside
/// of all brackets, without comments.
pub fn until_end(source: &str, start: usize, ends: &[char]) -> String {
    let text: String = source[start..]
        .split_inclusive('\n')
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let mut depth = 0_i32;
    let mut before = ' ';
    let mut end = text.len();
    for (at, letter) in text.char_indices() {
        if depth == 0 && ends.contains(&letter) {
            end = at;
            break;
        }
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' && before != '=' => depth -= 1,
            _ => {}
        }
        before = letter;
    }
    let text = text[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace(",)", ")")
        .replace(", )", ")")
        .replace("( ", "(")
        .replace(", }", " }")
        .trim_end_matches(',')
        .to_owned()
}

/// The offset of a place with a line from 1 and a column in characters from 0.
pub fn offset(source: &str, line: usize, column: usize) -> usize {
    let start: usize =
        source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &source[start..];
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_ends_at_its_brace() {
        let source =
            "pub fn a<T: Into<String>>(\n    &self,\n    x: [u8; 4],\n) -> Option<T> {\n    x\n}\n";
        let start = offset(source, 1, 7);
        assert_eq!(
            until_end(source, start, &['{', ';']),
            "a<T: Into<String>>(&self, x: [u8; 4]) -> Option<T>"
        );
    }

    #[test]
    fn a_variant_holds_its_fields_without_their_comments() {
        let source = "Member {\n        /// A name.\n        member: String,\n    },\n    Next,\n}";
        assert_eq!(until_end(source, 0, &[',', '}', '=']), "Member { member: String }");
        assert_eq!(until_end("Last\n}", 0, &[',', '}', '=']), "Last");
    }

    #[test]
    fn a_field_ends_at_its_comma() {
        assert_eq!(
            until_end("map: BTreeMap<A, (B, C)>,\n    next: u8", 0, &[',', '}']),
            "map: BTreeMap<A, (B, C)>"
        );
    }
}
