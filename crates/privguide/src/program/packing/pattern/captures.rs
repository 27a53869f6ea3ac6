//! What the groups of a pattern match in a short text, by backtracking as JavaScript does.

use std::cell::Cell;

use super::{OutOfSteps, PatternNode, Steps, TextMatcher};

/// The maximum number of nodes that are tried for one text, and of those that are tried inside each
/// other: a tag has a few dozen characters.
const BUDGET: usize = 20_000;
const MAX_DEPTH: usize = 500;
/// Trying a node takes about as long as this many steps of a match by sets of positions.
const STEPS_PER_NODE: usize = 16;

/// By number: the positions between which a group matches.
type Groups = Vec<Option<(usize, usize)>>;

/// Continues a match from a position.
type Next<'n> = &'n mut dyn FnMut(usize, &mut Groups) -> bool;

/// The text with its first match replaced; `$1` in the target stands for a group. `None` if
/// nothing matches; an error if finding that out takes too many steps, or none remain.
pub(super) fn replaced(
    node: &PatternNode,
    groups: usize,
    text: &str,
    target: &str,
    steps: &Steps,
) -> Result<Option<String>, OutOfSteps> {
    let text: Vec<char> = text.chars().collect();
    let matcher = GroupMatcher {
        text: &text,
        looks: TextMatcher::new(&text, steps),
        budget: Cell::new(BUDGET.min(steps.left.get() / STEPS_PER_NODE)),
        depth: Cell::new(0),
        ran_out: Cell::new(false),
    };
    let (nodes, looks) = (matcher.budget.get(), matcher.looks.budget.get());
    let replaced = (0..=text.len()).find_map(|start| {
        matcher.spend(groups / STEPS_PER_NODE)?;
        let mut found = vec![None; groups + 1];
        let mut end = None;
        matcher
            .run(node, start, &mut found, &mut |at, _| {
                end = Some(at);
                true
            })
            .then_some(())?;
        let part = |from: usize, to: usize| text[from..to].iter().collect::<String>();
        let end = end?;
        let mut filled = target.to_owned();
        // From the last on, because `$1` is also the beginning of `$12`.
        for (number, group) in found.iter().enumerate().skip(1).rev() {
            let inside = group.map(|(from, to)| part(from, to)).unwrap_or_default();
            let mark = format!("${number}");
            matcher.spend((filled.len() + inside.len() * filled.matches(&mark).count()) / 64)?;
            filled = filled.replace(&mark, &inside);
        }
        Some(format!("{}{filled}{}", part(0, start), part(end, text.len())))
    });
    let tried = nodes - matcher.budget.get();
    let taken = STEPS_PER_NODE * tried + (looks - matcher.looks.budget.get());
    steps.left.set(steps.left.get().saturating_sub(taken));
    let is_known = !matcher.ran_out.get() && matcher.looks.has_budget();
    if is_known { Ok(replaced) } else { Err(OutOfSteps) }
}

struct GroupMatcher<'t> {
    text: &'t [char],
    /// Assertions need no groups.
    looks: TextMatcher<'t>,
    budget: Cell<usize>,
    depth: Cell<usize>,
    /// A node was not tried because a limit was reached.
    ran_out: Cell<bool>,
}

impl GroupMatcher<'_> {
    /// Spends steps on something other than nodes; `None` if none remain.
    fn spend(&self, steps: usize) -> Option<()> {
        let left = self.budget.get().checked_sub(steps);
        self.ran_out.set(self.ran_out.get() || left.is_none());
        self.budget.set(left.unwrap_or(0));
        left.map(|_| ())
    }

    /// Whether the node matches from a position on such that the rest matches, too.
    fn run(&self, node: &PatternNode, at: usize, groups: &mut Groups, next: Next<'_>) -> bool {
        if self.budget.get() == 0 || self.depth.get() == MAX_DEPTH {
            self.ran_out.set(true);
            return false;
        }
        self.budget.set(self.budget.get() - 1);
        self.depth.set(self.depth.get() + 1);
        let held = self.run_inner(node, at, groups, next);
        self.depth.set(self.depth.get() - 1);
        held
    }

    fn run_inner(
        &self,
        node: &PatternNode,
        at: usize,
        groups: &mut Groups,
        next: Next<'_>,
    ) -> bool {
        match node {
            PatternNode::One(set) => {
                self.text.get(at).is_some_and(|&character| set.holds(character))
                    && next(at + 1, groups)
            }
            PatternNode::Sequence(nodes) => self.sequence(nodes, at, groups, next),
            PatternNode::Choice(nodes) => {
                nodes.iter().any(|node| self.run(node, at, groups, &mut *next))
            }
            PatternNode::Group(number, node) => {
                let before = groups[*number];
                let held = self.run(node, at, groups, &mut |end, groups| {
                    let inner = groups[*number].replace((at, end));
                    let held = next(end, groups);
                    if !held {
                        groups[*number] = inner;
                    }
                    held
                });
                if !held {
                    groups[*number] = before;
                }
                held
            }
            PatternNode::Repeat { node, least, most, is_lazy } => {
                self.repeat(node, (*least, *most, *is_lazy), at, groups, next)
            }
            PatternNode::Look { .. }
            | PatternNode::Except(_)
            | PatternNode::Start
            | PatternNode::End
            | PatternNode::WordBoundary => {
                let ends = self.looks.ends(node, &self.looks.only(at));
                (0..ends.len()).any(|end| ends[end] && next(end, groups))
            }
        }
    }

    fn sequence(
        &self,
        nodes: &[PatternNode],
        at: usize,
        groups: &mut Groups,
        next: Next<'_>,
    ) -> bool {
        let Some((first, rest)) = nodes.split_first() else { return next(at, groups) };
        self.run(first, at, groups, &mut |end, groups| self.sequence(rest, end, groups, next))
    }

    fn repeat(
        &self,
        node: &PatternNode,
        (least, most, is_lazy): (usize, usize, bool),
        at: usize,
        groups: &mut Groups,
        next: Next<'_>,
    ) -> bool {
        if least == 0 && is_lazy && next(at, groups) {
            return true;
        }
        let fewer = (least.saturating_sub(1), most.saturating_sub(1), is_lazy);
        let again = most > 0
            && self.run(node, at, groups, &mut |end, groups| {
                // A repetition of nothing would never end.
                (end > at || least > 0) && self.repeat(node, fewer, end, groups, next)
            });
        again || least == 0 && !is_lazy && next(at, groups)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{OutOfSteps, RegExp, Steps};

    #[test]
    fn groups_are_those_of_javascript() {
        for (pattern, text, target, expected) in [
            ("^my-([a-z-]+)$", "my-a-b", "<$1>", Some("<a-b>")),
            ("^my-(.*)-(.*)", "my-a-b-c", "<$1|$2>", Some("<a-b|c>")),
            ("^my-(.*?)-(.*)", "my-a-b-c", "<$1|$2>", Some("<a|b-c>")),
            ("^(my|your)-(.*)", "your-x", "<$1|$2>", Some("<your|x>")),
            ("^my-(?:x-)?(.*)", "my-x-a", "<$1>", Some("<a>")),
            ("^my.(\\d+)", "my-12", "<$1>", Some("<12>")),
            ("(a)|(b)", "b", "<$1|$2>", Some("<|b>")),
            ("b(\\D)", "abcd", "<$1>", Some("a<c>d")),
            ("^u-(?!x)(.*)", "u-x", "<$1>", None),
            ("(a*)*$", "aa", "<$1>", Some("<aa>")),
        ] {
            let found =
                RegExp::new(pattern).expect("valid").replaced(text, target, &Steps::default());
            let expected = Ok(expected.map(str::to_owned));
            assert_eq!(found, expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let text = "a".repeat(20_000);
        for pattern in ["(a+)+$b", "((a*)*)*b", "(a|a)*b", "(a{1000}){1000}b", "(a*)*"] {
            let found =
                RegExp::new(pattern).expect("valid").replaced(&text, "$1", &Steps::default());
            assert_eq!(found, Err(OutOfSteps), "{pattern}");
        }
    }

    #[test]
    fn a_program_has_a_limit_for_all_its_texts() {
        let (steps, text) = (Steps::default(), "a".repeat(40));
        steps.left.set(1_000_000);
        let (simple, slow) = (RegExp::new("^(a*)$"), RegExp::new("^(a|aa)+(?=(b*)*c)$"));
        let (simple, slow) = (simple.expect("valid"), slow.expect("valid"));
        assert!(simple.replaced(&text, "$1", &steps).is_ok());
        let is_spent = (0..100).any(|_| {
            assert_eq!(slow.replaced(&text, "$1", &steps), Err(OutOfSteps));
            simple.replaced(&text, "$1", &steps).is_err()
        });
        assert!(is_spent);
    }
}
