//! Functions whose bodies were cut out of the text: each body is parsed separately, in the scopes
//! that enclose it.

use oxc::{
    ast::ast::{Expression, IdentifierReference, Program, Statement},
    semantic::{ScopeId, SemanticBuilder, SymbolId},
    span::Span,
};
use rustc_hash::FxHashMap as HashMap;

use super::{FIRST_NODE, NO_FUNCTION, NOTHING, builder::Builder, part::Part};
use crate::{scan::script::pieces, token::is_read_in_full};

/// A function whose body was cut out.
pub(super) struct CutFunction {
    pub(super) cut: u32,
    /// The function's span in the enclosing part.
    pub(super) span: Span,
    pub(super) name: Option<Span>,
    /// The scope that the function creates in the enclosing part. Its own name is bound in this
    /// scope or in the one around it.
    pub(super) scope: Option<ScopeId>,
}

impl Builder<'_> {
    pub(super) fn part(&self) -> &Part {
        self.parts.last().expect("the file itself is never left")
    }

    pub(super) fn part_mut(&mut self) -> &mut Part {
        self.parts.last_mut().expect("the file itself is never left")
    }

    /// The span in the file.
    pub(super) fn bounds(&self, span: Span) -> (u32, u32) {
        let places = &self.part().places;
        (places.in_file(span.start), places.in_file(span.end))
    }

    /// The symbol's number in the file.
    pub(super) fn numbered(&self, symbol: Option<SymbolId>) -> Option<SymbolId> {
        Some(self.part().numbered(symbol?))
    }

    /// The variable in an enclosing part that a name refers to when its own part does not bind it.
    pub(super) fn variable_around(&self, identifier: &IdentifierReference<'_>) -> Option<SymbolId> {
        let mut scope = self.part().around?;
        for part in self.parts.iter().rev().skip(1) {
            if let Some(symbol) = part.scoping.find_binding(scope, identifier.name) {
                return Some(part.numbered(symbol));
            }
            scope = part.around?;
        }
        None
    }

    /// The index of the cut that this function body became.
    pub(super) fn cut_at(&self, body: Span) -> Option<u32> {
        self.pieces?;
        self.part().places.cut_at(body.start)
    }

    pub(super) fn has_met_every_cut(&self) -> bool {
        self.met.iter().all(|&met| met)
    }

    /// Parses a function separately and reads it; `None` if the text is not a function.
    pub(super) fn apart<R>(
        &mut self,
        site: &CutFunction,
        read: impl FnOnce(&mut Self, &Expression<'_>) -> Option<R>,
    ) -> Option<R> {
        let pieces = self.pieces?;
        let (start, _) = self.bounds(site.span);
        let piece = pieces.function(start, site.name.map(|name| self.bounds(name)), site.cut)?;
        let mut arena = self.arenas.pop().unwrap_or_default();
        let found = {
            let parsed = pieces::tree(&arena, &piece.text, pieces.source_type);
            let whole =
                only_expression(&parsed.program).filter(|_| is_read_in_full(&parsed, &piece.text));
            whole.and_then(|whole| {
                let scoping = SemanticBuilder::new().build(&parsed.program).semantic.into_scoping();
                let first = self.symbols.len();
                self.symbols.resize(first + scoping.symbols_len(), NOTHING);
                self.parts.push(Part {
                    scoping,
                    first,
                    around: site.scope,
                    scopes: HashMap::default(),
                    places: piece.places,
                });
                let found = read(self, whole);
                self.bind_owners_of_part();
                self.parts.pop();
                found
            })
        };
        arena.reset();
        self.arenas.push(arena);
        self.met[site.cut as usize] |= found.is_some();
        found
    }

    /// A variable's node belongs to the function that declares the variable, no matter where the
    /// node is first created.
    pub(super) fn bind_owners_of_part(&mut self) {
        let part = self.parts.last().expect("the file itself is never left");
        let symbols = self.symbols.iter().skip(part.first).take(part.scoping.symbols_len());
        for (at, &node) in symbols.enumerate().filter(|(_, node)| **node >= FIRST_NODE) {
            let mut scope = Some(part.scoping.symbol_scope_id(SymbolId::from_usize(at)));
            let mut owner = NO_FUNCTION;
            while let Some(here) = scope {
                if let Some(&function) = part.scopes.get(&here) {
                    owner = function;
                    break;
                }
                scope = part.scoping.scope_parent_id(here);
            }
            self.facts.owners[(node - FIRST_NODE) as usize] = owner;
        }
    }
}

/// The expression that makes up a whole text.
fn only_expression<'p>(program: &'p Program<'p>) -> Option<&'p Expression<'p>> {
    match (program.directives.as_slice(), program.body.as_slice()) {
        ([], [Statement::ExpressionStatement(only)]) => Some(&only.expression),
        _ => None,
    }
}
