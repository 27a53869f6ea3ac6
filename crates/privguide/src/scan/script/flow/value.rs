//! The lattice: what a value can be.

use crate::scan::Evidence;

/// A name or text of the whole program.
pub(super) type Sym = u32;

/// How a text came to where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Passed {
    /// Through variables, fields, results.
    Plainly,
    /// It came to a function as an argument: it is not visible in the function alone.
    ByArgument,
}

/// An abstract value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Value {
    /// The platform, or an object that has all of its members.
    Host(Evidence),
    /// A member of the platform that leads to an interface.
    Member(Sym, Evidence),
    /// Some member of the platform, under a name that enumerates them all.
    AnyMember,
    /// An object from a factory of the platform: `RecorderManager`.
    Manager(Sym, Evidence),
    /// A text.
    Text(Sym, Passed),
    /// A number: as a name it is no member's.
    Number,
    /// A name of a list that the text carries; whose names these are is known only when the host is
    /// asked for them.
    ListedName,
    /// The names of the platform's members, one after the other.
    HostKey,
    /// The name that a proxy is asked for.
    ProxyKey(u32),
    Function(u32),
    /// An abstract object: an object literal, array, class instance, module …, one for each place
    /// in the text.
    Object(u32),
    /// The global object.
    Global,
    /// A bundler's `require`, with the object whose fields are the modules.
    Require(u32),
    /// Its helpers: `require.n`.
    RequireHelper,
    /// The top of the lattice, by what is known of it.
    Unknown(Unknown),
}

/// Why a value is not known, and so what it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Unknown {
    /// The platform or the language made it, and nothing of the program is in it: the result of an
    /// interface.
    Native,
    /// The program does not show where it comes from: the parameter of a function without callers,
    /// a module outside of the program. No host was passed to the code that made it.
    Outside,
    /// It comes from modules of the program that are not solved together with these,
    /// [`super::boundary`]. No host was passed to them: where one is, they are solved together.
    Beyond(Label),
    /// Texts beyond the bound of a set. None of them is a name that matters; what is made of them
    /// is not known.
    OtherTexts,
    /// Objects and functions beyond the bound of a set: any that is beyond some bound, with all
    /// that it holds or returns.
    Widened,
    /// It is beyond the bounds, or comes from what is, under a name under which the host is kept
    /// somewhere there: it may be the host.
    Tainted,
    /// The same of an object that a factory of the host made.
    TaintedManager,
    /// It was made of something that carries the host, by a call that is not known: it may be the
    /// host, or lead to it.
    HandedOver,
}

impl Unknown {
    /// What a text is that is made of it: unknown, and from where it is.
    pub(super) fn as_text(self) -> Self {
        if matches!(self, Self::Beyond(_)) { self } else { Self::Outside }
    }
}

/// The number of modules beyond the boundary that something comes from or gets to.
pub(super) type Label = u16;
/// The label of [`super::beyond::Beyond::Labelled`].
pub(super) const ANY_LABEL: Label = 0;
