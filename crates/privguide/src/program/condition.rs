//! Conditional compilation: which parts of a text are for WeChat.
//!
//! uni-app's compiler cuts them out before anything is parsed; the halves need not be well formed by themselves. What is cut becomes
//! blanks here, so that every offset stays an offset of the file.

use std::{borrow::Cow, ops::Range};

/// Which names hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// The Vue of the project, when it is known.
    pub vue: Option<Vue>,
}

/// The two generations of Vue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vue {
    /// `VUE2` holds.
    Two,
    /// `VUE3` holds.
    Three,
}

/// What a directive asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    If,
    IfNot,
    ElseIf,
    Else,
    End,
}

/// A directive in its comment.
struct Mark<'a> {
    directive: Directive,
    condition: &'a str,
    /// The whole comment.
    range: Range<usize>,
}

/// One open `#ifdef`.
struct Block {
    /// What was around it is kept.
    outer: bool,
    /// One of its branches was certainly taken.
    taken: bool,
    /// The present branch is kept.
    keeps: bool,
}

impl Conditions {
    /// The text with everything that is not for WeChat blanked; line breaks stay. Unchanged when it has no directives.
    #[must_use]
    pub fn cut(self, text: &str) -> Cow<'_, str> {
        let mut open: Vec<Block> = Vec::new();
        let mut cut: Vec<Range<usize>> = Vec::new();
        let mut from = None;
        for mark in marks(text) {
            let outer = open.last().is_none_or(|block| block.outer && block.keeps);
            match mark.directive {
                Directive::If | Directive::IfNot => {
                    let (holds, fails) = self.holds(mark.condition);
                    let (keeps, taken) = if mark.directive == Directive::If { (holds, !fails) } else { (fails, !holds) };
                    open.push(Block { outer, taken, keeps });
                }
                Directive::ElseIf | Directive::Else => {
                    if let Some(block) = open.last_mut() {
                        let (holds, fails) =
                            if mark.directive == Directive::Else { (true, false) } else { self.holds(mark.condition) };
                        block.keeps = holds && !block.taken;
                        block.taken |= !fails;
                    }
                }
                Directive::End => drop(open.pop()),
            }
            let keeps = open.last().is_none_or(|block| block.outer && block.keeps);
            match (from, keeps) {
                (None, false) => from = Some(mark.range.end),
                (Some(start), true) => {
                    cut.push(start..mark.range.start);
                    from = None;
                }
                _ => {}
            }
        }
        // A block that is never closed is no block: the compiler leaves it alone.
        if cut.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(blank(text, &cut)) }
    }

    /// Whether a condition can hold, and whether it can fail. Both when that is not known.
    fn holds(self, condition: &str) -> (bool, bool) {
        let any = |all: (bool, bool), one: (bool, bool)| (all.0 || one.0, all.1 && one.1);
        let every = |all: (bool, bool), one: (bool, bool)| (all.0 && one.0, all.1 || one.1);
        let alternative = |text: &str| text.split("&&").map(|name| self.name(name)).fold((true, false), every);
        condition.split("||").map(alternative).fold((false, true), any)
    }

    fn name(self, name: &str) -> (bool, bool) {
        let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | ','));
        if let Some(name) = name.strip_prefix('!') {
            let (holds, fails) = self.name(name);
            return (fails, holds);
        }
        let is = |holds: bool| (holds, !holds);
        match name {
            "MP-WEIXIN" | "MP" | "UNI-APP" => is(true),
            "VUE2" => self.vue.map_or((true, true), |vue| is(vue == Vue::Two)),
            "VUE3" => self.vue.map_or((true, true), |vue| is(vue == Vue::Three)),
            // Versions of the compiler are not known here.
            name if name.contains(['>', '<', '=']) => (true, true),
            _ => is(false),
        }
    }
}

/// Replaces ranges by blanks, byte for byte, keeping line breaks. The ranges lie on character boundaries.
#[must_use]
pub fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        blanked.push_str(&text[at..range.start]);
        blanked
            .extend(text[range.clone()].bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
        at = range.end;
    }
    blanked.push_str(&text[at..]);
    blanked
}

/// The directives of a text, in order.
fn marks(text: &str) -> impl Iterator<Item = Mark<'_>> {
    memchr::memchr_iter(b'#', text.as_bytes()).filter_map(|at| mark(text, at))
}

fn mark(text: &str, at: usize) -> Option<Mark<'_>> {
    const DIRECTIVES: [(&str, Directive); 5] = [
        ("ifdef", Directive::If),
        ("ifndef", Directive::IfNot),
        ("elif", Directive::ElseIf),
        ("else", Directive::Else),
        ("endif", Directive::End),
    ];
    let rest = &text[at + 1..];
    let &(word, directive) = DIRECTIVES.iter().find(|(word, _)| rest.starts_with(word))?;
    let rest = &rest[word.len()..];
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let before = text[..at].trim_end_matches([' ', '\t']);
    let (opening, closing) = [("<!--", "-->"), ("//", ""), ("/*", "*/")].into_iter().find(|(open, _)| before.ends_with(open))?;
    let line = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
    let closed = Some(closing).filter(|closing| !closing.is_empty()).and_then(|closing| line.find(closing));
    let condition = &line[..closed.unwrap_or(line.len())];
    let end = at + 1 + word.len() + condition.len() + closed.map_or(0, |_| closing.len());
    Some(Mark { directive, condition, range: before.len() - opening.len()..end })
}

#[cfg(test)]
mod tests {
    use super::{Conditions, Vue};

    fn kept(text: &str) -> String {
        let cut = Conditions { vue: Some(Vue::Three) }.cut(text).into_owned();
        assert_eq!(cut.len(), text.len(), "offsets stay: {text}");
        assert_eq!(cut.matches('\n').count(), text.matches('\n').count(), "lines stay: {text}");
        cut.split_whitespace().filter(|word| word.len() == 1 && word.starts_with(char::is_alphabetic)).collect()
    }

    #[test]
    fn only_what_is_for_wechat_stays() {
        for (text, expected) in [
            ("a\n// #ifdef MP-WEIXIN\nb\n// #endif\nc", "abc"),
            ("a\n// #ifdef H5\nb 中\n// #endif\nc", "ac"),
            ("a\n// #ifndef H5\nb\n// #endif\nc", "abc"),
            ("a\n//#ifdef APP-PLUS || MP-WEIXIN\nb\n//#endif\nc", "abc"),
            ("a\n/* #ifdef APP-PLUS||H5 */ b /* #endif */ c", "ac"),
            ("a <!-- #ifdef (MP-WEIXIN) --> b <!-- #endif --> <!--#ifndef MP--> c <!--#endif--> d", "abd"),
            ("// #ifdef VUE3\na\n// #endif\n// #ifndef VUE3\nb\n// #endif", "a"),
            ("// #ifdef uniVersion > 3.9\na\n// #endif\n// #ifndef uniVersion > 3.9\nb\n// #endif", "ab"),
            ("// #ifdef MP-WEIXIN && VUE2\na\n// #endif\nb", "b"),
            ("// #ifdef H5\na\n// #else\nb\n// #endif\nc", "bc"),
        ] {
            assert_eq!(kept(text), expected, "{text}");
        }
    }

    #[test]
    fn blocks_nest() {
        let text = "// #ifdef H5\na\n// #ifdef MP\nb\n// #endif\nc\n// #endif\nd\n// #ifdef MP\ne\n// #ifdef H5\nf\n// #endif\ng\n// #endif\nh";
        assert_eq!(kept(text), "degh");
    }

    #[test]
    fn what_is_no_directive_stays() {
        for text in ["'#ifdef GL_ES\\n' + a", "a // #ifdefine H5\nb", "// #endif\na", "// #ifdef H5\na", "/* see: #ifdef H5 */ a"]
        {
            assert_eq!(Conditions::default().cut(text), text);
        }
    }

    #[test]
    fn half_an_expression_can_be_conditional() {
        let text = "let x =\n// #ifdef H5\n1;\n// #endif\n// #ifdef MP\n2;\n// #endif";
        let cut = Conditions::default().cut(text);
        assert_eq!(
            cut.lines().filter(|line| !line.contains('#') && !line.trim().is_empty()).collect::<Vec<_>>(),
            ["let x =", "2;"]
        );
    }
}
