//! Variables that are bound to an access: each use of the variable is a use of the access.

use oxc_semantic::SymbolId;

use super::{ModuleFacts, Named, index};

/// Uses of variables, and the accesses that bind one: `const f = wx.getLocation` is used where `f` is.
#[derive(Default)]
pub(super) struct Aliases {
    /// Every use of a variable as a value.
    reads: Vec<(SymbolId, Named)>,
    /// Sites that bind a variable.
    bindings: Vec<(SymbolId, u32)>,
}

impl Aliases {
    pub(super) fn read(&mut self, symbol: SymbolId, named: Named) {
        self.reads.push((symbol, named));
    }

    pub(super) fn bind(&mut self, symbol: SymbolId, site: u32) {
        self.bindings.push((symbol, site));
    }

    /// Writes the uses of its variable to every site that binds one.
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
