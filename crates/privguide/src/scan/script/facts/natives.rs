//! The effects of the language, of bundler runtimes and of framework hooks on values, as tables.
//!
//! A row says which arguments are called and with which values, which values are stored in the
//! receiver, and what the call returns. A method of the language without a row is treated like
//! every other unresolved call: it returns an unknown value, which may be any of the arguments
//! ([`super::super::flow`]).

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{NUMBER, Node, UNKNOWN};

/// A source of values in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueSource {
    /// The object whose method is called.
    Receiver,
    /// Any element of the receiver: of an array, a set, an iterator; a value of a map.
    Element,
    /// Any element of the receiver's elements, at any depth.
    Inner,
    /// The names of the receiver's fields: the keys of a map.
    Key,
    /// An argument.
    Argument(usize),
    /// All arguments from a position on.
    From(usize),
    /// The result of the callback.
    Returned,
    /// Any element of the callback's result.
    ReturnedElement,
}

/// The result of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// `undefined` or a boolean.
    Nothing,
    /// A number.
    Number,
    /// Values from any of these places.
    Any(&'static [ValueSource]),
    /// A new array of values from these places; iterators are treated as arrays.
    ArrayOf(&'static [ValueSource]),
    /// A new array of pairs of a name and an element.
    Pairs,
    /// `{ value, done }` of an iterator.
    Step,
    /// An unknown string if the receiver is a string; nothing otherwise.
    Text,
}

/// A method of the language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Native {
    pub(super) name: &'static str,
    /// The argument that is called, and the values that it is called with. If the language says so,
    /// the next argument is its `this`.
    pub(super) calls: Option<(usize, &'static [ValueSource])>,
    /// Values that become elements of the receiver.
    pub(super) keeps: &'static [ValueSource],
    pub(super) gives: Gives,
}

use ValueSource::{Argument, Element, From, Inner, Key, Receiver, Returned, ReturnedElement};

/// What array methods pass to their callbacks.
const EACH: Option<(usize, &[ValueSource])> = Some((0, &[Element, Key, Receiver]));

const fn native(
    name: &'static str,
    calls: Option<(usize, &'static [ValueSource])>,
    keeps: &'static [ValueSource],
    gives: Gives,
) -> Native {
    Native { name, calls, keeps, gives }
}

/// Methods of arrays, strings, maps, sets and iterators. For a method that moves elements,
/// positions are lost (`keeps: Element`).
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

/// Methods whose effect a row cannot express: `super::builtins` has a branch for each.
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
    static ROWS: LazyLock<FxHashMap<&str, &Native>> =
        LazyLock::new(|| METHODS.iter().map(|native| (native.name, native)).collect());
    ROWS.get(name).copied()
}

/// Whether the language has a method of this name whose effect is known.
pub(super) fn is_native(name: &str) -> bool {
    method(name).is_some() || SPECIAL.contains(&name)
}

/// Whether a method of the language may be taken from a prototype and called on another object.
pub(super) fn is_borrowed(name: &str) -> bool {
    is_native(name) && !matches!(name, "call" | "apply" | "bind" | "setData")
}

/// Whether a free name is a function of the language.
pub(super) fn is_free_function(name: &str) -> bool {
    PURE_FUNCTIONS.contains(&name)
        || PARSERS.contains(&name)
        || matches!(name, "String" | "Object")
        || CALLERS.iter().any(|(known, _)| *known == name)
}

/// Functions that return a number.
pub(super) const PARSERS: [&str; 3] = ["parseInt", "parseFloat", "Number"];

/// A function of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NativeFunction {
    /// A static method: `Object.keys`.
    Static(String, String),
    /// A method of a prototype: `Array.prototype.slice`, `[].push`.
    Method(String),
    /// A free name: `setTimeout`, `String`.
    Free(String),
}

/// Free names whose methods store nothing and return no value of the program: `console.log(x)`,
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

/// What the methods of such an object return; `None` for other names.
pub(super) fn pure_result(object: &str) -> Option<Node> {
    PURE_OBJECTS.contains(&object).then_some(if object == "Math" { NUMBER } else { UNKNOWN })
}

/// Free names of functions that, with or without `new`, store nothing and return no value of the
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

/// Functions that call their first argument, each with the position of the first argument that is
/// passed on: `setTimeout(f, 300, x)`.
pub(super) const CALLERS: &[(&str, usize)] = &[
    ("setTimeout", 2),
    ("setInterval", 2),
    ("setImmediate", 1),
    ("queueMicrotask", 1),
    ("requestAnimationFrame", 1),
    ("nextTick", 1),
];

/// Classes whose prototypes are searched for fields that an object itself lacks.
pub(super) const PROTOTYPES: [&str; 8] =
    ["Object", "Array", "Function", "String", "Number", "Boolean", "Promise", "Date"];
/// The prefix of a field that is stored in one of these prototypes: every object has the field.
const ON_ALL: &str = "$%";

/// The internal name of a field that is stored in the prototypes of the language.
pub(super) fn on_all(name: &str) -> String {
    format!("{ON_ALL}{name}")
}

/// A field that is looked up by its name alone, in any object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum ByName<'n> {
    /// Frameworks put such a name into all of their instances: `$wx`.
    InInstances(&'n str),
    /// The program puts it into the prototypes of the language.
    OnAll(&'n str),
}

impl<'n> ByName<'n> {
    /// `None` for a field that is not looked up by its name alone.
    pub(in super::super) fn from_field(field: &'n str) -> Option<Self> {
        match field.strip_prefix(ON_ALL) {
            Some(name) => Some(Self::OnAll(name)),
            None => field.starts_with('$').then_some(Self::InInstances(field)),
        }
    }

    /// The name as a program reads it.
    pub(in super::super) fn name(self) -> &'n str {
        match self {
            Self::InInstances(name) | Self::OnAll(name) => name,
        }
    }
}

/// Constructors of errors. An error is an object that may get further fields.
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

/// Functions that create instances of their first argument: options of pages and components.
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

/// Names of the language that templates may use; any other name is a member of the instance.
pub(super) const IN_TEMPLATES: &[&str] = &[
    "undefined",
    "NaN",
    "Infinity",
    "arguments",
    "Array",
    "BigInt",
    "Boolean",
    "Date",
    "Error",
    "Intl",
    "JSON",
    "Map",
    "Math",
    "Number",
    "Object",
    "Promise",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "console",
    "decodeURI",
    "decodeURIComponent",
    "encodeURI",
    "encodeURIComponent",
    "isFinite",
    "isNaN",
    "parseFloat",
    "parseInt",
    "require",
];

/// Fields of options objects whose members become members of the instance.
pub(in super::super) const FLATTENED: &[&str] = &["methods"];

/// Those of them whose instances have the members of `data` (mpx:
/// <https://mpxjs.cn/guide/basic/single-file.html>).
pub(super) const DATA_IN_INSTANCE: &[&str] = &["createPage", "createComponent"];

/// Functions that make references to the fields of an object.
pub(super) const REFERENCES: [&str; 3] = ["toRefs", "toRef", "storeToRefs"];

/// Functions that make a function which yields a store, from its description (Pinia:
/// <https://pinia.vuejs.org/core-concepts/>).
pub(super) const STORES: &[&str] = &["defineStore"];

/// Functions of the language and compiler helpers that return their argument.
pub(super) const IDENTITY: &[&str] = &[
    "String",
    "Object",
    "resolve",
    "__importStar",
    "__importDefault",
    "_interopRequireWildcard",
    "_interopRequireDefault",
];

/// Names of functions that copy all members of one object to another; used if the function itself
/// is not known.
const SPREADING: &[&str] =
    &["promis", "proxy", "wrap", "assign", "extend", "mixin", "merge", "clone"];
const SPREADING_WHOLE: &[&str] = &["mapvalues", "pick", "pickby", "omit", "omitby", "defaults"];

/// Whether a function of this name copies all members of an object.
pub(in super::super) fn spreads_members(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SPREADING.iter().any(|word| name.contains(word)) || SPREADING_WHOLE.contains(&name.as_str())
}

/// Methods of the host and of its objects that pass their arguments to functions which the program
/// gave to other methods: `uni.$on('ready', use)`, `uni.$emit('ready', recorder)`; Taro's
/// `eventCenter.trigger`.
pub(in super::super) const EMITTING: [&str; 2] = ["$emit", "trigger"];

/// The helper of a bundler's `require` that creates a getter for a module: `require.n(module)`.
pub(in super::super) fn is_module_getter(name: &str) -> bool {
    name == "n"
}

/// The field of the host in which a library stores copies of all members: `wx.pro`.
pub(in super::super) fn is_host_copy(name: &str) -> bool {
    name == "pro"
}

/// Members of a host that are the host itself, as compilers produce them for a default import. A
/// framework's row may state further names.
pub(in super::super) fn is_default_export(name: &str) -> bool {
    matches!(name, "default" | "a")
}

/// Methods whose effect is fully modelled by separate constraints, whatever the object is. A
/// function may have such a name, too: `import { call } from 'redux-saga/effects'`.
const EXPLAINED_METHODS: &[&str] =
    &["setData", "then", "catch", "finally", "call", "apply", "bind"];

/// Functions of compilers whose effect is fully modelled by separate constraints, independent of
/// their definition in the program.
const EXPLAINED: &[&str] = &[
    "__importStar",
    "__importDefault",
    "__exportStar",
    "_interopRequireWildcard",
    "_interopRequireDefault",
];

/// Whether the effect of calling a function of this name, or a method of the language, is fully
/// known.
pub(in super::super) fn is_explained(name: &str, is_native: bool) -> bool {
    static METHODS: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| EXPLAINED_METHODS.iter().copied().collect());
    static FUNCTIONS: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| EXPLAINED.iter().copied().collect());
    if is_native { METHODS.contains(name) } else { FUNCTIONS.contains(name) }
}

/// Whether a module only exports a compiler's import helper, which returns its argument.
pub(in super::super) fn is_import_helper(specifier: &str) -> bool {
    specifier.contains("interopRequire")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_method_has_one_row() {
        let names: HashSet<&str> = METHODS.iter().map(|native| native.name).collect();
        assert_eq!(names.len(), METHODS.len());
    }
}
