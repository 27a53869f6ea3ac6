//! The lattice: what a value can be.

use crate::scan::Evidence;

/// A name or string, numbered across the whole program.
pub(super) type Sym = u32;

/// How a string was propagated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Passed {
    /// Through variables, fields and results only.
    Plainly,
    /// Also as an argument of a call: the string cannot be seen in the called function alone.
    ByArgument,
}

/// An abstract value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Value {
    /// The platform, or an object that has all of its members.
    Host(Evidence),
    /// A member of the platform that is or leads to an interface.
    Member(Sym, Evidence),
    /// A member of the platform under a name that may be that of any member: `for (name in wx)
    /// wx[name]`.
    AnyMember,
    /// An object from a factory of the platform: `RecorderManager`.
    Manager(Sym, Evidence),
    /// A string.
    Text(Sym, Passed),
    /// A number; no member of the platform has a number as its name.
    Number,
    /// One of the names in a list in the source. Whether these are names of the platform is only
    /// known when the host is asked for them.
    ListedName,
    /// Any of the names of the platform's members, as an iteration yields them.
    HostKey,
    /// The name that a proxy's handler is asked for.
    ProxyKey(u32),
    Function(u32),
    /// An abstract object: an object literal, array, class instance, module …, one for each place
    /// in the source.
    Object(u32),
    /// The global object.
    Global,
    /// A bundler's `require`, with the object whose fields are the modules.
    Require(u32),
    /// A helper of a bundler's `require`: `require.n`.
    RequireHelper,
    /// The top of the lattice, with the reason.
    Unknown(Unknown),
}

/// The reason why a value is unknown, which limits what it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Unknown {
    /// The platform or the language created it, and it contains no value of the program: for
    /// example the result of an interface.
    Native,
    /// The program does not show where it comes from: the parameter of a function without callers,
    /// a module outside of the program. The host was not passed to the code that created it.
    Outside,
    /// It comes from modules of the program outside of the component, [`super::boundary`]. The host
    /// was not passed to them; otherwise they would be part of the component.
    Beyond(Label),
    /// Strings beyond the bound of a set. The catalogue knows none of them; strings that are
    /// computed from them are unknown.
    OtherTexts,
    /// A widened object or function: one that was dropped from a full set, or a value that such an
    /// object holds or such a function returns.
    Widened,
    /// It may be the host: the host is stored in a field of some widened object, and this value
    /// was loaded from a widened object under the same name.
    Tainted,
    /// Like `Tainted`, for an object from a factory of the host.
    TaintedManager,
    /// It may be the host or lead to it: it was returned by an unknown function that was called
    /// with the host.
    HandedOver,
}

impl Unknown {
    /// The unknown value of a string that is computed from this value.
    pub(super) fn as_text(self) -> Self {
        if matches!(self, Self::Beyond(_)) { self } else { Self::Outside }
    }
}

/// The number of a set of modules outside of the component.
pub(super) type Label = u16;
/// The label of [`super::beyond::Beyond::Labelled`].
pub(super) const ANY_LABEL: Label = 0;
