//! Walks a syntax tree once and emits its facts.

use rustc_hash::FxHashMap as HashMap;

use oxc::{
    allocator::Allocator,
    ast::ast::Program,
    semantic::{ScopeId, Scoping, SymbolId},
    span::{GetSpan as _, Span},
};

use super::{
    Argument, Arguments, Body, Calling, FIRST_NODE, Flow, Function, Key, MODULE, ModuleFacts,
    ModuleSym, NAMESPACE, NO_FUNCTION, NO_SITE, NO_SPAN, NOTHING, NUMBER, Node, Seed, Site,
    UNKNOWN, aliases::Aliases, index, merge::merge, natives::NativeFunction, part::Part,
    prune::prune,
};
use crate::{
    origin::closed,
    scan::script::{
        Hosts,
        names::CatalogNames,
        pieces::{PiecePlaces, Pieces},
    },
};

/// A parsed module.
pub(in super::super) struct ScriptTree<'t, 'a> {
    pub(in super::super) program: &'t Program<'a>,
    pub(in super::super) scoping: Scoping,
    pub(in super::super) places: PiecePlaces,
    /// Where the code of templates begins.
    pub(in super::super) template: Option<u32>,
}

/// Builds the facts of a parsed module.
pub(in super::super) fn build(
    tree: ScriptTree<'_, '_>,
    hosts: &Hosts,
    names: &CatalogNames,
) -> ModuleFacts {
    let ScriptTree { program, scoping, places, template } = tree;
    let mut builder = Builder::new(Part { places, ..Part::new(scoping) }, None, hosts, names);
    let own = template.map_or(program.body.len(), |begin| {
        program.body.partition_point(|statement| statement.span().start < begin)
    });
    builder.statements(&program.body[..own]);
    builder.code_of_templates(&program.body[own..]);
    builder.finish()
}

/// Builds the facts of a script of which the tree holds only the skeleton; `None` if a cut turns
/// out not to be the body of a function.
pub(in super::super) fn build_from_pieces(
    program: &Program<'_>,
    (scoping, places): (Scoping, PiecePlaces),
    pieces: &Pieces<'_>,
    hosts: &Hosts,
    names: &CatalogNames,
) -> Option<ModuleFacts> {
    let mut builder =
        Builder::new(Part { places, ..Part::new(scoping) }, Some(pieces), hosts, names);
    builder.statements(&program.body);
    builder.has_met_every_cut().then(|| builder.finish())
}

pub(super) struct Builder<'s> {
    pub(super) facts: ModuleFacts,
    /// The enclosing parts, outermost first: the text of the file and, if it is read piece by
    /// piece, the pieces around the current place.
    pub(super) parts: Vec<Part>,
    pub(super) pieces: Option<&'s Pieces<'s>>,
    /// By cut: whether the walk has met it.
    pub(super) met: Vec<bool>,
    /// Empty arenas for trees of pieces.
    pub(super) arenas: Vec<Allocator>,
    pub(super) hosts: &'s Hosts,
    pub(super) known: &'s CatalogNames,
    /// The node of each variable; [`NOTHING`] until it is met.
    pub(super) symbols: Vec<Node>,
    /// Variables that are declared for the type checker only (`declare const wx`): at run time they
    /// are free names.
    pub(super) ambient: Vec<SymbolId>,
    /// The nodes of free names (names that no scope binds).
    pub(super) free: HashMap<ModuleSym, Node>,
    /// The fields of [`UNKNOWN`] by name, so that what is stored in an unknown object can be found
    /// there.
    pub(super) unknown_fields: HashMap<ModuleSym, Node>,
    /// The functions around the current place, including arrow functions, outermost first.
    pub(super) owners: Vec<u32>,
    /// Names of function expressions, each with the function around it.
    pub(super) own_names: Vec<(SymbolId, u32)>,
    /// The next function is an argument or is called in place: it has exactly one call.
    pub(super) is_called_once: bool,
    /// The next callee is a function expression that is called in place.
    pub(super) is_called_here: bool,
    /// The span of the call that is being read. It is the place of arguments that the language
    /// passes implicitly.
    pub(super) calling: (u32, u32),
    /// Functions around the current place, outermost first.
    pub(super) frames: Vec<Frame>,
    /// Variables that hold functions of the language: `var d = Object.defineProperty`.
    pub(super) library: HashMap<SymbolId, NativeFunction>,
    /// The objects of the `with` statements around the current place.
    pub(super) withs: Vec<Node>,
    /// In the code of a template: the instance whose members its names are.
    pub(super) instance: Option<Node>,
    /// The superclasses of the classes around the current place, outermost first.
    pub(super) parents: Vec<Node>,
    pub(super) aliases: Aliases,
    /// The values of fields `default`, by the first byte of the expression.
    pub(super) defaults: HashMap<u32, Node>,
    /// Which module and export a variable is imported from.
    pub(super) imported: HashMap<SymbolId, (ModuleSym, ModuleSym)>,
    /// The symbols of `default`, `exports` and other frequent names, interned once.
    pub(super) words: Words,
}

/// A function (or the module itself) around the current place.
#[derive(Default)]
pub(super) struct Frame {
    /// Index of the function; `None` at module level, also inside arrow functions there.
    pub(super) function: Option<u32>,
    pub(super) this: Node,
    pub(super) result: Node,
    pub(super) arguments: Node,
    /// The array of the values that a generator yields.
    pub(super) yields: Node,
    /// Object literals around the current place, within this function.
    pub(super) objects: Vec<u32>,
}

#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) default: ModuleSym,
    pub(super) empty: ModuleSym,
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
        known: &'s CatalogNames,
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
            instance: None,
            parents: Vec::new(),
            aliases: Aliases::default(),
            defaults: HashMap::default(),
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
        merge(&mut facts);
        prune(&mut facts);
        facts.shrink();
        facts
    }

    pub(super) fn intern(&mut self, text: &str) -> ModuleSym {
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
        // Of an address, only the host name matters.
        let closed = closed(text);
        let text = closed.as_deref().unwrap_or(text);
        // No name is that long, and keeping all strings of a program would cost too much memory. A
        // part of a long string may still be a name.
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

    /// Marks where the constraints of a function begin.
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

    /// Marks where the constraints of a function end. They are recorded if it pays to analyse each
    /// call of the function separately.
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
        facts.functions[function as usize].flows = body.flows;
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

    /// The union of what two expressions may yield.
    pub(super) fn either(&mut self, a: Node, b: Node) -> Node {
        match (a, b) {
            // `x || 0`: everything that is known about `x` holds for the result.
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

    /// The arguments of a call. If there are more than [`Arguments::MOST`], the last ones are passed
    /// together, each to any of the later parameters.
    pub(super) fn passed(
        &mut self,
        arguments: impl IntoIterator<Item = Argument>,
        how: Calling,
    ) -> (Arguments, Calling) {
        let (from, until) = self.arguments(arguments);
        if until - from <= Arguments::MOST {
            return (Arguments::new((from, until)), how);
        }
        let last = from + Arguments::MOST - 1;
        let others = self.facts.arguments.split_off(last as usize);
        let node = self.node();
        for other in others {
            self.copy(other.node, node);
        }
        self.arguments([Argument { node, span: NO_SPAN }]);
        let how = match how {
            Calling::Plain => Calling::Spread(u8::MAX - 1),
            Calling::Spread(place) => Calling::Spread(place.min(u8::MAX - 1)),
            Calling::New => Calling::NewSpread,
            how => how,
        };
        (Arguments::new((from, last + 1)), how)
    }

    /// A call without a call expression in the source: a library function calls a callback.
    pub(super) fn call_back(&mut self, callee: Node, values: &[Node]) -> Node {
        self.call_back_on(callee, NOTHING, values)
    }

    /// Like [`Self::call_back`], with a `this`.
    pub(super) fn call_back_on(&mut self, callee: Node, this: Node, values: &[Node]) -> Node {
        if callee == NOTHING || callee == NUMBER {
            return NOTHING;
        }
        let arguments = values.iter().map(|&node| Argument { node, span: NO_SPAN });
        self.unnamed_call(callee, this, arguments, Calling::Plain)
    }

    /// Like [`Self::call_back_on`], for a function that need not be there, such as a setter.
    pub(super) fn call_if_there(&mut self, callee: Node, this: Node, values: &[Node]) {
        if callee == NOTHING || callee == NUMBER {
            return;
        }
        let arguments = values.iter().map(|&node| Argument { node, span: NO_SPAN });
        let (arguments, how) = self.passed(arguments, Calling::Plain);
        let (to, name) = (self.node(), self.words.empty);
        self.flow(Flow::Call { callee, this, arguments, to, how, name, is_native: true });
    }

    /// A call that names no method. Returns its result.
    pub(super) fn unnamed_call(
        &mut self,
        callee: Node,
        this: Node,
        arguments: impl IntoIterator<Item = Argument>,
        how: Calling,
    ) -> Node {
        let (arguments, how) = self.passed(arguments, how);
        let (to, name) = (self.node(), self.words.empty);
        self.flow(Flow::Call { callee, this, arguments, to, how, name, is_native: false });
        to
    }

    pub(super) fn site(&mut self, site: Site) -> u32 {
        self.facts.sites.push(site);
        index(self.facts.sites.len() - 1)
    }

    /// Creates a site for an access if a query may ask what is accessed.
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
            // No member of the platform has a number as its name.
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

/// The maximum number of constraints of a function that is analysed separately for each of its
/// calls: helpers and factories are small.
const MAX_BODY: u32 = 60;
/// Longer strings cannot be names.
const MAX_TEXT: usize = 100;
