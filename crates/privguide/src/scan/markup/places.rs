//! What templates ask of the rest of the program: components, imports and data.

use super::values::Values;
use crate::tree::TreePath;

/// Where the names in templates lead.
pub trait Places: Sync {
    /// The component behind a tag, when it is not the platform's own element.
    fn component(&self, template: &TreePath, tag: &str) -> Option<Component>;

    /// The file behind `<import src>`.
    fn import(&self, template: &TreePath, source: &str) -> Option<TreePath>;
}

/// What templates need to know of the rest of the program.
pub trait World: Places {
    /// The data that a page's or component's own script gives to a path: texts, further paths of
    /// the same data, or unknown. A property with its default; what parents hand over is added by
    /// [`link`](super::link).
    fn data(&self, template: &TreePath, path: &[String]) -> Values;

    /// True when a name is a property of the component: its parents decide what it is.
    fn is_property(&self, template: &TreePath, name: &str) -> bool;
}

/// The component behind a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Component {
    /// Its template is in the tree.
    Here(TreePath),
    /// It comes from a plugin or a package that is not there.
    Elsewhere,
}

/// Nothing is known of the rest of the program.
#[cfg(test)]
#[derive(Clone, Copy, Debug)]
pub struct NoWorld;

#[cfg(test)]
impl World for NoWorld {
    fn data(&self, _: &TreePath, _: &[String]) -> Values {
        Values::unknown()
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
