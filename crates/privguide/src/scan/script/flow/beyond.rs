//! The modules beyond the boundary of those that are solved together, as labels of what comes from there.

/// Modules beyond the boundary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) enum Beyond {
    /// A module that one of these imports.
    Imported(usize),
    /// The modules that import this one.
    Importing(usize),
    /// Modules that share a name: a free name, a field of the platform, the app, the pages.
    Named(String),
    /// Modules that share a field of the app, or of pages.
    Field(String, String),
    /// Modules that make pages, in whatever way.
    Pages,
    /// All others.
    Everything,
}

impl Beyond {
    pub(super) fn is_of(&self, name: &str) -> bool {
        matches!(self, Self::Named(of) | Self::Field(of, _) if of == name)
    }
}

/// What is known of modules beyond the boundary without looking at what they say.
pub(in super::super) trait Surroundings: Sync {
    /// There are modules beyond at all.
    fn is_any(&self) -> bool;
    /// Some module beyond spells the name.
    fn spells(&self, name: &str) -> bool;
    /// Some module beyond spells the name, and that of a field of what is reached by it.
    fn spells_field(&self, of: &str, field: &str) -> bool;
    /// Some module beyond may store something under the name into what all modules share.
    fn assigns(&self, name: &str) -> bool;
    /// Some module beyond may have put a field of this name onto the platform.
    fn assigns_to_host(&self, name: &str) -> bool;
}
