//! Glob patterns with the default semantics of minimatch: `*` matches within a path component,
//! hidden files are only matched by a literal dot, and `**`, braces, sets and extended patterns are
//! supported.

use super::{NotAPattern, PatternItem, PatternNode, Set, Steps, TextMatcher};

/// A glob pattern with its braces expanded.
#[derive(Debug)]
pub(in crate::program::packing) struct Glob {
    alternatives: Vec<Vec<PathComponent>>,
    negated: bool,
}

/// A pattern for one component of a path.
#[derive(Debug)]
enum PathComponent {
    /// `**`
    Any,
    /// A pattern; `hidden` if it begins with a literal dot.
    Pattern { node: PatternNode, hidden: bool },
}

/// The maximum number of patterns that braces expand to.
const MAX_EXPANDED: usize = 1_000;
/// The maximum nesting depth of braces and extended patterns.
const MAX_DEPTH: usize = 50;

impl Glob {
    /// # Errors
    /// For a comment or an empty pattern, and for one that expands beyond the limit.
    pub(in crate::program::packing) fn new(pattern: &str) -> Result<Self, NotAPattern> {
        if pattern.is_empty() || pattern.starts_with('#') {
            return Err(NotAPattern::Invalid);
        }
        if has_too_many_brackets(pattern) {
            return Err(NotAPattern::Beyond);
        }
        let body = pattern.trim_start_matches('!');
        let negated = (pattern.len() - body.len()) % 2 == 1;
        let mut expanded = Vec::new();
        expand(body, 0, &mut expanded).ok_or(NotAPattern::Beyond)?;
        let alternatives =
            expanded.iter().map(|pattern| pattern.split('/').map(component).collect()).collect();
        Ok(Self { alternatives, negated })
    }

    pub(in crate::program::packing) fn matches(&self, path: &str, steps: &Steps) -> bool {
        let parts: Vec<Vec<char>> = path.split('/').map(|part| part.chars().collect()).collect();
        self.alternatives.iter().any(|components| fits(components, &parts, steps)) != self.negated
    }
}

/// Whether the brackets of extended patterns could be nested deeper than the limit.
fn has_too_many_brackets(pattern: &str) -> bool {
    let pairs = pattern.as_bytes().windows(2);
    pairs.filter(|pair| b"*?+@!".contains(&pair[0]) && pair[1] == b'(').count() > MAX_DEPTH
}

/// The numbers of leading path parts that the components so far can match.
fn fits(components: &[PathComponent], parts: &[Vec<char>], steps: &Steps) -> bool {
    let mut covered = vec![false; parts.len() + 1];
    covered[0] = true;
    for (at, component) in components.iter().enumerate() {
        let mut next = vec![false; parts.len() + 1];
        match component {
            PathComponent::Any => {
                let last = at + 1 == components.len();
                let mut open = false;
                for count in 0..=parts.len() {
                    open |= covered[count];
                    // At the end of a pattern, `**` requires at least one component.
                    next[count] = if last {
                        open && count > 0 && (count > at || !covered[count])
                    } else {
                        open
                    };
                    open &= parts.get(count).is_some_and(|part| part.first() != Some(&'.'));
                }
            }
            PathComponent::Pattern { node, hidden } => {
                for (count, part) in parts.iter().enumerate().filter(|(count, _)| covered[*count]) {
                    next[count + 1] = is_component(node, *hidden, part, steps);
                }
            }
        }
        covered = next;
    }
    covered[parts.len()]
}

fn is_component(node: &PatternNode, hidden: bool, part: &[char], steps: &Steps) -> bool {
    if part.first() == Some(&'.') && !hidden {
        return false;
    }
    let mut start = vec![false; part.len() + 1];
    start[0] = true;
    TextMatcher::new(part, steps).run(node, &start, steps)[part.len()]
}

fn component(text: &str) -> PathComponent {
    if text == "**" {
        return PathComponent::Any;
    }
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    let mut node = sequence(&characters, &mut at, 0);
    // A single `*` or `?` does not match an empty component.
    if text.starts_with(['*', '?']) {
        let something = PatternNode::Look {
            node: Box::new(PatternNode::One(Set::but(Vec::new()))),
            ahead: true,
            wanted: true,
        };
        node = PatternNode::Sequence(vec![something, node]);
    }
    PathComponent::Pattern { node, hidden: text.starts_with('.') || text.starts_with("\\.") }
}

/// Parses up to the end, or to the `|` or `)` of the enclosing extended pattern.
fn sequence(text: &[char], at: &mut usize, depth: usize) -> PatternNode {
    let mut nodes = Vec::new();
    while let Some(&character) = text.get(*at) {
        if depth > 0 && matches!(character, '|' | ')') {
            break;
        }
        *at += 1;
        let opens = text.get(*at) == Some(&'(') && depth < MAX_DEPTH;
        nodes.push(match character {
            '*' | '?' | '+' | '@' | '!' if opens => extended(character, text, at, depth),
            '*' => any_text(),
            '?' => PatternNode::One(Set::but(Vec::new())),
            '[' => set(text, at)
                .map_or_else(|| PatternNode::One(Set::for_character('[')), PatternNode::One),
            '\\' if *at < text.len() => {
                *at += 1;
                PatternNode::One(Set::for_character(text[*at - 1]))
            }
            character => PatternNode::One(Set::for_character(character)),
        });
    }
    PatternNode::Sequence(nodes)
}

fn any_text() -> PatternNode {
    PatternNode::Repeat {
        node: Box::new(PatternNode::One(Set::but(Vec::new()))),
        least: 0,
        most: usize::MAX,
        is_lazy: false,
    }
}

/// `@(a|b)` and similar patterns; `at` is the position of the `(`.
fn extended(mark: char, text: &[char], at: &mut usize, depth: usize) -> PatternNode {
    *at += 1;
    let mut branches = vec![sequence(text, at, depth + 1)];
    while text.get(*at) == Some(&'|') {
        *at += 1;
        branches.push(sequence(text, at, depth + 1));
    }
    if text.get(*at) != Some(&')') {
        // Unclosed: the mark and the bracket are literal. Continuing instead of starting over keeps
        // this linear.
        let literal = [mark, '('].map(|character| PatternNode::One(Set::for_character(character)));
        return PatternNode::Sequence(
            literal.into_iter().chain([PatternNode::Choice(branches)]).collect(),
        );
    }
    *at += 1;
    let node = Box::new(PatternNode::Choice(branches));
    match mark {
        '*' => PatternNode::Repeat { node, least: 0, most: usize::MAX, is_lazy: false },
        '+' => PatternNode::Repeat { node, least: 1, most: usize::MAX, is_lazy: false },
        '?' => PatternNode::Repeat { node, least: 0, most: 1, is_lazy: false },
        '!' => PatternNode::Except(node),
        _ => *node,
    }
}

/// `[a-z]`, `[!x]`; `at` is the position after the `[`. `None` if it is unclosed.
fn set(text: &[char], at: &mut usize) -> Option<Set> {
    let mut here = *at;
    let negated = matches!(text.get(here), Some('!' | '^'));
    here += usize::from(negated);
    let mut items = Vec::new();
    let first = here;
    loop {
        let mut from = *text.get(here)?;
        if from == ']' && here > first {
            break;
        }
        if from == '\\' {
            here += 1;
            from = *text.get(here)?;
        }
        let to = match (text.get(here + 1), text.get(here + 2)) {
            (Some('-'), Some(&to)) if to != ']' => {
                here += 2;
                to
            }
            _ => from,
        };
        items.push(PatternItem::Range(from, to));
        here += 1;
    }
    *at = here + 1;
    Some(Set { negated, items })
}

/// Expands braces: `{a,b}` and `{1..3}`.
fn expand(pattern: &str, depth: usize, found: &mut Vec<String>) -> Option<()> {
    if depth > MAX_DEPTH || found.len() > MAX_EXPANDED {
        return None;
    }
    let Some((start, end, choices)) = first_braces(pattern) else {
        found.push(pattern.to_owned());
        return Some(());
    };
    let (head, tail) = (&pattern[..start], &pattern[end..]);
    for choice in choices {
        expand(&format!("{head}{choice}{tail}"), depth + 1, found)?;
    }
    Some(())
}

/// The first braces with alternatives: their start, their end, and the alternatives.
fn first_braces(pattern: &str) -> Option<(usize, usize, Vec<String>)> {
    let bytes = pattern.as_bytes();
    for start in memchr::memchr_iter(b'{', bytes)
        .filter(|&at| at == 0 || !matches!(bytes[at - 1], b'\\' | b'$'))
    {
        let mut depth = 0_usize;
        let mut cuts = vec![start];
        for (at, byte) in bytes.iter().enumerate().skip(start) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                b',' if depth == 1 => cuts.push(at),
                _ => {}
            }
            if depth == 0 {
                cuts.push(at);
                let choices: Vec<String> =
                    cuts.windows(2).map(|pair| pattern[pair[0] + 1..pair[1]].to_owned()).collect();
                let choices = if choices.len() == 1 { numbers(&choices[0]) } else { choices };
                if !choices.is_empty() {
                    return Some((start, at + 1, choices));
                }
                break;
            }
        }
    }
    None
}

/// `1..3`
fn numbers(range: &str) -> Vec<String> {
    let bounds = range
        .split_once("..")
        .and_then(|(from, to)| Some((from.parse::<i32>().ok()?, to.parse::<i32>().ok()?)));
    let Some((from, to)) = bounds else { return Vec::new() };
    // Of a longer range, so many that expanding them fails.
    let all = (from.min(to)..=from.max(to)).take(MAX_EXPANDED + 2);
    all.map(|number| number.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Glob, NotAPattern};

    fn matches(pattern: &str, path: &str) -> bool {
        Glob::new(pattern).is_ok_and(|glob| glob.matches(path, &super::super::Steps::default()))
    }

    #[test]
    fn as_minimatch_does() {
        for (pattern, path, expected) in [
            ("*.png", "a.png", true),
            ("*.png", "img/a.png", false),
            ("**/*.png", "a.png", true),
            ("**/*.png", "img/x/a.png", true),
            ("img/**", "img/x/a.png", true),
            ("img/**", "img", false),
            ("/img/**", "/img/a.png", true),
            ("img/*", "img/.a", false),
            ("img/.*", "img/.a", true),
            ("**", ".a/b", false),
            ("**/a", "x/.y/a", false),
            ("{img,pic}/*.{png,jpg}", "pic/a.jpg", true),
            ("a{1..3}.js", "a2.js", true),
            ("a[0-9].js", "a5.js", true),
            ("a[!0-9].js", "a5.js", false),
            ("a?.js", "a.js", false),
            ("@(a|b).js", "b.js", true),
            ("!(a|b).js", "c.js", true),
            ("x!(a|b).js", "xa.js", false),
            // A leading `!` always negates the whole pattern.
            ("!(a|b).js", "a.js", true),
            ("+(ab).js", "abab.js", true),
            ("!*.js", "a.png", true),
            ("#a", "#a", false),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let braces = "{a,b}".repeat(40);
        assert_eq!(Glob::new(&braces).err(), Some(NotAPattern::Beyond));
        assert_eq!(Glob::new("{1..2000}").err(), Some(NotAPattern::Beyond));
        assert_eq!(Glob::new("#a").err(), Some(NotAPattern::Invalid));
        assert!(!matches(&"*a".repeat(500), &"a".repeat(400)));
        assert!(!matches(&format!("{}b", "@(".repeat(10_000)), "b"));
        assert!(!matches(&format!("{}b", "**/".repeat(2_000)), &"a/".repeat(2_000)));
    }
}
