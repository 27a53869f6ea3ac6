//! What templates need from the rest of the program: components, imports and data.

use super::values::ExpressionValues;
use crate::tree::TreePath;

/// Resolves names in templates.
pub trait Places: Sync {
    /// The component that a tag refers to; `None` for the platform's elements.
    fn component(&self, template: &TreePath, tag: &str) -> Option<Component>;

    /// The file that `<import src>` refers to.
    fn import(&self, template: &TreePath, source: &str) -> Option<TreePath>;
}

/// What templates need from the rest of the program.
pub trait World: Places {
    /// The data at a path in the script of the page or component: strings, further paths of the
    /// same data, or unknown. For a property, it is the default; [`link`](super::link) adds the
    /// values that parents pass.
    fn data(&self, template: &TreePath, path: &[String]) -> ExpressionValues;

    /// True if a name is a property of the component, whose value parents set.
    fn is_property(&self, template: &TreePath, name: &str) -> bool;
}

/// The component that a tag refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Component {
    /// Its template is in the tree.
    Here(TreePath),
    /// It comes from a plugin or a package that is not in the tree.
    Elsewhere,
    /// Nothing that was found says which component this is: it may be registered with a computed
    /// name.
    Unnamed,
}

/// Provides no information about the rest of the program.
#[cfg(test)]
#[derive(Clone, Copy, Debug)]
pub struct NoWorld;

#[cfg(test)]
impl World for NoWorld {
    fn data(&self, _: &TreePath, _: &[String]) -> ExpressionValues {
        ExpressionValues::unknown()
    }

    fn is_property(&self, _: &TreePath, _: &str) -> bool {
        false
    }
}

#[cfg(test)]
impl Places for NoWorld {
    fn component(&self, _: &TreePath, _: &str) -> Option<Component> {
        None
    }

    fn import(&self, _: &TreePath, _: &str) -> Option<TreePath> {
        None
    }
}

/// A source text on one line, at most 80 characters.
#[must_use]
pub fn one_line(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LONGEST + 1));
        if line.chars().count() > LONGEST {
            let shortened: String = line.chars().take(LONGEST - 1).collect();
            return shortened + "…";
        }
    }
    line
}
