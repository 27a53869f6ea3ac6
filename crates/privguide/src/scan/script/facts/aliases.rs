//! Variables that are bound to an access: each use of the variable is a use of the access.

use oxc::semantic::SymbolId;

use super::{ModuleFacts, Named, index};

/// The uses of variables, and the accesses whose results are bound to variables. After `const f =
/// wx.getLocation`, each use of `f` is a use of `wx.getLocation`.
#[derive(Default)]
pub(super) struct Aliases {
    /// Every use of a variable as a value.
    reads: Vec<(SymbolId, Named)>,
    /// Variables that are bound to an access, each with the index of its site.
    bindings: Vec<(SymbolId, u32)>,
}

impl Aliases {
    pub(super) fn read(&mut self, symbol: SymbolId, named: Named) {
        self.reads.push((symbol, named));
    }

    pub(super) fn bind(&mut self, symbol: SymbolId, site: u32) {
        self.bindings.push((symbol, site));
    }

    /// Records at every site that binds a variable where that variable is used.
    pub(super) fn write_to(self, facts: &mut ModuleFacts) {
        let Self { mut reads, bindings } = self;
        if bindings.is_empty() {
            return;
        }
        reads.sort_by_key(|(symbol, named)| (symbol.index(), named.span));
        for (symbol, site) in bindings {
            let from = reads.partition_point(|(other, _)| other.index() < symbol.index());
            let start = index(facts.names.len());
            facts.names.extend(
                reads[from..]
                    .iter()
                    .take_while(|(other, _)| *other == symbol)
                    .map(|(_, named)| *named),
            );
            facts.sites[site as usize].names = (start, index(facts.names.len()));
        }
    }
}
