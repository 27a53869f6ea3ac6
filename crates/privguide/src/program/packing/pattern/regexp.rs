//! JavaScript regular expressions, as far as testing a path or a tag needs them: without
//! backreferences.

use std::{iter::Peekable, str::Chars};

use super::{NotAPattern, OutOfSteps, PatternItem, PatternNode, Set, Steps, TextMatcher, captures};

/// The maximum nesting depth of brackets.
const MAX_DEPTH: usize = 100;

/// A regular expression.
#[derive(Debug)]
pub(in crate::program) struct RegExp {
    node: PatternNode,
    /// The number of capturing groups.
    groups: usize,
}

impl RegExp {
    /// # Errors
    /// If it is invalid, contains a backreference, or is nested too deep.
    pub(in crate::program) fn new(pattern: &str) -> Result<Self, NotAPattern> {
        let mut parser = RegexpParser {
            rest: pattern.chars().peekable(),
            depth: 0,
            groups: 0,
            is_beyond: false,
        };
        let node = parser.choice().filter(|_| parser.rest.peek().is_none());
        let why = if parser.is_beyond { NotAPattern::Beyond } else { NotAPattern::Invalid };
        Ok(Self { node: node.ok_or(why)?, groups: parser.groups })
    }

    /// True if it matches anywhere in the text.
    pub(in crate::program::packing) fn is_in(&self, text: &str, steps: &Steps) -> bool {
        let text: Vec<char> = text.chars().collect();
        let anywhere = vec![true; text.len() + 1];
        TextMatcher::new(&text, steps).run(&self.node, &anywhere, steps).contains(&true)
    }

    /// `text.replace(pattern, target)` of JavaScript: the first match is replaced, with `$1` in
    /// the target for a group. `None` if nothing matches; an error if that is not known, because it
    /// takes too many steps or none remain.
    pub(in crate::program) fn replaced(
        &self,
        text: &str,
        target: &str,
        steps: &Steps,
    ) -> Result<Option<String>, OutOfSteps> {
        captures::replaced(&self.node, self.groups, text, target, steps)
    }
}

struct RegexpParser<'p> {
    rest: Peekable<Chars<'p>>,
    depth: usize,
    groups: usize,
    /// Something that is not evaluated was found.
    is_beyond: bool,
}

impl RegexpParser<'_> {
    fn takes(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn takes_all(&mut self, wanted: &str) -> bool {
        let mut ahead = self.rest.clone();
        let found = wanted.chars().all(|character| ahead.next() == Some(character));
        if found {
            self.rest = ahead;
        }
        found
    }

    fn choice(&mut self) -> Option<PatternNode> {
        let mut branches = vec![self.sequence()?];
        while self.takes('|') {
            branches.push(self.sequence()?);
        }
        Some(if branches.len() == 1 {
            branches.swap_remove(0)
        } else {
            PatternNode::Choice(branches)
        })
    }

    fn sequence(&mut self) -> Option<PatternNode> {
        let mut nodes = Vec::new();
        while let Some(next) = self.rest.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            let node = self.atom()?;
            nodes.push(self.quantified(node)?);
        }
        Some(PatternNode::Sequence(nodes))
    }

    fn atom(&mut self) -> Option<PatternNode> {
        Some(match self.rest.next()? {
            '.' => PatternNode::One(Set::but(vec![
                PatternItem::Range('\n', '\n'),
                PatternItem::Range('\r', '\r'),
            ])),
            '^' => PatternNode::Start,
            '$' => PatternNode::End,
            '(' => return self.group(),
            '[' => PatternNode::One(self.set()?),
            '\\' => return self.escape(),
            '*' | '+' | '?' => return None,
            character => PatternNode::One(Set::for_character(character)),
        })
    }

    fn group(&mut self) -> Option<PatternNode> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.is_beyond = true;
            return None;
        }
        let looks =
            [("?=", true, true), ("?!", true, false), ("?<=", false, true), ("?<!", false, false)];
        let look = looks.into_iter().find(|(mark, _, _)| self.takes_all(mark));
        let mut group = None;
        if look.is_none() && !self.takes_all("?:") {
            if self.takes('?') {
                // A named group.
                self.takes('<').then_some(())?;
                self.rest.by_ref().find(|&character| character == '>')?;
            }
            self.groups += 1;
            group = Some(self.groups);
        }
        let node = self.choice()?;
        self.depth -= 1;
        self.takes(')').then_some(())?;
        Some(match look {
            Some((_, ahead, wanted)) => PatternNode::Look { node: Box::new(node), ahead, wanted },
            None => match group {
                Some(number) => PatternNode::Group(number, Box::new(node)),
                None => node,
            },
        })
    }

    fn quantified(&mut self, node: PatternNode) -> Option<PatternNode> {
        let counted = if self.rest.peek() == Some(&'{') { self.counts() } else { None };
        let (least, most) = match (counted, self.rest.peek()) {
            (Some(counts), _) => counts,
            (None, Some('*')) => (0, usize::MAX),
            (None, Some('+')) => (1, usize::MAX),
            (None, Some('?')) => (0, 1),
            (None, _) => return Some(node),
        };
        if counted.is_none() {
            self.rest.next();
        }
        // Lazy and greedy quantifiers are equivalent for a test, but not for groups.
        let is_lazy = self.takes('?');
        (least <= most).then(|| PatternNode::Repeat { node: Box::new(node), least, most, is_lazy })
    }

    /// `{2}`, `{2,}`, `{2,3}`; anything else is a literal brace.
    fn counts(&mut self) -> Option<(usize, usize)> {
        let mut ahead = self.rest.clone();
        ahead.next();
        let inner: String = ahead.by_ref().take_while(|&character| character != '}').collect();
        let number = |text: &str| text.parse::<usize>().ok();
        let counts = match inner.split_once(',') {
            None => number(&inner).map(|count| (count, count)),
            Some((least, "")) => number(least).map(|least| (least, usize::MAX)),
            Some((least, most)) => number(least).zip(number(most)),
        }?;
        self.rest = ahead;
        Some(counts)
    }

    fn escape(&mut self) -> Option<PatternNode> {
        let class = |item| PatternNode::One(Set { negated: false, items: vec![item] });
        let other_than = |item| PatternNode::One(Set::but(vec![item]));
        Some(match self.rest.next()? {
            'd' => class(PatternItem::Digit),
            'w' => class(PatternItem::Word),
            's' => class(PatternItem::Space),
            'D' => other_than(PatternItem::Digit),
            'W' => other_than(PatternItem::Word),
            'S' => other_than(PatternItem::Space),
            'b' => PatternNode::WordBoundary,
            'B' | '1'..='9' | 'k' => {
                self.is_beyond = true;
                return None;
            }
            other => PatternNode::One(Set::for_character(self.character(other))),
        })
    }

    /// The character that `\` and this letter denote.
    fn character(&mut self, letter: char) -> char {
        match letter {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '0' => '\0',
            'x' => self.hexadecimal(2).unwrap_or('x'),
            'u' => self.hexadecimal(4).unwrap_or('u'),
            other => other,
        }
    }

    fn hexadecimal(&mut self, digits: usize) -> Option<char> {
        let text: String = self.rest.clone().take(digits).collect();
        let code = u32::from_str_radix(&text, 16).ok().filter(|_| text.len() == digits)?;
        self.rest.nth(digits - 1);
        char::from_u32(code).map(|character| character.to_ascii_lowercase())
    }

    fn set(&mut self) -> Option<Set> {
        let negated = self.takes('^');
        let mut items = Vec::new();
        loop {
            let item = match self.rest.next()? {
                ']' => return Some(Set { negated, items }),
                '\\' => match self.rest.next()? {
                    'd' => PatternItem::Digit,
                    'w' => PatternItem::Word,
                    's' => PatternItem::Space,
                    'b' => PatternItem::Range('\u{8}', '\u{8}'),
                    'D' | 'W' | 'S' => {
                        self.is_beyond = true;
                        return None;
                    }
                    other => {
                        let character = self.character(other);
                        PatternItem::Range(character, character)
                    }
                },
                character => PatternItem::Range(character, character),
            };
            items.push(self.range(item)?);
        }
    }

    /// `a-z`, if `item` is its start.
    fn range(&mut self, item: PatternItem) -> Option<PatternItem> {
        let PatternItem::Range(from, _) = item else {
            return Some(item);
        };
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('-') || ahead.next().is_none_or(|next| next == ']') {
            return Some(item);
        }
        self.rest.next();
        let to = match self.rest.next()? {
            '\\' => {
                let letter = self.rest.next()?;
                self.character(letter)
            }
            character => character,
        };
        (from <= to).then_some(PatternItem::Range(from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::{NotAPattern, RegExp};

    fn matches(pattern: &str, text: &str) -> Option<bool> {
        RegExp::new(pattern).ok().map(|regexp| regexp.is_in(text, &super::super::Steps::default()))
    }

    #[test]
    fn tests_on_paths() {
        for (pattern, text, expected) in [
            ("^pages/.*\\.js$", "pages/a/a.js", true),
            ("^pages/.*\\.js$", "subpages/a.js", false),
            ("(test|demo)s?/", "lib/demos/a.js", true),
            ("a{2,3}b", "caab", true),
            ("^[^/]+\\.png$", "img/a.png", false),
            ("^[a-c\\d_]+$", "abc_01", true),
            ("\\bfoo\\b", "a/foo.js", true),
            ("foo(?!\\.js)", "foo.js", false),
            ("(?<=lib/)a", "lib/a", true),
            ("(?<!lib/)a$", "lib/a", false),
            ("^\\u006cib\\/", "lib/a", true),
            ("x{,2}", "x{,2}", true),
            ("", "anything", true),
        ] {
            assert_eq!(matches(pattern, text), Some(expected), "{pattern} on {text}");
        }
    }

    #[test]
    fn what_is_not_valid_is_no_pattern() {
        for pattern in ["(", "a)", "[a", "*a", "a**", "(?<n", "\\", "[b-a]"] {
            assert_eq!(RegExp::new(pattern).err(), Some(NotAPattern::Invalid), "{pattern}");
        }
        for pattern in ["(a)\\1", &"(".repeat(10_000)] {
            assert_eq!(RegExp::new(pattern).err(), Some(NotAPattern::Beyond), "{pattern}");
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let text = "a".repeat(4_000);
        for pattern in [
            "(a+)+$b",
            "((a*)*)*b",
            "(a|a)*b",
            "(?=(a+)+b)a",
            "a{1000000}",
            "(a{1000}){1000}b",
            "(?<=(a+)+b)a",
        ] {
            let _ = matches(pattern, &text);
        }
    }
}
