//! Walks a tree once and writes down its facts.

use rustc_hash::FxHashMap as HashMap;

use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_semantic::{ScopeId, Scoping, SymbolId};
use oxc_span::Span;

use super::{
    Argument, Body, FIRST_NODE, Flow, Function, Key, MODULE, ModuleFacts, NAMESPACE, NO_FUNCTION,
    NO_SITE, NO_SPAN, NOTHING, NUMBER, Node, Seed, Site, Sym, UNKNOWN, aliases::Aliases, index,
    part::Part, prune::prune,
};
use crate::{
    origin::closed,
    scan::script::{
        Hosts,
        names::Names,
        pieces::{Pieces, Places},
    },
};

/// Builds the facts of a parsed module.
pub(in super::super) fn build(
    program: &Program<'_>,
    scoping: Scoping,
    hosts: &Hosts,
    names: &Names,
) -> ModuleFacts {
    let mut builder = Builder::new(Part::new(scoping), None, hosts, names);
    builder.statements(&program.body);
    builder.finish()
}

/// The same of a script of which the tree holds only the skeleton; nothing when it was not cut as
/// it is to be read.
pub(in super::super) fn build_from_pieces(
    program: &Program<'_>,
    (scoping, places): (Scoping, Places),
    pieces: &Pieces<'_>,
    hosts: &Hosts,
    names: &Names,
) -> Option<ModuleFacts> {
    let mut builder =
        Builder::new(Part { places, ..Part::new(scoping) }, Some(pieces), hosts, names);
    builder.statements(&program.body);
    builder.has_met_every_cut().then(|| builder.finish())
}

pub(super) struct Builder<'s> {
    pub(super) facts: ModuleFacts,
    /// The text around the current place; where it is read piece by piece, the pieces around each
    /// other, outermost first.
    pub(super) parts: Vec<Part>,
    pub(super) pieces: Option<&'s Pieces<'s>>,
    /// The cuts that were met.
    pub(super) met: Vec<bool>,
    /// Empty arenas for trees of pieces.
    pub(super) arenas: Vec<Allocator>,
    pub(super) hosts: &'s Hosts,
    pub(super) known: &'s Names,
    /// The node of each variable; [`NOTHING`] until it is met.
    pub(super) symbols: Vec<Node>,
    /// Variables that are only declared for the type checker (`declare const wx`): free names in
    /// truth.
    pub(super) ambient: Vec<SymbolId>,
    /// The nodes of names that no scope binds.
    pub(super) free: HashMap<Sym, Node>,
    /// The fields of [`UNKNOWN`], by name: what is put into an unknown object is looked for there.
    pub(super) unknown_fields: HashMap<Sym, Node>,
    /// The functions around the current place, arrows included, outermost first.
    pub(super) owners: Vec<u32>,
    /// Names of function expressions, and the function around each.
    pub(super) own_names: Vec<(SymbolId, u32)>,
    /// The next function is an argument or called in place: it has one call.
    pub(super) is_called_once: bool,
    /// The function that is called next is a function expression called in place.
    pub(super) is_called_here: bool,
    /// The place of the call that is read: where the language hands values over that are not in the
    /// text as arguments.
    pub(super) calling: (u32, u32),
    /// Functions around the current place, outermost first.
    pub(super) frames: Vec<Frame>,
    /// Variables that are functions of the language's library: `var d = Object.defineProperty`.
    pub(super) library: HashMap<SymbolId, (String, String)>,
    /// The objects of the `with` statements around the current place.
    pub(super) withs: Vec<Node>,
    /// What the classes around the current place extend, outermost first.
    pub(super) parents: Vec<Node>,
    pub(super) aliases: Aliases,
    /// Which module and export a variable is imported from.
    pub(super) imported: HashMap<SymbolId, (Sym, Sym)>,
    /// The current `default`, `exports` … names, interned once.
    pub(super) words: Words,
}

/// A function (or the module itself) around the current place.
#[derive(Default)]
pub(super) struct Frame {
    /// Index of the function; `None` for the module and inside arrows of it.
    pub(super) function: Option<u32>,
    pub(super) this: Node,
    pub(super) result: Node,
    pub(super) arguments: Node,
    /// The array of what a generator yields.
    pub(super) yields: Node,
    /// Object literals around the current place, within this function.
    pub(super) objects: Vec<u32>,
}

#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) default: Sym,
    pub(super) empty: Sym,
}

/// Whether an expression is called in place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Called,
    Named,
}

impl<'s> Builder<'s> {
    fn new(
        whole: Part,
        pieces: Option<&'s Pieces<'s>>,
        hosts: &'s Hosts,
        known: &'s Names,
    ) -> Self {
        let mut facts = ModuleFacts { nodes: FIRST_NODE, objects: 2, ..ModuleFacts::default() };
        let words =
            Words { default: facts.strings.intern("default"), empty: facts.strings.intern("") };
        let mut builder = Self {
            facts,
            hosts,
            known,
            symbols: vec![NOTHING; whole.scoping.symbols_len()],
            parts: vec![whole],
            pieces,
            met: vec![false; pieces.map_or(0, Pieces::count)],
            arenas: Vec::new(),
            ambient: Vec::new(),
            free: HashMap::default(),
            unknown_fields: HashMap::default(),
            owners: Vec::new(),
            own_names: Vec::new(),
            is_called_once: false,
            is_called_here: false,
            calling: NO_SPAN,
            frames: Vec::new(),
            library: HashMap::default(),
            withs: Vec::new(),
            parents: Vec::new(),
            aliases: Aliases::default(),
            imported: HashMap::default(),
            words,
        };
        let namespace = builder.object_node(NAMESPACE);
        let module = builder.object_node(MODULE);
        let exports = builder.intern("exports");
        builder.flow(Flow::Store { base: module, key: Key::Name(exports), value: namespace });
        builder.facts.exports = builder.load(module, Key::Name(exports), NO_SITE);
        let module_word = builder.intern("module");
        builder.free.insert(module_word, module);
        builder.free.insert(exports, builder.facts.exports);
        builder.frames.push(Frame { this: builder.facts.exports, ..Frame::default() });
        builder
    }

    fn finish(mut self) -> ModuleFacts {
        self.bind_owners();
        let mut facts = std::mem::take(&mut self.facts);
        std::mem::take(&mut self.aliases).write_to(&mut facts);
        drop(self);
        facts.strings.seal();
        prune(&mut facts);
        facts.shrink();
        facts
    }

    pub(super) fn intern(&mut self, text: &str) -> Sym {
        self.facts.strings.intern(text)
    }

    pub(super) fn node(&mut self) -> Node {
        let node = self.facts.nodes;
        self.facts.nodes += 1;
        self.facts.owners.push(self.owners.last().copied().unwrap_or(NO_FUNCTION));
        node
    }

    pub(super) fn flow(&mut self, flow: Flow) {
        self.facts.flows.push(flow);
    }

    pub(super) fn copy(&mut self, from: Node, to: Node) {
        if from != NOTHING && to != NOTHING && from != to {
            self.flow(Flow::Copy { from, to });
        }
    }

    pub(super) fn seed(&mut self, seed: Seed) -> Node {
        let node = self.node();
        self.facts.seeds.push((node, seed));
        node
    }

    pub(super) fn text(&mut self, text: &str) -> Node {
        // Of an address, only whose it is matters.
        let closed = closed(text);
        let text = closed.as_deref().unwrap_or(text);
        // A name is never that long; the texts of a program should not all be kept. A part of one
        // may be a name.
        if text.len() > MAX_TEXT {
            return UNKNOWN;
        }
        let sym = self.intern(text);
        self.seed(Seed::Text(sym))
    }

    pub(super) fn object(&mut self) -> u32 {
        let object = self.facts.objects;
        self.facts.objects += 1;
        object
    }

    pub(super) fn object_node(&mut self, object: u32) -> Node {
        self.seed(Seed::Object(object))
    }

    pub(super) fn function(&mut self) -> u32 {
        self.facts.functions.push(Function::default());
        index(self.facts.functions.len() - 1)
    }

    /// Where the constraints of a function begin.
    pub(super) fn begin_body(&mut self, function: u32, scope: Option<ScopeId>) -> Body {
        self.owners.push(function);
        if let Some(scope) = scope {
            self.part_mut().scopes.insert(scope, function);
        }
        let facts = &self.facts;
        Body {
            nodes: (facts.nodes, 0),
            flows: (index(facts.flows.len()), 0),
            seeds: (index(facts.seeds.len()), 0),
            objects: (facts.objects, 0),
            functions: (function, 0),
        }
    }

    /// The constraints of a function are complete. They are noted when it is worth while to look at
    /// each of its calls separately.
    pub(super) fn end_body(
        &mut self,
        function: u32,
        mut body: Body,
        is_called_once: bool,
        elements: usize,
    ) {
        self.owners.pop();
        let facts = &mut self.facts;
        body.nodes.1 = facts.nodes;
        body.flows.1 = index(facts.flows.len());
        body.seeds.1 = index(facts.seeds.len());
        body.objects.1 = facts.objects;
        body.functions.1 = index(facts.functions.len());
        let own = &facts.functions[function as usize];
        let takes_nothing =
            own.parameters.is_empty() && own.rest == NOTHING && own.arguments == NOTHING;
        let is_small = body.flows.1 - body.flows.0 <= MAX_BODY;
        if is_small && !is_called_once && !takes_nothing && facts.elements.len() == elements {
            facts.functions[function as usize].body = Some(Box::new(body));
        }
    }

    pub(super) fn load(&mut self, base: Node, key: Key, site: u32) -> Node {
        match (base, key) {
            (NOTHING | NUMBER, _) => return NOTHING,
            (UNKNOWN, Key::Name(name)) => {
                if let Some(&field) = self.unknown_fields.get(&name) {
                    return field;
                }
                let field = self.node();
                self.unknown_fields.insert(name, field);
                self.flow(Flow::Load { base, key, to: field, site: NO_SITE });
                return field;
            }
            (UNKNOWN, _) => return UNKNOWN,
            _ => {}
        }
        let to = self.node();
        self.flow(Flow::Load { base, key, to, site });
        to
    }

    pub(super) fn load_name(&mut self, base: Node, name: &str) -> Node {
        let key = Key::Name(self.intern(name));
        self.load(base, key, NO_SITE)
    }

    pub(super) fn store(&mut self, base: Node, key: Key, value: Node) {
        // Numbers are not stored: no query needs them.
        if base != NOTHING && base != NUMBER && value != NOTHING && value != NUMBER {
            self.flow(Flow::Store { base, key, value });
        }
    }

    /// Joins what two expressions may yield.
    pub(super) fn either(&mut self, a: Node, b: Node) -> Node {
        match (a, b) {
            // `x || 0`: what holds for `x` holds for both.
            (NUMBER, NUMBER) => NUMBER,
            (NOTHING | NUMBER, node) | (node, NOTHING | NUMBER) => {
                if node == NUMBER {
                    NOTHING
                } else {
                    node
                }
            }
            (a, b) => {
                let to = self.node();
                self.copy(a, to);
                self.copy(b, to);
                to
            }
        }
    }

    pub(super) fn arguments(
        &mut self,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> (u32, u32) {
        let start = index(self.facts.arguments.len());
        self.facts.arguments.extend(arguments);
        if self.facts.arguments[start as usize..].iter().any(|argument| argument.span == NO_SPAN) {
            self.facts.handing.push((start, self.calling));
        }
        (start, index(self.facts.arguments.len()))
    }

    /// A call that does not stand in the text as such: a callback that a library function calls.
    pub(super) fn call_back(&mut self, callee: Node, values: &[Node]) -> Node {
        self.call_back_on(callee, NOTHING, values)
    }

    /// The same with a `this`.
    pub(super) fn call_back_on(&mut self, callee: Node, this: Node, values: &[Node]) -> Node {
        if callee == NOTHING || callee == NUMBER {
            return NOTHING;
        }
        let arguments = self.arguments(values.iter().map(|&node| Argument { node, span: NO_SPAN }));
        let to = self.node();
        let name = self.words.empty;
        self.flow(Flow::Call {
            callee,
            this,
            arguments,
            to,
            how: super::Calling::Plain,
            name,
            is_native: false,
        });
        to
    }

    pub(super) fn site(&mut self, site: Site) -> u32 {
        self.facts.sites.push(site);
        index(self.facts.sites.len() - 1)
    }

    /// A site for an access, when a query may ask what is accessed.
    pub(super) fn site_for(
        &mut self,
        key: Key,
        span: Span,
        position: Position,
        base_is_host: bool,
    ) -> u32 {
        let is_computed = match key {
            Key::Name(name) if !self.known.is_interesting(self.facts.strings.get(name)) => {
                return NO_SITE;
            }
            // No member is called like a number.
            Key::Node(NUMBER) => return NO_SITE,
            Key::Name(_) => false,
            Key::Node(_) | Key::Any => true,
        };
        self.site(Site {
            span: self.bounds(span),
            is_called: position == Position::Called,
            is_direct: base_is_host && !is_computed,
            is_import: false,
            names: (0, 0),
        })
    }

    pub(super) fn frame(&self) -> &Frame {
        self.frames.last().expect("the module's own frame is never left")
    }
}

/// Constraints of a function that is analysed separately for each of its calls: helpers and
/// factories are small.
const MAX_BODY: u32 = 60;
/// Longer texts are no names of anything.
const MAX_TEXT: usize = 100;
