//! Texts that are made of texts.

use super::{
    solver::Solver,
    value::{Brought, Sym, Value},
};
use crate::scan::script::facts::{Flow, Node, Operation};

impl Solver<'_> {
    /// Texts put together in every combination, as long as there are few.
    pub(super) fn join(&mut self, (from, until): (u32, u32), to: Node) {
        if (from..until).any(|part| self.any_value(self.program.arguments[part as usize].node, |value| value == Value::Number)) {
            self.add(to, Value::Number);
        }
        let mut joined: Vec<(String, Brought)> = vec![(String::new(), Brought::Plainly)];
        for part in from..until {
            let node = self.program.arguments[part as usize].node;
            let mut longer = Vec::new();
            for value in self.values(node) {
                if let Value::Text(text, brought) = value {
                    let text = self.program.text(text);
                    let fitting = joined.iter().filter(|(start, _)| start.len() + text.len() <= MAX_JOINED);
                    longer.extend(fitting.map(|(start, old)| (format!("{start}{text}"), (*old).max(brought))));
                }
                if longer.len() > MAX_COMBINATIONS {
                    break;
                }
            }
            joined = longer;
        }
        for (text, brought) in joined {
            let text = self.intern(&text);
            self.add(to, Value::Text(text, brought));
        }
    }

    /// What a method of the language makes of a value.
    pub(super) fn work(&mut self, operation: Operation, value: Value, to: Node) {
        let Value::Text(text, brought) = value else {
            if matches!(operation, Operation::NoText | Operation::Part(..)) {
                self.add(to, value);
            }
            return;
        };
        let text = self.program.text(text);
        let made: Vec<String> = match operation {
            Operation::Trim => vec![text.trim().to_owned()],
            Operation::Lower => vec![text.to_lowercase()],
            Operation::Upper => vec![text.to_uppercase()],
            Operation::Part(from, until) => vec![part(text, from, until)],
            Operation::Replace(old, new) => vec![text.replace(self.program.text(old), self.program.text(new))],
            Operation::Split(separator) => text.split(self.program.text(separator)).map(str::to_owned).collect(),
            Operation::JoinWith(_) | Operation::NoText => Vec::new(),
        };
        for text in made.into_iter().filter(|text| text.len() <= MAX_JOINED) {
            let text = self.intern(&text);
            self.add(to, Value::Text(text, brought));
        }
    }

    /// The character of a text at a place.
    pub(super) fn load_character(&mut self, text: Sym, brought: Brought, place: Sym, to: Node) {
        let Ok(place) = self.program.text(place).parse::<usize>() else {
            return;
        };
        if let Some(character) = self.program.text(text).chars().nth(place) {
            let character = self.intern(character.encode_utf8(&mut [0; 4]));
            self.add(to, Value::Text(character, brought));
        }
    }

    /// The elements of arrays, put together: only when everything has come to rest is it known how many there are.
    pub(super) fn join_elements(&mut self) {
        for at in 0..self.program.flows.len() {
            let Flow::Work { operation: Operation::JoinWith(separator), from, to } = self.program.flows[at] else {
                continue;
            };
            for value in self.values(from) {
                if let Value::Object(array) = value {
                    for (text, brought) in self.joined_elements(array, separator) {
                        let text = self.intern(&text);
                        self.add(to, Value::Text(text, brought));
                    }
                }
            }
        }
        self.run();
    }

    fn joined_elements(&mut self, array: u32, separator: Sym) -> Vec<(String, Brought)> {
        let mut joined: Vec<(String, Brought)> = Vec::new();
        for at in 0..MAX_ELEMENTS {
            let name = self.intern(&at.to_string());
            let Some(&field) = self.fields.get(&(array, name)).filter(|_| self.stored.contains(&(array, name))) else {
                break;
            };
            let texts = self.values(field).into_iter().filter_map(|value| match value {
                Value::Text(text, brought) => Some((self.program.text(text), brought)),
                _ => None,
            });
            let texts: Vec<(&str, Brought)> = texts.collect();
            let start = if at == 0 { vec![(String::new(), Brought::Plainly)] } else { joined };
            let between = if at == 0 { "" } else { self.program.text(separator) };
            let longer = start.iter().flat_map(|(start, old)| {
                texts.iter().map(move |(text, brought)| (format!("{start}{between}{text}"), (*old).max(*brought)))
            });
            joined = longer.filter(|(text, _)| text.len() <= MAX_JOINED).take(MAX_COMBINATIONS).collect();
        }
        joined
    }
}

/// A part of a text; places that are negative are counted from the end.
fn part(text: &str, from: i32, until: Option<i32>) -> String {
    let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
    let place = |at: i32| usize::try_from(if at < 0 { at.saturating_add(length) } else { at }).unwrap_or(0);
    let (from, until) = (place(from), until.map_or(usize::MAX, place));
    text.chars().take(until).skip(from).collect()
}

/// Longer texts are no names.
const MAX_JOINED: usize = 100;
const MAX_COMBINATIONS: usize = 64;
/// Names are put together of few parts.
const MAX_ELEMENTS: usize = 16;
