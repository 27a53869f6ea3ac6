//! A text that is parsed separately, with its symbols and scopes.

use oxc::semantic::{ScopeId, Scoping, SymbolId};
use rustc_hash::FxHashMap as HashMap;

use crate::scan::script::pieces::PiecePlaces;

/// A text that was parsed separately: the file, or a function of it.
pub(super) struct Part {
    pub(super) scoping: Scoping,
    /// The number of its first symbol: symbols are numbered across all parts of a file.
    pub(super) first: usize,
    /// The scope that contains it, in the enclosing part.
    pub(super) around: Option<ScopeId>,
    /// The function that each function scope belongs to.
    pub(super) scopes: HashMap<ScopeId, u32>,
    pub(super) places: PiecePlaces,
}

impl Part {
    /// The part that is a whole file.
    pub(super) fn new(scoping: Scoping) -> Self {
        Self {
            scoping,
            first: 0,
            around: None,
            scopes: HashMap::default(),
            places: PiecePlaces::default(),
        }
    }

    pub(super) fn numbered(&self, symbol: SymbolId) -> SymbolId {
        SymbolId::from_usize(self.first + symbol.index())
    }
}
