//! Strings that are computed from other strings.

use std::collections::BTreeSet;

use super::{
    solver::Solver,
    value::{Passed, Sym, Unknown, Value},
};
use crate::{
    origin::{closed, origin},
    scan::script::facts::{Flow, MAX_WRITTEN, Node, Operation},
};

impl Solver<'_> {
    /// Marks a concatenation of which a part has changed. It is evaluated when no other work is
    /// left, so that each combination is computed once.
    pub(super) fn mark_join(&mut self, at: u32) {
        if self.marked.insert(at) {
            self.joins.push(at);
        }
    }

    /// Evaluates the marked concatenations, all from the state before the first evaluation.
    pub(super) fn join_marked(&mut self) {
        let mut made: Vec<(Node, Vec<Value>)> = Vec::new();
        for at in std::mem::take(&mut self.joins) {
            if let Flow::Join { parts, to } = self.program.flows[at as usize] {
                made.push((to, self.joined(parts)));
            }
        }
        self.marked.clear();
        for (to, values) in made {
            for value in values {
                self.add(to, value);
            }
        }
    }

    /// Every combination of the parts up to a bound; above it, the string is unknown.
    fn joined(&mut self, (from, until): (u32, u32)) -> Vec<Value> {
        // No interface has a number in its name, so the other parts do not matter.
        let is_number = |part: u32| {
            let node = self.program.arguments[part as usize].node;
            !self.is_empty(node) && !self.any_value(node, |value| value != Value::Number)
        };
        if (from..until).any(is_number) && !self.begins_with_address(from) {
            return vec![Value::Number];
        }
        // A part has no values, so there is no result.
        if (from..until).any(|part| self.is_empty(self.program.arguments[part as usize].node)) {
            return Vec::new();
        }
        let mut made = Vec::new();
        let mut joined: Vec<(String, Passed)> = vec![(String::new(), Passed::Plainly)];
        for part in from..until {
            // What follows the host name of an address does not change the host name.
            let closed = joined.extract_if(.., |(text, _)| is_closed(text)).collect::<Vec<_>>();
            made.extend(
                closed.into_iter().map(|(text, passed)| Value::Text(self.intern(&text), passed)),
            );
            if joined.is_empty() {
                break;
            }
            let mut longer = Vec::new();
            let values = self.values(self.program.arguments[part as usize].node);
            let has_text = values.iter().any(|value| matches!(value, Value::Text(..)));
            for value in values {
                match value {
                    // `x.slice(1)`, where `x` is a list or a string: only a string can be part of
                    // a name.
                    Value::Object(_) if has_text => {}
                    Value::Text(text, passed) => {
                        let text = self.program.text(text);
                        // `base + url`, where `url` may already begin with `base`.
                        let fitting = joined
                            .iter()
                            .filter(|(start, _)| !(start.contains("://") && text.contains("://")));
                        longer.extend(fitting.map(|(start, old)| {
                            (shortened(format!("{start}{text}")), (*old).max(passed))
                        }));
                    }
                    value => {
                        // The part so far may be a complete address to which a path is added.
                        for (start, passed) in &joined {
                            if let Some(origin) = origin(start) {
                                made.push(Value::Text(self.intern(&(origin + "/")), *passed));
                            }
                        }
                        if joined.iter().any(|(start, _)| origin(start).is_none()) {
                            made.push(unknown_text(value));
                        }
                    }
                }
                self.count_steps(joined.len() as u64);
            }
            if longer.len() > self.bounds.combinations
                || longer.iter().any(|(text, _)| text.len() > self.bounds.joined)
            {
                return vec![Value::Unknown(Unknown::Outside)];
            }
            joined = longer;
        }
        for (text, passed) in joined {
            made.push(Value::Text(self.intern(&text), passed));
        }
        made.dedup();
        made
    }

    /// Whether the first part contains the complete host name of an address.
    fn begins_with_address(&self, part: u32) -> bool {
        let node = self.program.arguments[part as usize].node;
        self.any_value(node, |value| matches!(value, Value::Text(text, _) if self.program.text(text).contains("://")))
    }

    /// Applies a string method to a value.
    pub(super) fn work(&mut self, operation: Operation, value: Value, to: Node) {
        let Value::Text(text, passed) = value else {
            match (operation, value) {
                (
                    Operation::Known,
                    Value::Unknown(
                        Unknown::Native
                        | Unknown::Outside
                        | Unknown::Beyond(_)
                        | Unknown::OtherTexts
                        | Unknown::Widened,
                    ),
                ) => {}
                (Operation::NoText | Operation::Known, value) => self.add(to, value),
                (_, Value::Unknown(_) | Value::ListedName | Value::HostKey) => {
                    self.add(to, unknown_text(value));
                }
                _ => {}
            }
            return;
        };
        if operation == Operation::Known {
            self.add(to, Value::Text(text, passed));
            return;
        }
        let text = self.program.text(text);
        let made: Vec<String> = match operation {
            Operation::Trim => vec![text.trim().to_owned()],
            Operation::Lower => vec![text.to_lowercase()],
            Operation::Upper => vec![text.to_uppercase()],
            Operation::Part(from, until) => vec![part(text, from, until)],
            Operation::Replace(old, new) => {
                vec![text.replace(self.program.text(old), self.program.text(new))]
            }
            Operation::Split(separator) => {
                text.split(self.program.text(separator)).map(str::to_owned).collect()
            }
            Operation::UnknownText => {
                self.add(to, Value::Unknown(Unknown::Outside));
                return;
            }
            Operation::JoinWith(_) | Operation::NoText | Operation::Known => Vec::new(),
        };
        let is_list = made.iter().collect::<BTreeSet<_>>().len() > MAX_WRITTEN;
        for text in made {
            if text.len() > self.bounds.joined {
                self.add(to, Value::Unknown(Unknown::Outside));
            } else if is_list && self.question.names.is_member(&text) {
                self.add(to, Value::ListedName);
            } else {
                let text = self.intern(&text);
                self.add(to, Value::Text(text, passed));
            }
        }
    }

    /// The character of a string at an index.
    pub(super) fn load_character(&mut self, text: Sym, passed: Passed, place: Sym, to: Node) {
        let Ok(place) = self.program.text(place).parse::<usize>() else {
            return;
        };
        if let Some(character) = self.program.text(text).chars().nth(place) {
            let character = self.intern(character.encode_utf8(&mut [0; 4]));
            self.add(to, Value::Text(character, passed));
        }
    }

    /// Joins the elements of arrays. This is done when no other work is left, because only then the
    /// number of elements is known.
    pub(super) fn join_elements(&mut self) {
        if self.rounds.joins.is_empty() {
            return;
        }
        for at in self.rounds.joins.clone() {
            let Flow::Work { operation: Operation::JoinWith(separator), from, to } =
                self.program.flows[at as usize]
            else {
                continue;
            };
            for value in self.values(from) {
                if let Value::Object(array) = value {
                    for value in self.joined_elements(array, separator) {
                        self.add(to, value);
                    }
                }
            }
        }
        self.run();
        // The rest of the round looks at what this has added, too.
        self.list_constraints();
    }

    fn joined_elements(&mut self, array: u32, separator: Sym) -> Vec<Value> {
        let unknown = vec![Value::Unknown(Unknown::Outside)];
        let any = self.objects[array as usize].any;
        if !self.is_empty(any) || !self.objects[array as usize].links.is_empty() {
            return unknown;
        }
        let mut joined: Vec<(String, Passed)> = vec![(String::new(), Passed::Plainly)];
        let mut others = Vec::new();
        for at in 0..self.bounds.elements {
            let name = self.intern(&at.to_string());
            let fields = &self.objects[array as usize].fields;
            let Some(field) = fields.get(name).filter(|_| fields.is_stored(name)) else {
                break;
            };
            let between = if at == 0 { "" } else { self.program.text(separator) };
            let mut longer = Vec::new();
            for value in self.values(field) {
                match value {
                    Value::Text(text, passed) => {
                        let text = self.program.text(text);
                        longer.extend(joined.iter().map(|(start, old)| {
                            (format!("{start}{between}{text}"), (*old).max(passed))
                        }));
                    }
                    Value::Number => others.push(Value::Number),
                    value => others.push(unknown_text(value)),
                }
            }
            if longer.len() > self.bounds.combinations
                || longer.iter().any(|(text, _)| text.len() > self.bounds.joined)
            {
                return unknown;
            }
            joined = longer;
        }
        let name = self.intern(&self.bounds.elements.to_string());
        if self.objects[array as usize].fields.is_stored(name) {
            return unknown;
        }
        others.extend(
            joined.into_iter().map(|(text, passed)| Value::Text(self.intern(&text), passed)),
        );
        others
    }
}

/// The unknown string that results from a value that is not a string.
fn unknown_text(value: Value) -> Value {
    match value {
        Value::Number => value,
        Value::Unknown(unknown) => Value::Unknown(unknown.as_text()),
        _ => Value::Unknown(Unknown::Outside),
    }
}

/// Shortens an address to its host name, if what follows cannot change it.
fn shortened(text: String) -> String {
    closed(&text).unwrap_or(text)
}

fn is_closed(text: &str) -> bool {
    text.ends_with('/') && closed(text).is_some()
}

/// A substring; negative positions are counted from the end.
fn part(text: &str, from: i32, until: Option<i32>) -> String {
    let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
    let place =
        |at: i32| usize::try_from(if at < 0 { at.saturating_add(length) } else { at }).unwrap_or(0);
    let (from, until) = (place(from), until.map_or(usize::MAX, place));
    text.chars().take(until).skip(from).collect()
}
