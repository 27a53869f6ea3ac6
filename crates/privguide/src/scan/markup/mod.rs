//! Templates: components, attributes and event bindings.
//!
//! In: template texts, the [`Catalog`](crate::catalog::Catalog), and a [`World`] that knows the
//! data behind templates and the components in them. Out: a [`Scan`]. Two steps: [`read`] takes one
//! file and finds the elements that could matter; [`link`] takes all of them and determines what
//! dynamic attributes can be: through expressions, the page's own data, named templates, and what
//! parents hand to components. A dialect is a [`Vocabulary`]: data, not code.

mod braces;
mod candidate;
mod demand;
mod expression;
mod link;
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
pub use link::{judge, link};
#[cfg(test)]
pub use places::NoWorld;
pub use places::{Component, Places, World};
pub use skim::Skim;
pub use template::{read, read_elements};
pub use token::{Attribute, Close, Element, Shape, Token, Tokens};
pub use values::{ELEMENT, Path, Values};
pub use vocabulary::{
    CHAMELEON, MPX, Meaning, VUE, Vocabulary, WEPY, WXML, camel, event_name, is_built_in,
};

#[cfg(test)]
use crate::{catalog::Catalog, scan::Scan, tree::SourceText};

/// Scans one template on its own: nothing is known about the data behind it or the components in
/// it.
#[cfg(test)]
pub fn scan_wxml(source: &SourceText, catalog: &Catalog) -> Scan {
    let template = read(source, source.text(), 0..source.text().len(), &WXML, catalog);
    link(&[template], &NoWorld, catalog)
}
