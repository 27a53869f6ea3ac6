//! What the language, the runtimes of bundlers and the hooks of frameworks do with values: tables,
//! one row each.
//!
//! A row is read without the solver: which arguments are called with what, what stays in the
//! receiver, what comes out. A method of the language that has no row is not forgotten: as every
//! call that nothing explains it gives back an unknown value, which may be anything that was passed
//! to it ([`super::super::flow`]).

/// Where a value of a call comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The object whose method is called.
    Receiver,
    /// Any element of it: of an array, a set, an iterator; a value of a map.
    Element,
    /// Any element of its elements, at any depth.
    Inner,
    /// Its names: the keys of a map.
    Key,
    /// An argument.
    Argument(usize),
    /// All arguments from a place on.
    From(usize),
    /// What the callback gives back.
    Returned,
    /// Any element of what the callback gives back.
    ReturnedElement,
}

/// What a call gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// `undefined`, a truth value.
    Nothing,
    /// A number.
    Number,
    /// Any of the places.
    Any(&'static [Place]),
    /// A new array of them; iterators are taken for arrays.
    ArrayOf(&'static [Place]),
    /// A new array of pairs of a name and an element.
    Pairs,
    /// `{ value, done }` of an iterator.
    Step,
    /// A text that nothing more is known of, when the receiver is a text; nothing of anything else.
    Text,
}

/// A method of the language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Native {
    pub(super) name: &'static str,
    /// The argument that is called, and with what; the argument behind it is its `this` when the
    /// language has it so.
    pub(super) calls: Option<(usize, &'static [Place])>,
    /// What becomes an element of the receiver.
    pub(super) keeps: &'static [Place],
    pub(super) gives: Gives,
}

use Place::{Argument, Element, From, Inner, Key, Receiver, Returned, ReturnedElement};

/// What array methods hand to their callbacks.
const EACH: Option<(usize, &[Place])> = Some((0, &[Element, Key, Receiver]));

const fn native(
    name: &'static str,
    calls: Option<(usize, &'static [Place])>,
    keeps: &'static [Place],
    gives: Gives,
) -> Native {
    Native { name, calls, keeps, gives }
}

/// Methods of arrays, texts, maps, sets and iterators. A method that moves elements loses their
/// positions (`keeps: Element`).
#[rustfmt::skip]
pub(super) const METHODS: &[Native] = &[
    native("forEach",        EACH, &[], Gives::Nothing),
    native("some",           EACH, &[], Gives::Nothing),
    native("every",          EACH, &[], Gives::Nothing),
    native("findIndex",      EACH, &[], Gives::Number),
    native("findLastIndex",  EACH, &[], Gives::Number),
    native("filter",         EACH, &[], Gives::ArrayOf(&[Element])),
    native("find",           EACH, &[], Gives::Any(&[Element])),
    native("findLast",       EACH, &[], Gives::Any(&[Element])),
    native("map",            EACH, &[], Gives::ArrayOf(&[Returned])),
    native("flatMap",        EACH, &[], Gives::ArrayOf(&[Returned, ReturnedElement])),
    native("sort",           Some((0, &[Element, Element])), &[Element], Gives::Any(&[Receiver])),
    native("toSorted",       Some((0, &[Element, Element])), &[], Gives::ArrayOf(&[Element])),
    native("push",           None, &[From(0)], Gives::Number),
    native("unshift",        None, &[From(0), Element], Gives::Number),
    native("add",            None, &[From(0)], Gives::Any(&[Receiver])),
    native("fill",           None, &[Argument(0)], Gives::Any(&[Receiver])),
    native("splice",         None, &[From(2), Element], Gives::ArrayOf(&[Element])),
    native("toSpliced",      None, &[], Gives::ArrayOf(&[Element, From(2)])),
    native("with",           None, &[], Gives::ArrayOf(&[Element, Argument(1)])),
    native("copyWithin",     None, &[Element], Gives::Any(&[Receiver])),
    native("reverse",        None, &[Element], Gives::Any(&[Receiver])),
    native("toReversed",     None, &[], Gives::ArrayOf(&[Element])),
    native("pop",            None, &[], Gives::Any(&[Element])),
    native("shift",          None, &[Element], Gives::Any(&[Element])),
    native("at",             None, &[], Gives::Any(&[Element])),
    native("slice",          None, &[], Gives::ArrayOf(&[Element])),
    native("flat",           None, &[], Gives::ArrayOf(&[Inner])),
    native("keys",           None, &[], Gives::ArrayOf(&[Key])),
    native("values",         None, &[], Gives::ArrayOf(&[Element])),
    native("entries",        None, &[], Gives::Pairs),
    native("next",           None, &[], Gives::Step),
    native("deref",          None, &[], Gives::Any(&[Element])),
    native("toArray",        None, &[], Gives::ArrayOf(&[Element])),
    native("toString",       None, &[], Gives::Any(&[Receiver])),
    native("valueOf",        None, &[], Gives::Any(&[Receiver])),
    native("indexOf",        None, &[], Gives::Number),
    native("lastIndexOf",    None, &[], Gives::Number),
    native("charCodeAt",     None, &[], Gives::Number),
    native("codePointAt",    None, &[], Gives::Number),
    native("localeCompare",  None, &[], Gives::Number),
    native("search",         None, &[], Gives::Number),
    native("includes",       None, &[], Gives::Nothing),
    native("startsWith",     None, &[], Gives::Nothing),
    native("endsWith",       None, &[], Gives::Nothing),
    native("has",            None, &[], Gives::Nothing),
    native("delete",         None, &[], Gives::Nothing),
    native("clear",          None, &[], Gives::Nothing),
    native("hasOwnProperty", None, &[], Gives::Nothing),
    native("propertyIsEnumerable", None, &[], Gives::Nothing),
    native("isPrototypeOf",  None, &[], Gives::Nothing),
    native("trim",           None, &[], Gives::Text),
    native("trimStart",      None, &[], Gives::Text),
    native("trimEnd",        None, &[], Gives::Text),
    native("toLowerCase",    None, &[], Gives::Text),
    native("toUpperCase",    None, &[], Gives::Text),
    native("toLocaleLowerCase", None, &[], Gives::Text),
    native("toLocaleUpperCase", None, &[], Gives::Text),
    native("substring",      None, &[], Gives::Text),
    native("substr",         None, &[], Gives::Text),
    native("charAt",         None, &[], Gives::Text),
    native("replace",        None, &[], Gives::Text),
    native("replaceAll",     None, &[], Gives::Text),
    native("padStart",       None, &[], Gives::Text),
    native("padEnd",         None, &[], Gives::Text),
    native("repeat",         None, &[], Gives::Text),
    native("normalize",      None, &[], Gives::Text),
    native("split",          None, &[], Gives::Text),
    native("match",          None, &[], Gives::Text),
    native("matchAll",       None, &[], Gives::Text),
    native("test",           None, &[], Gives::Nothing),
    native("toFixed",        None, &[], Gives::Text),
];

/// Methods whose meaning needs more than a row: `super::builtins` has a branch for each.
const SPECIAL: &[&str] = &[
    "call",
    "apply",
    "bind",
    "reduce",
    "reduceRight",
    "then",
    "catch",
    "finally",
    "concat",
    "set",
    "get",
    "join",
    "setData",
    "__defineGetter__",
];

/// The row of a method.
pub(super) fn method(name: &str) -> Option<&'static Native> {
    METHODS.iter().find(|native| native.name == name)
}

/// The language has a method of this name, and what it does is known.
pub(super) fn is_native(name: &str) -> bool {
    method(name).is_some() || SPECIAL.contains(&name)
}

/// Free names whose methods keep nothing and give back no value of the program: `console.log(x)`,
/// `Math.max(a, b)`.
pub(super) const PURE_OBJECTS: &[&str] = &[
    "console",
    "Math",
    "JSON",
    "Number",
    "Date",
    "RegExp",
    "Intl",
    "performance",
    "Atomics",
    "BigInt",
    "Boolean",
    "WebAssembly",
];

/// Free names that are called, with or without `new`, keep nothing and give back no value of the
/// program.
pub(super) const PURE_FUNCTIONS: &[&str] = &[
    "Boolean",
    "Date",
    "RegExp",
    "isNaN",
    "isFinite",
    "encodeURIComponent",
    "decodeURIComponent",
    "encodeURI",
    "decodeURI",
    "escape",
    "unescape",
    "BigInt",
    "clearTimeout",
    "clearInterval",
    "cancelAnimationFrame",
    "ArrayBuffer",
    "Uint8Array",
    "Uint16Array",
    "Uint32Array",
    "Int8Array",
    "Int16Array",
    "Int32Array",
    "Float32Array",
    "Float64Array",
    "DataView",
    "atob",
    "btoa",
    "getRegExp",
    "getDate",
    "alert",
];

/// Functions that call their first argument, and from which argument on they hand theirs over:
/// `setTimeout(f, 300, x)`.
pub(super) const CALLERS: &[(&str, usize)] = &[
    ("setTimeout", 2),
    ("setInterval", 2),
    ("setImmediate", 1),
    ("queueMicrotask", 1),
    ("requestAnimationFrame", 1),
    ("nextTick", 1),
];

/// Names of the global object.
pub(in super::super) const GLOBAL_OBJECTS: [&str; 4] = ["globalThis", "window", "global", "self"];

/// Whose prototypes answer for objects that are written out.
pub(super) const PROTOTYPES: [&str; 8] =
    ["Object", "Array", "Function", "String", "Number", "Boolean", "Promise", "Date"];
/// What a name begins with that is put onto one of these: it is one of every object.
const ON_ALL: &str = "$%";

/// The name of a field that is put onto the prototypes of the language.
pub(super) fn on_all(name: &str) -> String {
    format!("{ON_ALL}{name}")
}

/// A field that is found by its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum ByName<'n> {
    /// Frameworks put such a name into all of their instances: `$wx`.
    InInstances(&'n str),
    /// It is put onto the prototypes of the language.
    OnAll(&'n str),
}

impl<'n> ByName<'n> {
    /// Whether a field is found by its name alone.
    pub(in super::super) fn of(field: &'n str) -> Option<Self> {
        match field.strip_prefix(ON_ALL) {
            Some(name) => Some(Self::OnAll(name)),
            None => field.starts_with('$').then_some(Self::InInstances(field)),
        }
    }

    /// As it is read.
    pub(in super::super) fn name(self) -> &'n str {
        match self {
            Self::InInstances(name) | Self::OnAll(name) => name,
        }
    }
}

/// What an error is made with; it is an object that may get fields of its own.
pub(super) const ERRORS: &[&str] = &[
    "Error",
    "TypeError",
    "RangeError",
    "SyntaxError",
    "EvalError",
    "ReferenceError",
    "URIError",
    "AggregateError",
];

/// Functions that make instances of their first argument: options of pages and components.
pub(super) const INSTANTIATE: &[&str] = &[
    "App",
    "Page",
    "Component",
    "Behavior",
    "ComponentWithStore",
    "defineComponent",
    "createPage",
    "createComponent",
];

/// Fields of options whose members are members of the instance.
pub(in super::super) const FLATTENED: &[&str] = &["methods"];

/// What a container of a framework is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// An object that holds the argument under `value` and `current`.
    Box,
    /// The same with what the argument, a function or an object with `get`, gives.
    BoxOfResult,
    /// The argument itself.
    Same,
    /// What the argument, a function, gives.
    Result,
    /// The argument, or what it gives, and a function that puts another value in its place.
    State,
    /// What the box in the argument holds, or the argument.
    Unboxed,
}

/// Hooks and containers of React and Vue, free (imported by a build step) or imported from a
/// package.
pub(super) const CONTAINERS: &[(&str, Container)] = &[
    ("ref", Container::Box),
    ("shallowRef", Container::Box),
    ("toRef", Container::Box),
    ("useRef", Container::Box),
    ("createRef", Container::Box),
    ("computed", Container::BoxOfResult),
    ("useMemo", Container::Result),
    ("useCallback", Container::Same),
    ("memo", Container::Same),
    ("reactive", Container::Same),
    ("shallowReactive", Container::Same),
    ("readonly", Container::Same),
    ("shallowReadonly", Container::Same),
    ("markRaw", Container::Same),
    ("toRaw", Container::Same),
    ("observable", Container::Same),
    ("useState", Container::State),
    ("unref", Container::Unboxed),
];

/// The container that a function of this name makes.
pub(super) fn container(name: &str) -> Option<Container> {
    CONTAINERS.iter().find(|(known, _)| *known == name).map(|&(_, container)| container)
}

/// Functions of the language and helpers of compilers that give their argument back.
pub(super) const IDENTITY: &[&str] = &[
    "String",
    "Object",
    "resolve",
    "__importStar",
    "__importDefault",
    "_interopRequireWildcard",
    "_interopRequireDefault",
];

/// Names of functions that carry all members of one object over to another, where the function
/// itself is not known.
const SPREADING: &[&str] =
    &["promis", "proxy", "wrap", "assign", "extend", "mixin", "merge", "clone"];
const SPREADING_WHOLE: &[&str] = &["mapvalues", "pick", "pickby", "omit", "omitby", "defaults"];

/// A function of this name carries all members of an object over.
pub(in super::super) fn spreads_members(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SPREADING.iter().any(|word| name.contains(word)) || SPREADING_WHOLE.contains(&name.as_str())
}

/// The helper of a bundler's `require` that makes a getter of a module: `require.n(module)`.
pub(in super::super) fn is_module_getter(name: &str) -> bool {
    name == "n"
}

/// The field of the host under which a library puts all of its members: `wx.pro`.
pub(in super::super) fn is_host_copy(name: &str) -> bool {
    name == "pro"
}

/// Members of a host that are the host again, beside the names that a framework's row states: what
/// compilers make of a default import.
pub(in super::super) fn is_default_export(name: &str) -> bool {
    matches!(name, "default" | "a")
}

/// Functions of frameworks and compilers whose effect is fully in constraints of its own,
/// independent of their definition in the program.
const EXPLAINED: &[&str] = &[
    "setData",
    "then",
    "catch",
    "finally",
    "call",
    "apply",
    "bind",
    "__importStar",
    "__importDefault",
    "__exportStar",
    "_interopRequireWildcard",
    "_interopRequireDefault",
];

/// Nothing is left open by a call of a function of this name.
pub(in super::super) fn is_explained(name: &str) -> bool {
    EXPLAINED.contains(&name)
}

/// A module that exports nothing but a compiler's helper for imports: what it gets it gives back.
pub(in super::super) fn is_import_helper(specifier: &str) -> bool {
    specifier.contains("interopRequire")
}
