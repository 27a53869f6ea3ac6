//! Patterns for paths. They are matched by sets of positions, so the time is bounded for every
//! pattern.
//!
//! Two notations share one matcher: [`glob`] with the semantics of minimatch, and [`regexp`] with
//! those of JavaScript.

mod captures;
mod glob;
mod regexp;

pub(super) use glob::Glob;
pub(in crate::program) use regexp::RegExp;

use std::cell::Cell;

/// A node of a pattern.
#[derive(Clone, Debug, PartialEq)]
enum PatternNode {
    /// One character from a set.
    One(Set),
    /// A concatenation.
    Sequence(Vec<PatternNode>),
    /// Alternatives.
    Choice(Vec<PatternNode>),
    /// A repetition; `most` is `usize::MAX` if there is no limit.
    Repeat {
        node: Box<PatternNode>,
        least: usize,
        most: usize,
        /// Prefers fewer repetitions, which matters only for groups.
        is_lazy: bool,
    },
    /// A capturing group and its number, from 1.
    Group(usize, Box<PatternNode>),
    /// An assertion about the text before or after; it consumes nothing.
    Look {
        node: Box<PatternNode>,
        ahead: bool,
        wanted: bool,
    },
    /// Any text that none of these matches.
    Except(Box<PatternNode>),
    Start,
    End,
    WordBoundary,
}

/// A set of characters.
#[derive(Clone, Debug, Default, PartialEq)]
struct Set {
    negated: bool,
    items: Vec<PatternItem>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum PatternItem {
    Range(char, char),
    Digit,
    Word,
    Space,
}

impl Set {
    fn for_character(character: char) -> Self {
        Self { negated: false, items: vec![PatternItem::Range(character, character)] }
    }

    /// Every character except for these.
    fn but(items: Vec<PatternItem>) -> Self {
        Self { negated: true, items }
    }

    fn holds(&self, character: char) -> bool {
        let inside = self.items.iter().any(|item| match item {
            PatternItem::Range(from, to) => (*from..=*to).contains(&character),
            PatternItem::Digit => character.is_ascii_digit(),
            PatternItem::Word => is_word(character),
            PatternItem::Space => character.is_whitespace() || character == '\u{feff}',
        });
        inside != self.negated
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// The maximum number of elementary steps for one match.
const BUDGET: usize = 2_000_000;

/// The maximum number of steps for all matches of a program: about two seconds. Usual rules need a
/// few hundred for each file.
const RUN_BUDGET: usize = 400_000_000;

/// The steps that remain for all matches of a program.
#[derive(Debug)]
pub(in crate::program) struct Steps {
    left: Cell<usize>,
    /// The current match ended without a result because it took too many steps.
    ran_out: Cell<bool>,
}

impl Default for Steps {
    fn default() -> Self {
        Self { left: Cell::new(RUN_BUDGET), ran_out: Cell::new(false) }
    }
}

impl Steps {
    /// The result of a match; `None` if it took too many steps, or none remain for the program. A
    /// part without a result may be negated, so neither result would be right.
    pub(super) fn known(&self, evaluate: impl FnOnce() -> bool) -> Option<bool> {
        if self.left.get() == 0 {
            return None;
        }
        self.ran_out.set(false);
        let found = evaluate();
        (!self.ran_out.get()).then_some(found)
    }
}

/// It is not known whether a pattern matches: it takes too many steps, or none remain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::program) struct OutOfSteps;

/// Why a text is not a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::program) enum NotAPattern {
    /// It is invalid, or means no pattern: it never matches.
    Invalid,
    /// It may be valid, but is beyond what is evaluated here: it is not known what it matches.
    Beyond,
}

/// A set of positions in the text.
type Positions = Vec<bool>;

/// Matches one text.
struct TextMatcher<'t> {
    text: &'t [char],
    budget: Cell<usize>,
}

impl<'t> TextMatcher<'t> {
    /// `steps` are the steps that remain for the program.
    fn new(text: &'t [char], steps: &Steps) -> Self {
        Self { text, budget: Cell::new(BUDGET.min(steps.left.get())) }
    }

    /// The positions at which a match of the node can end. The steps that this takes are subtracted
    /// from the program's.
    fn run(&self, node: &PatternNode, starts: &Positions, steps: &Steps) -> Positions {
        let before = self.budget.get();
        let ends = self.ends(node, starts);
        steps.left.set(steps.left.get().saturating_sub(before - self.budget.get()));
        steps.ran_out.set(steps.ran_out.get() || !self.has_budget());
        ends
    }

    fn none(&self) -> Positions {
        vec![false; self.text.len() + 1]
    }

    /// The positions at which a match of the node can end if it starts at one of the given
    /// positions. Empty if no steps remain.
    fn ends(&self, node: &PatternNode, starts: &Positions) -> Positions {
        let cost = starts.len();
        if self.budget.get() <= cost {
            self.budget.set(0);
            return self.none();
        }
        self.budget.set(self.budget.get() - cost);
        match node {
            PatternNode::One(set) => self.one(set, starts),
            PatternNode::Sequence(nodes) => {
                nodes.iter().fold(starts.clone(), |at, node| self.ends(node, &at))
            }
            PatternNode::Choice(nodes) => {
                nodes.iter().fold(self.none(), |all, node| union(all, &self.ends(node, starts)))
            }
            PatternNode::Repeat { node, least, most, .. } => {
                self.repeat(node, (*least, *most), starts)
            }
            PatternNode::Group(_, node) => self.ends(node, starts),
            PatternNode::Look { node, ahead: true, wanted } => self.filtered(starts, |at| {
                let here = self.ends(node, &self.only(at));
                here.contains(&true) == *wanted
            }),
            PatternNode::Look { node, ahead: false, wanted } => self.filtered(starts, |at| {
                let before = (0..=at)
                    .take_while(|_| self.has_budget())
                    .any(|from| self.ends(node, &self.only(from))[at]);
                before == *wanted
            }),
            PatternNode::Except(node) => self.except(node, starts),
            PatternNode::Start => self.filtered(starts, |at| at == 0),
            PatternNode::End => self.filtered(starts, |at| at == self.text.len()),
            PatternNode::WordBoundary => self.filtered(starts, |at| {
                let before = at.checked_sub(1).is_some_and(|at| is_word(self.text[at]));
                before != self.text.get(at).copied().is_some_and(is_word)
            }),
        }
    }

    fn has_budget(&self) -> bool {
        self.budget.get() > 0
    }

    fn only(&self, at: usize) -> Positions {
        let mut positions = self.none();
        positions[at] = true;
        positions
    }

    fn filtered(&self, starts: &Positions, holds: impl Fn(usize) -> bool) -> Positions {
        let mut found = self.none();
        for at in (0..starts.len()).filter(|&at| starts[at]).take_while(|_| self.has_budget()) {
            found[at] = holds(at);
        }
        found
    }

    fn one(&self, set: &Set, starts: &Positions) -> Positions {
        let mut found = self.none();
        for (at, character) in self.text.iter().enumerate() {
            found[at + 1] = starts[at] && set.holds(*character);
        }
        found
    }

    fn repeat(
        &self,
        node: &PatternNode,
        (least, most): (usize, usize),
        starts: &Positions,
    ) -> Positions {
        let mut frontier = starts.clone();
        for _ in (0..least.min(self.text.len() + 1)).take_while(|_| self.has_budget()) {
            frontier = self.ends(node, &frontier);
        }
        let mut all = frontier.clone();
        for _ in least..most {
            let next = self.ends(node, &frontier);
            let mut grown = false;
            for (at, reached) in next.iter().enumerate() {
                frontier[at] = *reached && !all[at];
                grown |= frontier[at];
                all[at] |= *reached;
            }
            if !grown {
                break;
            }
        }
        all
    }

    fn except(&self, node: &PatternNode, starts: &Positions) -> Positions {
        let mut found = self.none();
        for at in (0..starts.len()).filter(|&at| starts[at]).take_while(|_| self.has_budget()) {
            let ends = self.ends(node, &self.only(at));
            for (end, excluded) in ends.iter().enumerate().skip(at) {
                found[end] |= !excluded;
            }
        }
        found
    }
}

fn union(mut all: Positions, more: &Positions) -> Positions {
    for (at, reached) in more.iter().enumerate() {
        all[at] |= reached;
    }
    all
}
