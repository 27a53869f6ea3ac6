//! The modules beyond the boundary of those that are solved together, as labels of what comes from
//! there.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::{Deserialize, Serialize};

use super::value::{ANY_LABEL, Label, Value};
use crate::scan::script::facts::{NOTHING, Node};

/// Modules beyond the boundary. `M` names a module: by its number among all, or in a way that lasts
/// for other runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(in super::super) enum Beyond<M = usize> {
    /// A module that one of these imports.
    Imported(M),
    /// The modules that import this one.
    Importing(M),
    /// Modules that share a name: a free name, a field of the platform, the app, the pages.
    Named(String),
    /// Modules that share a field of the app, or of pages; any field where the name is empty.
    Field(String, String),
    /// Modules that make pages.
    Pages,
    /// All others.
    Everything,
    /// Any of those that something comes from: more labels than a set tells apart.
    Labelled,
}

impl<M> Beyond<M> {
    /// The same with modules that are named in another way; none where one has no such name.
    pub(in super::super) fn renamed<N>(
        self,
        name: impl FnOnce(M) -> Option<N>,
    ) -> Option<Beyond<N>> {
        Some(match self {
            Self::Imported(module) => Beyond::Imported(name(module)?),
            Self::Importing(module) => Beyond::Importing(name(module)?),
            Self::Named(name) => Beyond::Named(name),
            Self::Field(of, name) => Beyond::Field(of, name),
            Self::Pages => Beyond::Pages,
            Self::Everything => Beyond::Everything,
            Self::Labelled => Beyond::Labelled,
        })
    }
}

impl Beyond {
    pub(super) fn is_of(&self, name: &str) -> bool {
        matches!(self, Self::Named(of) | Self::Field(of, _) if of == name)
    }
}

/// What is known of modules beyond the boundary without looking at what they say.
pub(in super::super) trait Surroundings: Sync {
    /// There are modules beyond at all.
    fn is_any(&self) -> bool;
    /// Some module beyond spells the name.
    fn spells(&self, name: &str) -> bool;
    /// Some module beyond spells the name, and that of a field of what is reached by it.
    fn spells_field(&self, of: &str, field: &str) -> bool;
    /// Some module beyond may store something under the name into what all modules share.
    fn assigns(&self, name: &str) -> bool;
    /// Some module beyond may have put a field of this name onto the platform.
    fn assigns_to_host(&self, name: &str) -> bool;
}

/// What comes from beyond the boundary of what is solved, and gets there.
pub(super) struct Boundary {
    /// The modules beyond that something comes from or gets to: their place here is the label.
    pub(super) labels: Vec<Beyond>,
    label_of: HashMap<Beyond, Label>,
    /// The last label that there may be, and whether one more was asked for.
    last: Label,
    pub(super) is_full: bool,
    /// Nodes whose values reach modules beyond.
    pub(super) handed: Vec<(Node, Label)>,
    /// Functions and objects that modules beyond have references to, by label.
    pub(super) escaped: HashSet<(Value, Label)>,
    /// By how many fields of the app or the pages a value is reached.
    pub(super) escaped_fields: HashMap<(Value, String), u8>,
    /// Functions that modules beyond may call, by label.
    pub(super) opened: HashSet<(u32, Label)>,
    /// Labels of what is among the values beyond the bounds of sets.
    pub(super) wide: BTreeSet<Label>,
    /// Receives what the host is stored as into something beyond the bounds.
    pub(super) stored_in_wide: Node,
    /// Labels of what templates ask for.
    pub(super) asked: BTreeSet<Label>,
    /// Objects that are reached through the app or the pages: the names of these.
    pub(super) escaped_by_name: HashMap<u32, Vec<String>>,
    /// Fields of what all modules share that modules beyond may read.
    pub(super) shared: HashSet<Node>,
}

impl Boundary {
    pub(super) fn new(last: Label) -> Self {
        let mut boundary = Self {
            labels: Vec::new(),
            last,
            is_full: false,
            label_of: HashMap::default(),
            handed: Vec::new(),
            escaped: HashSet::default(),
            escaped_fields: HashMap::default(),
            opened: HashSet::default(),
            wide: BTreeSet::new(),
            stored_in_wide: NOTHING,
            asked: BTreeSet::new(),
            escaped_by_name: HashMap::default(),
            shared: HashSet::default(),
        };
        let any = boundary.label(Beyond::Labelled);
        debug_assert_eq!(any, ANY_LABEL);
        boundary
    }

    /// The label of modules beyond; when there are too many, the one that means all of them.
    pub(super) fn label(&mut self, beyond: Beyond) -> Label {
        if let Some(&label) = self.label_of.get(&beyond) {
            return label;
        }
        let Some(next) = Label::try_from(self.labels.len()).ok().filter(|&next| next <= self.last)
        else {
            self.is_full = true;
            return ANY_LABEL;
        };
        self.label_of.insert(beyond.clone(), next);
        self.labels.push(beyond);
        next
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Label> + use<> {
        (0..=self.last).take(self.labels.len())
    }

    pub(super) fn of(&self, label: Label) -> &Beyond {
        &self.labels[label as usize]
    }

    /// What comes from a module that is imported, or may.
    pub(super) fn is_imported(&self, label: Label) -> bool {
        matches!(self.of(label), Beyond::Imported(_) | Beyond::Labelled)
    }
}
