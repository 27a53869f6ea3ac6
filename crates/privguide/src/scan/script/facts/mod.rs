//! The constraints of a module, without its syntax tree.
//!
//! A *node* is a place that values pass through: a variable, a parameter, the result of an
//! expression. A *flow* moves values between nodes. The facts of a module are small, hold no syntax
//! tree and no arena, and are created in parallel. The values are determined later, over the facts
//! of all modules together ([`super::flow`]).

mod aliases;
mod apart;
mod assignment;
mod builder;
mod builtins;
mod bundle;
mod call;
mod containers;
mod entries;
mod expression;
mod function;
mod indirect;
mod jsx;
mod literal;
mod made;
pub(super) mod members;
mod merge;
mod module;
mod native_function;
pub(super) mod natives;
mod options;
mod part;
mod paths;
mod pattern;
pub(super) mod prune;
mod statement;
mod statics;
mod taken;
mod template;
mod text;
mod variable;

use std::sync::Arc;

use rustc_hash::FxHashMap as HashMap;

use super::chunks::Chunks;
pub(super) use builder::{ScriptTree, build, build_from_pieces};
pub(super) use builtins::{APP, PAGES};

/// A place that values pass through; an index that is unique within the module.
pub(super) type Node = u32;
/// An interned name or string of the module.
pub(super) type ModuleSym = u32;

/// No value: `undefined`, `null`, booleans, unused results. It never represents an unknown value;
/// [`UNKNOWN`] does.
pub(super) const NOTHING: Node = 0;
/// The global object, whose fields are the free names.
pub(super) const GLOBAL: Node = 1;
/// All numbers: no member of the platform has a number as its name.
pub(super) const NUMBER: Node = 2;
/// A value whose origin the program does not show and that cannot contain the host: an event, the
/// result of `JSON.parse`.
pub(super) const UNKNOWN: Node = 3;
/// Everything that is thrown or rejected anywhere in the program. Every `catch` may receive it.
pub(super) const THROWN: Node = 4;
/// The first node that belongs to the module itself.
pub(super) const FIRST_NODE: Node = 5;
/// A list with more names is not a table of the program. It is a list of the platform's members,
/// such as the runtimes of frameworks contain.
pub(super) const MAX_WRITTEN: usize = 20;
/// Nothing is copied, so nothing is excluded; see [`ModuleFacts::exclusions`].
pub(super) const NO_EXCLUSION: u32 = u32::MAX;
/// The owner of a node at module level, outside every function.
pub(super) const NO_FUNCTION: u32 = u32::MAX;
/// No site: no query asks what is accessed here.
pub(super) const NO_SITE: u32 = u32::MAX;
/// The span of an argument that the language or a framework passes and that is not in the source.
pub(super) const NO_SPAN: (u32, u32) = (0, 0);

/// The initial `exports` object of a module; an index into [`ModuleFacts::objects`].
pub(super) const NAMESPACE: u32 = 0;
/// The `module` object in CommonJS.
pub(super) const MODULE: u32 = 1;

/// The facts of one module.
#[derive(Debug, Default)]
pub(super) struct ModuleFacts {
    pub(super) strings: Strings,
    /// The number of nodes, including those before [`FIRST_NODE`].
    pub(super) nodes: u32,
    /// The function that each node from [`FIRST_NODE`] on is local to; [`NO_FUNCTION`] for nodes at
    /// module level.
    pub(super) owners: Vec<u32>,
    /// Values of literals.
    pub(super) seeds: Vec<(Node, Seed)>,
    pub(super) flows: Chunks<Flow>,
    /// The arguments of all calls, concatenated.
    pub(super) arguments: Vec<Argument>,
    /// The calls that pass arguments without a span, in the order of those arguments: the index of
    /// the first such argument, and the place of the call.
    pub(super) handing: Vec<(u32, (u32, u32))>,
    pub(super) functions: Vec<Function>,
    /// The number of object literals, arrays, classes and similar in the source. Each is one
    /// abstract object, however often it is created at run time.
    pub(super) objects: u32,
    /// Accesses whose target matters to some query.
    pub(super) sites: Vec<Site>,
    /// The places at which the names bound by a site are used; see [`Site::names`].
    pub(super) names: Vec<Named>,
    pub(super) imports: Vec<Import>,
    /// The result of a `require` or `import * as` of this module.
    pub(super) exports: Node,
    /// The module has `import` or `export` declarations.
    pub(super) is_es_module: bool,
    /// Options of pages and components, whose fields templates can read.
    pub(super) options: Vec<Node>,
    pub(super) elements: Vec<Element>,
    /// The places of expressions in templates that could not be parsed.
    pub(super) unread: Vec<(u32, u32)>,
    /// Names that a copy leaves out because they are defined again after it: `{ ...a, name: b }`.
    pub(super) exclusions: Vec<Vec<ModuleSym>>,
}

impl ModuleFacts {
    /// Frees what the joined program has taken over.
    pub(super) fn give_away(&mut self) {
        self.seeds = Vec::new();
        self.flows = Chunks::default();
        self.arguments = Vec::new();
        self.functions = Vec::new();
        self.sites = Vec::new();
        self.owners = Vec::new();
        self.exclusions = Vec::new();
        self.handing = Vec::new();
    }

    /// Frees capacity that was only needed while the facts grew.
    fn shrink(&mut self) {
        self.seeds.shrink_to_fit();
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
    Text(ModuleSym),
    /// One of the names in a list of the platform's members; see [`MAX_WRITTEN`].
    ListedName,
    Function(u32),
    Object(u32),
}

/// Which field is accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Name(ModuleSym),
    Node(Node),
    /// An element of an array, or a field under an unknown name.
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
        arguments: Arguments,
        to: Node,
        how: Calling,
        name: ModuleSym,
        /// The language has a method of this name, and separate constraints model its effect
        /// ([`natives`]).
        is_native: bool,
    },
    /// String concatenation.
    Join {
        parts: (u32, u32),
        to: Node,
    },
    /// A method of the language computes a string from another.
    Work {
        operation: Operation,
        from: Node,
        to: Node,
    },
    /// A load of a field that `base` lacks falls back to `from`: `Object.assign`, spread,
    /// `Object.create`.
    Link {
        base: Node,
        from: Node,
        /// For a copy, the names that are left out: an index into [`ModuleFacts::exclusions`].
        /// [`NO_EXCLUSION`] for a prototype, whose fields those of `base` hide.
        except: u32,
    },
    /// The framework creates an instance from an options object. `this` in its methods is the
    /// instance, and the framework may pass any arguments to them.
    Instance {
        options: Node,
        /// The native runtime does, and `getCurrentPages()` yields the instance if it is a page.
        is_native: bool,
    },
    /// The names of the fields of `base`.
    Keys {
        base: Node,
        to: Node,
    },
    /// A proxy whose fields are determined by `handler`.
    Proxy {
        target: Node,
        handler: Node,
        object: u32,
    },
    /// A table of module functions in a bundle. The tables of all chunks share one numbering.
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
    /// Replaces each node that the constraint itself names; arguments are in a separate list.
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
            | Self::Instance { options: only, .. }
            | Self::Bundle { table: only, .. }
            | Self::Extends { parent: only, .. } => &mut [only],
        };
        for of in all {
            **of = node(**of);
        }
    }
}

/// How a method of the language computes a string. Values that are not strings are dropped unless
/// the variant says that they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Trim,
    Lower,
    Upper,
    /// The substring from one position to another; a negative position is counted from the end.
    /// `slice` is also a method of arrays, so arrays are kept.
    Part(i32, Option<i32>),
    Replace(ModuleSym, ModuleSym),
    /// Each piece of the string, split at a separator.
    Split(ModuleSym),
    /// The elements of an array, joined with a separator.
    JoinWith(ModuleSym),
    /// Keeps every value that is not a string.
    NoText,
    /// Keeps every value that is known, or that may be the host.
    Known,
    /// An unknown string, if the value is a string.
    UnknownText,
}

/// The form of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calling {
    Plain,
    New,
    /// The only argument after `this` is the array of the actual arguments.
    Apply,
    /// Binds arguments; the function is not yet called.
    Bind,
    /// Like [`Calling::Plain`], but the arguments from the given position on are elements of spread
    /// arrays: each may be passed to any later parameter. If the position does not fit, the
    /// arguments before it may be, too.
    Spread(u8),
    /// [`Calling::New`] where all arguments are elements of a spread array.
    NewSpread,
    /// The framework calls a component with the attributes of an element, or creates an instance of
    /// it that has them as `props`.
    Element,
}

/// A program has many constraints.
const _: () = assert!(size_of::<Flow>() == 24);

/// The arguments of a call: a range in [`ModuleFacts::arguments`]. Five bytes, because a call has
/// more to store than any other constraint.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arguments {
    first: [u8; 4],
    length: u8,
}

impl Arguments {
    /// The builder passes further arguments together, as elements of a spread array.
    pub(super) const MOST: u32 = u8::MAX as u32;

    pub(super) fn new((from, until): (u32, u32)) -> Self {
        let length = u8::try_from(until - from).expect("the builder does not pass more");
        Self { first: from.to_le_bytes(), length }
    }

    /// The index of the first argument, and the index after the last.
    pub(super) fn range(self) -> (u32, u32) {
        let from = u32::from_le_bytes(self.first);
        (from, from + u32::from(self.length))
    }
}

/// An argument of a call, or a part of a concatenated string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Argument {
    pub(super) node: Node,
    /// Its span in the source; [`NO_SPAN`] if it is not in the source.
    pub(super) span: (u32, u32),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Function {
    pub(super) parameters: Vec<Node>,
    /// The array of the rest parameter, and the array of all arguments (`arguments`).
    pub(super) rest: Node,
    pub(super) arguments: Node,
    pub(super) this: Node,
    pub(super) result: Node,
    /// The object that `new` creates, if the source shows one (a class).
    pub(super) instance: Option<u32>,
    /// The object that holds static members, if the source shows one.
    pub(super) statics: Option<u32>,
    /// The function only unwraps modules: `e && e.__esModule ? e : { default: e }`.
    pub(super) is_interop: bool,
    /// The range of its constraints, with those of its inner functions.
    pub(super) flows: (u32, u32),
    /// What is copied if the function is small enough to be analysed separately for each of its
    /// calls.
    pub(super) body: Option<Box<Body>>,
}

/// The constraints, objects and functions that a function and its inner functions create, as
/// half-open ranges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub(super) nodes: (u32, u32),
    pub(super) flows: (u32, u32),
    pub(super) seeds: (u32, u32),
    pub(super) objects: (u32, u32),
    pub(super) functions: (u32, u32),
}

/// An access whose target matters to some query.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    pub(super) span: (u32, u32),
    pub(super) is_called: bool,
    /// The source names both the host and the member.
    pub(super) is_direct: bool,
    /// It is a named import from a module that exports the host.
    pub(super) is_import: bool,
    /// If a name is bound here (`const { x } = …`, `import { x }`): the range of its uses in
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
    pub(super) specifier: ModuleSym,
    /// Receives what the module exports.
    pub(super) to: Node,
}

/// Attributes that can make an element an interface; an object that is spread may contain them.
pub(super) const SPOKEN: [&str; 3] = ["openType", "open-type", "type"];

/// A JSX element, or a call that creates one.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) span: (u32, u32),
    /// The tag as written.
    pub(super) tag: ModuleSym,
    /// The value of the tag, if a call creates the element: a string or a component.
    pub(super) made_of: Option<Node>,
    /// The module and the exported name from which the tag is imported.
    pub(super) imported: Option<(ModuleSym, ModuleSym)>,
    pub(super) attributes: Vec<ElementAttribute>,
}

/// An attribute of a JSX element.
#[derive(Clone, Debug)]
pub(super) struct ElementAttribute {
    pub(super) name: ModuleSym,
    pub(super) value: Node,
    /// The attribute comes from `{...props}`, which may not contain it.
    pub(super) is_spread: bool,
}

/// The interned names and strings of a module.
#[derive(Debug, Default)]
pub(super) struct Strings {
    all: Vec<Arc<str>>,
    index: HashMap<Arc<str>, ModuleSym>,
}

impl Strings {
    pub(super) fn intern(&mut self, text: &str) -> ModuleSym {
        if let Some(&sym) = self.index.get(text) {
            return sym;
        }
        let sym = u32::try_from(self.all.len()).expect("fewer strings than bytes in a file");
        let text: Arc<str> = text.into();
        self.all.push(Arc::clone(&text));
        self.index.insert(text, sym);
        sym
    }

    pub(super) fn get(&self, sym: ModuleSym) -> &str {
        &self.all[sym as usize]
    }

    /// All of them, each with its number as its place.
    pub(super) fn all(&self) -> &[Arc<str>] {
        &self.all
    }

    /// Refers to equal strings of the program in place of the module's own.
    pub(super) fn share(&mut self, of_program: impl Fn(usize) -> Arc<str>) {
        self.all.iter_mut().enumerate().for_each(|(at, text)| *text = of_program(at));
    }

    /// Drops what is only needed while strings are added.
    pub(super) fn seal(&mut self) {
        self.index = HashMap::default();
    }
}

/// The index of the next element of a list of this length.
fn index(length: usize) -> u32 {
    u32::try_from(length).expect("a file holds fewer than 2^32 of anything")
}
