//! Converts links in pages of the repository for a book.

/// Replaces every relative link target of a page by `to`; targets with a scheme, targets within the
/// page, and code are not changed.
pub fn replaced(text: &str, to: impl Fn(&str) -> String) -> String {
    let mut in_block = false;
    let line = |line: &str| {
        let is_fence = line.trim_start().starts_with("```");
        in_block ^= is_fence;
        if in_block || is_fence { line.to_owned() } else { in_line(line, &to) }
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Every second piece between backticks is code.
fn in_line(line: &str, to: &impl Fn(&str) -> String) -> String {
    let pieces = line.split('`').enumerate();
    pieces
        .map(|(at, piece)| if at % 2 == 0 { in_prose(piece, to) } else { piece.to_owned() })
        .collect::<Vec<_>>()
        .join("`")
}

fn in_prose(text: &str, to: &impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let (before, after) = rest.split_at(at + 2);
        out.push_str(before);
        let end = after.find(')').unwrap_or(after.len());
        let target = &after[..end];
        let stays =
            target.contains("://") || target.starts_with('#') || target.starts_with("mailto:");
        out.push_str(&if stays { target.to_owned() } else { to(target) });
        rest = &after[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_relative_targets_are_replaced() {
        let text = "[a](b.md), ![p](c.svg), [w](https://x.test/y), [h](#part), [`code`](d.md), `wx[name](y)`\n```js\nwx[name](y)\n```\n[e](f.md)\n";
        let expected = "[a](<b.md>), ![p](<c.svg>), [w](https://x.test/y), [h](#part), [`code`](<d.md>), `wx[name](y)`\n```js\nwx[name](y)\n```\n[e](<f.md>)\n";
        assert_eq!(replaced(text, |target| format!("<{target}>")), expected);
    }
}
