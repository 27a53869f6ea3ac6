//! Parses the YAML of lock files into a tree of maps, lists and strings. It is read event by event,
//! so that nesting needs no stack.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser};

/// The maximum nesting depth; lock files have five levels.
const MAX_DEPTH: usize = 32;

/// A value.
#[derive(Debug)]
pub(super) enum Node<'t> {
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Map(Vec<(Cow<'t, str>, Node<'t>)>),
}

impl<'t> Node<'t> {
    /// The member of a map.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|(known, _)| known == key).map(|(_, node)| node)
    }

    /// The string value of a member.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Self::as_text)
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    pub(super) fn members(&self) -> &[(Cow<'t, str>, Self)] {
        match self {
            Self::Map(members) => members,
            Self::Text(_) | Self::List(_) => &[],
        }
    }
}

/// An incomplete map or list, and the key whose value comes next.
struct Open<'t> {
    node: Node<'t>,
    key: Option<Cow<'t, str>>,
}

/// Every document in a text. Anchors and aliases are rejected: no package manager writes them, and
/// they allow a small file to expand to a huge one.
pub(super) fn read(text: &str) -> Result<Vec<Node<'_>>, String> {
    let mut documents = Vec::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        let done = match event {
            Event::MappingStart(..) => {
                open.push(Open { node: Node::Map(Vec::new()), key: None });
                None
            }
            Event::SequenceStart(..) => {
                open.push(Open { node: Node::List(Vec::new()), key: None });
                None
            }
            Event::MappingEnd | Event::SequenceEnd => open.pop().map(|open| open.node),
            Event::Scalar(value, ..) => Some(Node::Text(value)),
            Event::Alias(_) => return Err(format!("a reference in line {}", span.start.line())),
            _ => None,
        };
        if open.len() > MAX_DEPTH {
            return Err(format!("too deep in line {}", span.start.line()));
        }
        let Some(node) = done else { continue };
        match open.last_mut() {
            None => documents.push(node),
            Some(Open { node: Node::List(items), .. }) => items.push(node),
            Some(Open { node: Node::Map(members), key }) => match (key.take(), node) {
                (Some(key), node) => members.push((key, node)),
                (None, Node::Text(text)) => *key = Some(text),
                (None, _) => {
                    return Err(format!("a key that is no text in line {}", span.start.line()));
                }
            },
            Some(Open { node: Node::Text(_), .. }) => {}
        }
    }
    Ok(documents)
}
