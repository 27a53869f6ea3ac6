//! The lattice: what a value can be, and points-to sets.

use rustc_hash::FxHashSet as HashSet;

use super::{chunks::Chunks, program::count};

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
    /// A name of a list that the text carries; whose names these are is known only when the host is asked for them.
    ListedName,
    /// The names of the platform's members, one after the other.
    HostKey,
    /// The name that a proxy is asked for.
    ProxyKey(u32),
    Function(u32),
    /// An abstract object: an object literal, array, class instance, module …, one for each place in the text.
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
    /// The platform or the language made it, and nothing of the program is in it: the result of an interface.
    Native,
    /// The program does not show where it comes from: the parameter of a function without callers, a module outside of the program.
    /// No host was passed to the code that made it.
    Outside,
    /// It comes from modules of the program that are not solved together with these, [`super::boundary`]. No host was passed to them:
    /// where one is, they are solved together.
    Beyond(Label),
    /// Texts beyond the bound of a set. None of them is a name that matters; what is made of them is not known.
    OtherTexts,
    /// Objects and functions beyond the bound of a set: any that is beyond some bound, with all that it holds or returns.
    Widened,
    /// It is beyond the bounds, or comes from what is, under a name under which the host is kept somewhere there: it may be the host.
    Tainted,
    /// The same of an object that a factory of the host made.
    TaintedManager,
    /// It was made of something that carries the host, by a call that is not known: it may be the host, or lead to it.
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
/// Above this, a set is searched with a hash.
const MAX_SCANNED: usize = 16;

/// The sets of more than one value.
pub(super) type Sets = Chunks<Many>;

/// A points-to set: what one node can hold. Most hold one value or none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Values {
    #[default]
    Empty,
    One(Value),
    /// More than one, by their place among all [`Sets`]: a pointer would make each of the many small sets larger.
    Many(u32),
}

/// A set of several values.
#[derive(Debug, Default)]
pub(super) struct Many {
    all: Vec<Value>,
    #[expect(clippy::box_collection, reason = "few sets have one")]
    index: Option<Box<HashSet<Value>>>,
    /// It holds [`Unknown::Widened`], which covers all objects and functions.
    is_wide: bool,
    /// It holds [`Unknown::OtherTexts`], which covers all texts that do not matter.
    holds_all_texts: bool,
    /// It holds [`ANY_LABEL`], which covers all labels.
    holds_all_labels: bool,
    objects: u8,
    functions: u8,
    texts: u8,
    labels: u8,
}

/// What became of a value that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    Old,
    New,
    /// The set is full: the value must be widened.
    Full,
}

impl Values {
    /// `bounds` are those of objects or functions, of texts, and of labels.
    pub(super) fn add(&mut self, value: Value, sets: &mut Sets, bounds: (u8, u8, u8), is_relevant: impl Fn(Sym) -> bool) -> Added {
        match self {
            Self::Empty => {
                *self = Self::One(value);
                Added::New
            }
            Self::One(first) if *first == value => Added::Old,
            Self::One(first) => {
                let mut many = Many::default();
                many.add(*first, bounds, &is_relevant);
                let added = many.add(value, bounds, &is_relevant);
                if added == Added::New {
                    *self = Self::Many(count(sets.len()));
                    sets.push(many);
                }
                added
            }
            Self::Many(many) => sets[*many as usize].add(value, bounds, &is_relevant),
        }
    }

    /// The value flows on from here; otherwise another value of the set covers it.
    pub(super) fn passes_on(self, value: Value, sets: &Sets, is_relevant: impl FnOnce(Sym) -> bool) -> bool {
        let Self::Many(many) = self else { return true };
        let many = &sets[many as usize];
        match value {
            Value::Function(_) | Value::Object(_) => !many.is_wide,
            Value::Text(text, _) => !many.holds_all_texts || is_relevant(text),
            Value::Unknown(Unknown::Beyond(label)) => !many.holds_all_labels || label == ANY_LABEL,
            _ => true,
        }
    }

    pub(super) fn as_slice<'s>(&'s self, sets: &'s Sets) -> &'s [Value] {
        match self {
            Self::Empty => &[],
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(many) => &sets[*many as usize].all,
        }
    }
}

impl Many {
    fn add(&mut self, value: Value, bounds: (u8, u8, u8), is_relevant: &impl Fn(Sym) -> bool) -> Added {
        if self.contains(value) {
            return Added::Old;
        }
        let (values, texts, labels) = bounds;
        let has_room = match value {
            Value::Function(_) => !self.is_wide && has_room(&mut self.functions, values),
            Value::Object(_) => !self.is_wide && has_room(&mut self.objects, values),
            Value::Text(text, _) => is_relevant(text) || has_room(&mut self.texts, texts),
            Value::Unknown(Unknown::Beyond(label)) if label != ANY_LABEL => {
                !self.holds_all_labels && has_room(&mut self.labels, labels)
            }
            _ => true,
        };
        if !has_room {
            return Added::Full;
        }
        if self.all.len() == self.all.capacity() {
            // Few sets have many values: they grow by small steps.
            self.all.reserve_exact((self.all.len() / 2).max(2));
        }
        self.all.push(value);
        self.is_wide |= value == Value::Unknown(Unknown::Widened);
        self.holds_all_texts |= value == Value::Unknown(Unknown::OtherTexts);
        self.holds_all_labels |= value == Value::Unknown(Unknown::Beyond(ANY_LABEL));
        if let Some(index) = &mut self.index {
            index.insert(value);
        } else if self.all.len() > MAX_SCANNED {
            self.index = Some(Box::new(self.all.iter().copied().collect()));
        }
        Added::New
    }

    fn contains(&self, value: Value) -> bool {
        match &self.index {
            Some(index) => index.contains(&value),
            None => self.all.contains(&value),
        }
    }
}

/// Everything else is bounded by the program; these are what each node has.
const _: () = assert!(size_of::<Value>() == 8 && size_of::<Values>() == 8);

fn has_room(number: &mut u8, bound: u8) -> bool {
    let has_room = *number < bound;
    *number += u8::from(has_room);
    has_room
}
