//! The constraints of a module, without its syntax tree.
//!
//! A *node* is a place that values pass through: a variable, a parameter, the result of an
//! expression. A *flow* moves values between nodes. The facts of a module are small, own no tree
//! and no arena, and are made in parallel; what the values are is determined later, over the facts
//! of all modules together ([`super::flow`]).

mod aliases;
mod apart;
mod assignment;
mod builder;
mod builtins;
mod call;
mod entries;
mod expression;
mod function;
mod indirect;
mod jsx;
mod literal;
mod made;
mod module;
pub(super) mod natives;
mod part;
mod pattern;
pub(super) mod prune;
mod statement;
mod statics;
mod text;
mod variable;

use rustc_hash::FxHashMap as HashMap;

pub(super) use builder::{build, build_from_pieces};
pub(super) use builtins::{APP, PAGES};

/// A place that values pass through; an index that is unique within the module.
pub(super) type Node = u32;
/// An interned name or text of the module.
pub(super) type Sym = u32;

/// No value: `undefined`, `null`, booleans, unused results. Never: a value that is not known; that
/// is [`UNKNOWN`].
pub(super) const NOTHING: Node = 0;
/// The global object, whose fields are the free names.
pub(super) const GLOBAL: Node = 1;
/// All numbers: no member of the platform is called like one.
pub(super) const NUMBER: Node = 2;
/// A value that the program does not explain and into which no host can have come: an event, the
/// result of `JSON.parse`.
pub(super) const UNKNOWN: Node = 3;
/// Everything that is thrown or rejected anywhere: what every `catch` may receive.
pub(super) const THROWN: Node = 4;
/// The first node of a module's own.
pub(super) const FIRST_NODE: Node = 5;
/// More names than a program's own tables hold: a longer list is one of what the platform has, as
/// the runtimes of frameworks carry one.
pub(super) const MAX_WRITTEN: usize = 20;
/// No exclusions, [`ModuleFacts::exclusions`].
pub(super) const NO_EXCLUSION: u32 = u32::MAX;
/// No function: a node of the module itself.
pub(super) const NO_FUNCTION: u32 = u32::MAX;
/// No site: no query asks what is accessed here.
pub(super) const NO_SITE: u32 = u32::MAX;
/// The span of an argument that the language or a framework hands over, which does not stand in the
/// text.
pub(super) const NO_SPAN: (u32, u32) = (0, 0);

/// The object that a module's `exports` is at first; an index into [`ModuleFacts::objects`].
pub(super) const NAMESPACE: u32 = 0;
/// The object that is called `module` in CommonJS.
pub(super) const MODULE: u32 = 1;

/// Everything a module says.
#[derive(Debug, Default)]
pub(super) struct ModuleFacts {
    pub(super) strings: Strings,
    /// How many nodes there are, those before [`FIRST_NODE`] included.
    pub(super) nodes: u32,
    /// The function that each node from [`FIRST_NODE`] on is local to, or [`NO_FUNCTION`].
    pub(super) owners: Vec<u32>,
    /// Values that stand in the text.
    pub(super) seeds: Vec<(Node, Seed)>,
    pub(super) flows: Vec<Flow>,
    /// The arguments of calls, one after the other.
    pub(super) arguments: Vec<Argument>,
    /// The calls in the text by which arguments without a span are handed over: the first of these
    /// arguments, and the place.
    pub(super) handing: Vec<(u32, (u32, u32))>,
    pub(super) functions: Vec<Function>,
    /// How many object literals, arrays, classes … the module has: each is one object, however
    /// often it is made.
    pub(super) objects: u32,
    /// Accesses of which it matters what is accessed.
    pub(super) sites: Vec<Site>,
    /// The places at which the names bound by a site are used; see [`Site::names`].
    pub(super) names: Vec<Named>,
    pub(super) imports: Vec<Import>,
    /// What a `require` or `import * as` of this module yields.
    pub(super) exports: Node,
    /// It has `import` or `export` declarations.
    pub(super) is_es_module: bool,
    /// Options of pages and components: what templates can see.
    pub(super) options: Vec<Node>,
    pub(super) elements: Vec<Element>,
    /// Names that a copy does not carry over because they are written again behind it:
    /// `{ ...a, name: b }`.
    pub(super) exclusions: Vec<Vec<Sym>>,
}

impl ModuleFacts {
    /// Drops what was taken over by a program.
    pub(super) fn give_away(&mut self) {
        self.seeds = Vec::new();
        self.flows = Vec::new();
        self.arguments = Vec::new();
        self.functions = Vec::new();
        self.sites = Vec::new();
        self.owners = Vec::new();
        self.exclusions = Vec::new();
    }

    /// Gives back the room that was only needed while it grew.
    fn shrink(&mut self) {
        self.seeds.shrink_to_fit();
        self.flows.shrink_to_fit();
        self.arguments.shrink_to_fit();
        self.functions.shrink_to_fit();
        self.sites.shrink_to_fit();
        self.names.shrink_to_fit();
        self.owners.shrink_to_fit();
    }
}

/// A literal value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seed {
    Text(Sym),
    /// One of the names in a list of members, [`MAX_WRITTEN`].
    ListedName,
    Function(u32),
    Object(u32),
}

/// Which field is accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Name(Sym),
    Node(Node),
    /// An element of an array, a field under an unknown name.
    Any,
}

/// One movement of values.
#[derive(Clone, Copy, Debug)]
pub(super) enum Flow {
    Copy {
        from: Node,
        to: Node,
    },
    Load {
        base: Node,
        key: Key,
        to: Node,
        site: u32,
    },
    Store {
        base: Node,
        key: Key,
        value: Node,
    },
    Call {
        callee: Node,
        this: Node,
        arguments: (u32, u32),
        to: Node,
        how: Calling,
        name: Sym,
        /// The language has a method of this name, and its effect is in constraints of its own
        /// ([`natives`]).
        is_native: bool,
    },
    /// Texts put together.
    Join {
        parts: (u32, u32),
        to: Node,
    },
    /// A text that a method of the language makes of another.
    Work {
        operation: Operation,
        from: Node,
        to: Node,
    },
    /// Fields that `base` lacks are those of `from`: `Object.assign`, spread, `Object.create`.
    Link {
        base: Node,
        from: Node,
        /// Names that are not carried over: an index into [`ModuleFacts::exclusions`].
        except: u32,
    },
    /// The framework makes an instance of an object of options: `this` in its methods is the
    /// instance, and it hands them what it likes.
    Instance {
        options: Node,
    },
    /// The names of the fields of `base`.
    Keys {
        base: Node,
        to: Node,
    },
    /// An object that asks `handler` for its fields.
    Proxy {
        target: Node,
        handler: Node,
        object: u32,
    },
    /// A table of module functions as bundlers write it; those of chunks share one numbering.
    Bundle {
        table: Node,
        is_chunk: bool,
    },
    /// `class … extends parent`.
    Extends {
        class: u32,
        parent: Node,
    },
}

impl Flow {
    /// Gives each node that the constraint names itself another number; arguments are in a list of
    /// their own.
    pub(super) fn map_nodes(&mut self, mut node: impl FnMut(Node) -> Node) {
        if let Self::Load { key: Key::Node(key), .. } | Self::Store { key: Key::Node(key), .. } =
            self
        {
            *key = node(*key);
        }
        let all: &mut [&mut Node] = match self {
            Self::Copy { from, to } | Self::Work { from, to, .. } => &mut [from, to],
            Self::Load { base, to, .. } | Self::Keys { base, to } => &mut [base, to],
            Self::Store { base, value, .. } => &mut [base, value],
            Self::Call { callee, this, to, .. } => &mut [callee, this, to],
            Self::Link { base, from, .. } => &mut [base, from],
            Self::Proxy { target, handler, .. } => &mut [target, handler],
            Self::Join { to: only, .. }
            | Self::Instance { options: only }
            | Self::Bundle { table: only, .. }
            | Self::Extends { parent: only, .. } => &mut [only],
        };
        for of in all {
            **of = node(**of);
        }
    }
}

/// What a method of the language makes of a text; what is no text goes through only where that is
/// written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Trim,
    Lower,
    Upper,
    /// From a place up to another, counted from the end when negative. Arrays have it as well: they
    /// go through.
    Part(i32, Option<i32>),
    Replace(Sym, Sym),
    /// Each of the pieces.
    Split(Sym),
    /// The elements of an array, put together.
    JoinWith(Sym),
    /// Any value that is not a string.
    NoText,
    /// A text of which nothing is known, when it is made of a text.
    UnknownText,
}

/// In which manner something is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calling {
    Plain,
    New,
    /// The only argument after `this` is the array of arguments.
    Apply,
    /// Arguments are bound, nothing is returned yet.
    Bind,
    /// Like [`Calling::Plain`], but the elements of the arguments from the given place on are
    /// spread: any of them may become any later parameter. Where the place is too large, those
    /// before it may, too.
    Spread(u8),
    /// [`Calling::New`] with arguments that are all spread.
    NewSpread,
}

/// An argument of a call, or a part of a joined text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Argument {
    pub(super) node: Node,
    /// Its place in the text; empty when it does not stand there.
    pub(super) span: (u32, u32),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Function {
    pub(super) parameters: Vec<Node>,
    /// The array of the remaining parameters, and of all of them (`arguments`).
    pub(super) rest: Node,
    pub(super) arguments: Node,
    pub(super) this: Node,
    pub(super) result: Node,
    /// The object that `new` makes, when the text shows one (a class).
    pub(super) instance: Option<u32>,
    /// The object that holds static members, when the text shows one.
    pub(super) statics: Option<u32>,
    /// It only unwraps modules: `e && e.__esModule ? e : { default: e }`.
    pub(super) is_interop: bool,
    /// Its own part of the module's constraints, when it is small enough to be analysed separately
    /// for each of its calls.
    pub(super) body: Option<Box<Body>>,
}

/// The part of a module's constraints that a function and the functions in it make: half-open
/// ranges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub(super) nodes: (u32, u32),
    pub(super) flows: (u32, u32),
    pub(super) seeds: (u32, u32),
    pub(super) objects: (u32, u32),
    pub(super) functions: (u32, u32),
}

/// An access of which it matters what is accessed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    pub(super) span: (u32, u32),
    pub(super) is_called: bool,
    /// Both the host and the member are written out by name.
    pub(super) is_direct: bool,
    /// It is a named import from a module that exports the host.
    pub(super) is_import: bool,
    /// For a name that is bound here (`const { x } = …`, `import { x }`): where it is used, in
    /// [`ModuleFacts::names`].
    pub(super) names: (u32, u32),
}

/// A use of a name that a site binds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub(super) span: (u32, u32),
    pub(super) is_called: bool,
}

/// A module that is imported or required.
#[derive(Clone, Copy, Debug)]
pub(super) struct Import {
    pub(super) specifier: Sym,
    /// Receives what the module exports.
    pub(super) to: Node,
}

/// Attributes that make an element an interface: what a spread may bring.
pub(super) const SPOKEN: [&str; 3] = ["openType", "open-type", "type"];

/// A JSX element, or a call that makes one.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) span: (u32, u32),
    /// The tag as written.
    pub(super) tag: Sym,
    /// What the tag is, when a call makes the element: a text, a component.
    pub(super) made_of: Option<Node>,
    /// The module and exported name that the tag is imported as.
    pub(super) imported: Option<(Sym, Sym)>,
    pub(super) attributes: Vec<ElementAttribute>,
}

/// An attribute of a JSX element.
#[derive(Clone, Debug)]
pub(super) struct ElementAttribute {
    pub(super) name: Sym,
    pub(super) value: Node,
    /// It comes with `{...props}`, if it is there at all.
    pub(super) is_spread: bool,
}

/// The names and texts of a module, each once.
#[derive(Debug, Default)]
pub(super) struct Strings {
    all: Vec<Box<str>>,
    index: HashMap<Box<str>, Sym>,
}

impl Strings {
    pub(super) fn intern(&mut self, text: &str) -> Sym {
        if let Some(&sym) = self.index.get(text) {
            return sym;
        }
        let sym = u32::try_from(self.all.len()).expect("fewer strings than bytes in a file");
        self.all.push(text.into());
        self.index.insert(text.into(), sym);
        sym
    }

    pub(super) fn get(&self, sym: Sym) -> &str {
        &self.all[sym as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(AsRef::as_ref)
    }

    /// Drops what is only needed while strings are added.
    pub(super) fn seal(&mut self) {
        self.index = HashMap::default();
    }
}

/// The number of the next of so many things.
fn index(length: usize) -> u32 {
    u32::try_from(length).expect("a file holds fewer than 2^32 of anything")
}
