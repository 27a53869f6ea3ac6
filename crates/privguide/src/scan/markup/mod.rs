//! Templates: components, attributes and event bindings.
//!
//! In: template texts, the [`Catalog`](crate::catalog::Catalog), and a [`World`] that provides the
//! data of templates and the components in them. Out: a [`Scan`]. There are two steps: [`read`]
//! finds the elements of one file that could matter; [`link`] combines all files and determines the
//! values of dynamic attributes through expressions, the page's own data, named templates, and the
//! properties that parents pass to components. A dialect is described by a [`Vocabulary`], which is
//! data.

mod bound;
mod braces;
mod candidate;
mod demand;
mod expression;
mod include;
mod link;
mod members;
mod origins;
mod places;
mod skim;
mod template;
mod token;
mod values;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use candidate::{Candidate, Given, Template};
pub use demand::demanded;
pub use expression::evaluate;
pub use include::with_includes;
pub use link::{judge, link};
#[cfg(test)]
pub use places::NoWorld;
pub use places::{Component, Places, World, one_line};
pub use skim::Skim;
pub use template::{read, read_elements, read_with};
pub use token::{Close, MarkupToken, MarkupTokens, StartTag, TagAttribute, TagShape};
pub use values::{DataPath, ELEMENT, ExpressionValues};
pub use vocabulary::{
    AttributeMeaning, CHAMELEON, CodeIn, MPX, VUE, Vocabulary, WEPY, WXML, camel, event_name,
    is_built_in,
};

#[cfg(test)]
use crate::{catalog::Catalog, scan::Scan, tree::SourceText};

/// Scans one template without any information about its data and components.
#[cfg(test)]
pub fn scan_wxml(source: &SourceText, catalog: &Catalog) -> Scan {
    let template = read(source, source.text(), 0..source.text().len(), &WXML, catalog);
    link(&[template], &NoWorld, catalog)
}
