//! Labels for the modules outside of the component that is being solved.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::{Deserialize, Serialize};

use super::value::{ANY_LABEL, Label, Sym, Unknown, Value};
use crate::scan::script::facts::{NOTHING, Node};

/// A set of modules outside of the component. `M` names a module: by its index among all modules,
/// or by a name that stays valid in later runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(in super::super) enum Beyond<M = usize> {
    /// A module that the component imports.
    Imported(M),
    /// The modules that import this module of the component.
    Importing(M),
    /// Modules that share a name with the component: a free name, a field of the platform, the app,
    /// the pages.
    Named(String),
    /// Modules that share a field of the app, or of pages; any field if the name is empty.
    Field(String, String),
    /// Modules that create pages.
    Pages,
    /// All other modules.
    Everything,
    /// Any module that has a label. It replaces the labels of a set that has reached its bound.
    Labelled,
}

impl<M> Beyond<M> {
    /// Converts the names of modules; `None` if a module has no name of the other kind.
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

/// What is known about the modules outside of the component without parsing them.
pub(in super::super) trait Surroundings: Sync {
    /// Whether there are modules outside of the component.
    fn is_any(&self) -> bool;
    /// Whether such a module contains the name.
    fn spells(&self, name: &str) -> bool;
    /// Whether such a module contains the name and also the name of the field.
    fn spells_field(&self, of: &str, field: &str) -> bool;
    /// Whether such a module may assign to the shared name.
    fn assigns(&self, name: &str) -> bool;
    /// Whether such a module may have added a field of this name to the platform.
    fn assigns_to_host(&self, name: &str) -> bool;
}

/// The values that cross the boundary of the component in either direction.
pub(super) struct Boundary {
    /// The labels by their number.
    pub(super) labels: Vec<Beyond>,
    /// There are modules outside of the component.
    pub(super) is_any: bool,
    label_of: HashMap<Beyond, Label>,
    /// The largest label that may be assigned, and whether a further one was needed.
    last: Label,
    pub(super) is_full: bool,
    /// Nodes whose values reach modules outside of the component.
    pub(super) handed: Vec<(Node, Label)>,
    /// Functions and objects that modules outside of the component have references to, by label.
    pub(super) escaped: HashSet<(Value, Label)>,
    /// The number of fields of the app or the pages through which a value is reachable.
    pub(super) escaped_fields: HashMap<(Value, String), u8>,
    /// Functions that modules outside of the component may call, by label.
    pub(super) opened: HashSet<(u32, Label)>,
    /// Labels of the widened values.
    pub(super) wide: BTreeSet<Label>,
    /// Receives the host when it is stored into a widened object.
    pub(super) stored_in_wide: Node,
    /// Labels of the values that templates ask for.
    pub(super) asked: BTreeSet<Label>,
    /// For each object that is reachable through the app or the pages: the names through which it
    /// is reachable.
    pub(super) escaped_by_name: HashMap<u32, Vec<String>>,
    /// What was asked about names: the label of the modules that contain a name, and the unknown
    /// value of a field of the app.
    pub(super) named: HashMap<Sym, Option<Label>>,
    pub(super) of_app: HashMap<Sym, Unknown>,
    /// Fields of shared objects that modules outside of the component may read.
    pub(super) shared: HashSet<Node>,
}

impl Boundary {
    pub(super) fn new(last: Label, is_any: bool) -> Self {
        let mut boundary = Self {
            labels: Vec::new(),
            is_any,
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
            named: HashMap::default(),
            of_app: HashMap::default(),
            shared: HashSet::default(),
        };
        let any = boundary.label(Beyond::Labelled);
        debug_assert_eq!(any, ANY_LABEL);
        boundary
    }

    /// The label for a set of modules. If there are too many labels, it is the label that means all
    /// modules.
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

    pub(super) fn beyond(&self, label: Label) -> &Beyond {
        &self.labels[label as usize]
    }

    /// Whether a value with this label may come from an imported module.
    pub(super) fn is_imported(&self, label: Label) -> bool {
        matches!(self.beyond(label), Beyond::Imported(_) | Beyond::Labelled)
    }
}
