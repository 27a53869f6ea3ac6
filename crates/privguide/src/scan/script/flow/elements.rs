//! JSX elements and calls that create elements, with the possible values of their attributes.

use super::answer::{Answer, AnswerReader, FoundElement, Texts};
use crate::scan::script::facts::{FIRST_NODE, NOTHING, Node};

impl AnswerReader<'_, '_> {
    pub(super) fn elements(&self, answer: &mut Answer) {
        for (module, linked) in self.modules.iter().enumerate() {
            let facts = &linked.facts;
            let shift = self.solver.program.ranges[module].first_node - FIRST_NODE;
            let text = |sym: u32| facts.strings.get(sym).to_owned();
            for element in &facts.elements {
                let attributes = element.attributes.iter().filter_map(|attribute| {
                    let value = match attribute.value {
                        NOTHING => Texts::default(),
                        node => self.solver.texts(node + shift),
                    };
                    let is_there = !attribute.is_spread || !value.texts.is_empty();
                    is_there.then(|| (text(attribute.name), value))
                });
                let attributes = attributes.collect();
                let imported = element.imported.map(|(source, name)| (text(source), text(name)));
                let found = FoundElement {
                    module,
                    span: element.span,
                    tag: text(element.tag),
                    made: None,
                    imported,
                    attributes,
                };
                match element.made_of {
                    Some(node) if element.imported.is_none() => {
                        answer.elements.extend(self.made(found, node, shift));
                    }
                    _ => answer.elements.push(found),
                }
            }
        }
    }

    /// The elements that a call may create: one for each possible value of the tag.
    fn made(&self, found: FoundElement, node: Node, shift: u32) -> Vec<FoundElement> {
        let tags = match node {
            NOTHING => Texts::default(),
            node => self.solver.texts(node + shift),
        };
        let known = |tag: &String| self.solver.question.names.is_element(tag);
        let platform: Vec<String> = tags.texts.into_iter().filter(known).collect();
        if platform.is_empty() {
            // The tag is a custom component, if the call creates an element at all.
            return if found.tag.is_empty() { Vec::new() } else { vec![found] };
        }
        let element = |tag: &String| FoundElement { made: Some(tag.clone()), ..found.clone() };
        platform.iter().map(element).collect()
    }
}
