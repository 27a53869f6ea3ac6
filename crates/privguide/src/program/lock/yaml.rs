//! Parses the YAML of lock files into a tree of maps, lists and strings. It is read event by event,
//! so that nesting needs no stack.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser};

/// The maximum nesting depth; lock files have five levels.
const MAX_DEPTH: usize = 32;

/// A value.
#[derive(Debug)]
pub(super) enum YamlNode<'t> {
    Text(Cow<'t, str>),
    List(Vec<YamlNode<'t>>),
    Map(Vec<(Cow<'t, str>, YamlNode<'t>)>),
}

impl<'t> YamlNode<'t> {
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
struct OpenNode<'t> {
    node: YamlNode<'t>,
    key: Option<Cow<'t, str>>,
}

/// Every document in a text. Anchors and aliases are rejected: no package manager writes them, and
/// they allow a small file to expand to a huge one.
pub(super) fn read(text: &str) -> Result<Vec<YamlNode<'_>>, String> {
    let mut documents = Vec::new();
    let mut open: Vec<OpenNode<'_>> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        let done = match event {
            Event::MappingStart(..) => {
                open.push(OpenNode { node: YamlNode::Map(Vec::new()), key: None });
                None
            }
            Event::SequenceStart(..) => {
                open.push(OpenNode { node: YamlNode::List(Vec::new()), key: None });
                None
            }
            Event::MappingEnd | Event::SequenceEnd => open.pop().map(|open| open.node),
            Event::Scalar(value, ..) => Some(YamlNode::Text(value)),
            Event::Alias(_) => return Err(format!("a reference in line {}", span.start.line())),
            _ => None,
        };
        if open.len() > MAX_DEPTH {
            return Err(format!("too deep in line {}", span.start.line()));
        }
        let Some(node) = done else { continue };
        match open.last_mut() {
            None => documents.push(node),
            Some(OpenNode { node: YamlNode::List(items), .. }) => items.push(node),
            Some(OpenNode { node: YamlNode::Map(members), key }) => match (key.take(), node) {
                (Some(key), node) => members.push((key, node)),
                (None, YamlNode::Text(text)) => *key = Some(text),
                (None, _) => {
                    return Err(format!("a key that is no text in line {}", span.start.line()));
                }
            },
            Some(OpenNode { node: YamlNode::Text(_), .. }) => {}
        }
    }
    Ok(documents)
}
