//! Derives uses from names: determines who calls what, through wrappers and dependencies.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use super::{
    RustCrate, RustRole,
    binding::JsTarget,
    body::{PropertyKey, Receiver},
    names::{CrateNames, Resolved, RustFunction, RustItem, resolve},
};
use crate::{
    catalog::{Catalog, Interface},
    scan::{
        Evidence, Scan, Unanalysed, UnanalysedReason, Unresolved, UnresolvedReason, Use, UseKind,
    },
    tree::{Place, SourceText},
};

/// Every use in the members.
pub(super) fn uses(crates: &[RustCrate], names: &[CrateNames], catalog: &Catalog) -> Scan {
    let platform = DependencyReach::new(names, catalog);
    let mut cut = BTreeSet::new();
    let wrapped = platform.wrapped(crates, &mut cut);
    let mut scan = Scan::default();
    for (index, source) in
        crates.iter().enumerate().filter(|(_, source)| source.role == RustRole::Member)
    {
        for function in &names[index].functions {
            let found = platform.steps(index, function, &wrapped);
            if platform.is_cut.take() {
                cut.insert((index, function.file));
            }
            report(&found, function, &source.files[function.file], catalog, &mut scan);
        }
    }
    scan.unanalysed.extend(cut.into_iter().map(|(index, file)| Unanalysed {
        file: crates[index].files[file].path().clone(),
        reason: UnanalysedReason::TooDeep,
        place: None,
        detail: String::new(),
    }));
    scan
}

/// What an expression reaches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum PlatformReach {
    /// A member of the host: `getLocation`.
    Member(String),
    /// A method of a platform object.
    Method(String, String),
    /// A member of the host with an unknown name.
    Unknown,
}

/// One expression that reaches the platform.
#[derive(Debug)]
struct ReachStep {
    reach: Option<PlatformReach>,
    kind: UseKind,
    evidence: Evidence,
    range: Range<usize>,
}

/// What functions of dependencies reach, by crate and function index.
type Wrapped = BTreeMap<(usize, usize), BTreeSet<PlatformReach>>;

struct DependencyReach<'n> {
    names: &'n [CrateNames],
    catalog: &'n Catalog,
    /// By crate and bound type: its name on the platform, or `wx` for the host itself.
    types: BTreeMap<(usize, String), String>,
    /// A chain of imports was too long to be followed.
    is_cut: Cell<bool>,
}

impl<'n> DependencyReach<'n> {
    fn new(names: &'n [CrateNames], catalog: &'n Catalog) -> Self {
        let mut types = BTreeMap::new();
        for (index, names) in names.iter().enumerate() {
            for (_, binding) in &names.bindings {
                match &binding.target {
                    JsTarget::Host(Some(ty)) => {
                        drop(types.insert((index, ty.clone()), "wx".to_owned()));
                    }
                    JsTarget::Type(js_name) => drop(
                        types
                            .entry((index, binding.name.clone()))
                            .or_insert_with(|| js_name.clone()),
                    ),
                    _ => {}
                }
            }
            for (_, binding) in &names.bindings {
                let Some(returned) = &binding.returns else { continue };
                let member = match &binding.target {
                    JsTarget::Member(member) => Some(member),
                    JsTarget::Method { of, method }
                        if types.get(&(index, of.clone())).is_some_and(|ty| ty == "wx") =>
                    {
                        Some(method)
                    }
                    _ => None,
                };
                if let Some(object) = member.and_then(|member| catalog.factory(member)) {
                    types.insert((index, returned.clone()), object.to_owned());
                }
            }
        }
        Self { names, catalog, types, is_cut: Cell::new(false) }
    }

    /// What calling a binding reaches.
    fn of_binding(&self, in_crate: usize, binding: usize) -> Option<PlatformReach> {
        match &self.names[in_crate].bindings[binding].1.target {
            JsTarget::Member(member) => self.known(PlatformReach::Member(member.clone())),
            JsTarget::Method { of, method } => {
                let object = self.types.get(&(in_crate, of.clone()))?;
                let reach = if object == "wx" {
                    PlatformReach::Member(method.clone())
                } else {
                    PlatformReach::Method(object.clone(), method.clone())
                };
                self.known(reach)
            }
            JsTarget::Host(_) | JsTarget::Type(_) => None,
        }
    }

    /// The reach, if the platform's table contains it.
    fn known(&self, reach: PlatformReach) -> Option<PlatformReach> {
        let known = match &reach {
            PlatformReach::Member(member) => {
                !self.catalog.member(member).is_empty() || self.catalog.scope_call(member).is_some()
            }
            PlatformReach::Method(object, method) => self.catalog.method(object, method).is_some(),
            PlatformReach::Unknown => true,
        };
        known.then_some(reach)
    }

    /// What every function of a dependency reaches, directly or indirectly. `cut` gets the files with
    /// a chain of imports that is too long.
    fn wrapped(&self, crates: &[RustCrate], cut: &mut BTreeSet<(usize, usize)>) -> Wrapped {
        let mut wrapped = Wrapped::new();
        let dependency = |index: &usize| crates[*index].role == RustRole::Dependency;
        // Each round propagates over one more call; it terminates because sets only grow.
        loop {
            let mut grown = false;
            for index in (0..crates.len()).filter(dependency) {
                for (number, function) in self.names[index].functions.iter().enumerate() {
                    let reached: BTreeSet<PlatformReach> = self
                        .steps(index, function, &wrapped)
                        .into_iter()
                        .filter_map(|step| step.reach)
                        .collect();
                    if self.is_cut.take() {
                        cut.insert((index, function.file));
                    }
                    let known = wrapped.entry((index, number)).or_default();
                    let before = known.len();
                    known.extend(reached);
                    grown |= known.len() > before;
                }
            }
            if !grown {
                return wrapped;
            }
        }
    }

    /// Every expression of a function that reaches the platform.
    fn steps(&self, in_crate: usize, function: &RustFunction, wrapped: &Wrapped) -> Vec<ReachStep> {
        let mut steps = Vec::new();
        let from = (in_crate, function.module);
        for path in &function.body.paths {
            let kind = if path.called { UseKind::Call } else { UseKind::Reference };
            let step = |reach| ReachStep {
                reach,
                kind,
                evidence: Evidence::Alias,
                range: path.range.clone(),
            };
            match self.resolve(from, &path.segments) {
                Some(found) => match found.item {
                    RustItem::Binding(binding) => {
                        steps.push(step(self.of_binding(found.in_crate, binding)));
                    }
                    RustItem::Function(number) => {
                        let reached = wrapped.get(&(found.in_crate, number)).into_iter().flatten();
                        steps.extend(reached.map(|reach| step(Some(reach.clone()))));
                    }
                    _ => {}
                },
                None => {
                    steps.extend(self.of_type(in_crate, &path.segments, wrapped).into_iter().map(
                        |reach| ReachStep { evidence: Evidence::Inferred, ..step(Some(reach)) },
                    ));
                }
            }
        }
        for (method, range) in &function.body.methods {
            let reached = self.of_method(in_crate, method, wrapped).into_iter();
            steps.extend(reached.map(|reach| ReachStep {
                reach: Some(reach),
                kind: UseKind::Call,
                evidence: Evidence::Inferred,
                range: range.clone(),
            }));
        }
        for reflection in &function.body.reflections {
            let kind = if reflection.called { UseKind::Call } else { UseKind::Reference };
            let reached = self.reflected(from, &reflection.receiver, &reflection.key);
            steps.extend(reached.map(|reach| ReachStep {
                reach: Some(reach),
                kind,
                evidence: Evidence::Alias,
                range: reflection.range.clone(),
            }));
        }
        steps
    }

    /// The item of a path. A macro of another crate may be used by its name alone.
    fn resolve(&self, from: (usize, usize), path: &[String]) -> Option<Resolved> {
        let of_other_crate = || {
            let name = path.last().filter(|name| name.ends_with('!'))?;
            self.names.iter().enumerate().find_map(|(in_crate, names)| {
                let item = names.modules.first()?.items.get(name)?.clone();
                Some(Resolved { in_crate, item })
            })
        };
        resolve(self.names, from, path, &self.is_cut).or_else(of_other_crate)
    }

    fn is_host(&self, from: (usize, usize), receiver: &Receiver) -> bool {
        match receiver {
            Receiver::Host => true,
            Receiver::Path(path) => {
                self.resolve(from, path).is_some_and(|found| match found.item {
                    RustItem::Binding(binding) => matches!(
                        self.names[found.in_crate].bindings[binding].1.target,
                        JsTarget::Host(_)
                    ),
                    _ => false,
                })
            }
        }
    }

    fn reflected(
        &self,
        from: (usize, usize),
        receiver: &Receiver,
        key: &PropertyKey,
    ) -> Option<PlatformReach> {
        if !self.is_host(from, receiver) {
            return None;
        }
        let member = match key {
            PropertyKey::Text(text) => Some(text.clone()),
            PropertyKey::Path(path) => match self.resolve(from, path).map(|found| found.item) {
                Some(RustItem::Text(text)) => Some(text),
                _ => None,
            },
            PropertyKey::Unknown => None,
        };
        member.map_or(Some(PlatformReach::Unknown), |member| {
            self.known(PlatformReach::Member(member))
        })
    }

    /// `Wx::get_location`: a static method of a bound type, or an associated function of a
    /// dependency.
    fn of_type(&self, in_crate: usize, path: &[String], wrapped: &Wrapped) -> Vec<PlatformReach> {
        let [.., ty, name] = path else { return Vec::new() };
        self.methods(in_crate, name, wrapped, |of| of == ty)
    }

    /// `x.get_location()`: a method of a bound type, or of a dependency's own types.
    fn of_method(&self, in_crate: usize, name: &str, wrapped: &Wrapped) -> Vec<PlatformReach> {
        let mut found = self.methods(in_crate, name, wrapped, |_| true);
        // Only the name says that it is this method, which is not enough to say that the interface
        // is unknown.
        found.retain(|reach| *reach != PlatformReach::Unknown);
        found
    }

    fn methods(
        &self,
        in_crate: usize,
        name: &str,
        wrapped: &Wrapped,
        fits: impl Fn(&str) -> bool,
    ) -> Vec<PlatformReach> {
        let mut found = Vec::new();
        for (index, names) in self.names.iter().enumerate() {
            for (number, (_, binding)) in names.bindings.iter().enumerate() {
                if let JsTarget::Method { of, .. } = &binding.target
                    && binding.name == name
                    && fits(of)
                {
                    found.extend(self.of_binding(index, number));
                }
            }
            for (number, function) in
                names.functions.iter().enumerate().filter(|_| index != in_crate)
            {
                if function
                    .name
                    .rsplit_once("::")
                    .is_some_and(|(of, method)| method == name && fits(of))
                {
                    found.extend(wrapped.get(&(index, number)).into_iter().flatten().cloned());
                }
            }
        }
        found
    }
}

fn interface(reach: &PlatformReach, catalog: &Catalog) -> Option<Arc<Interface>> {
    match reach {
        PlatformReach::Member(member) => catalog.member(member).first().cloned(),
        PlatformReach::Method(object, method) => catalog.method(object, method).cloned(),
        PlatformReach::Unknown => None,
    }
}

/// A use that is not known, with the first line of the expression.
fn unresolved(file: &SourceText, place: Place, reason: UnresolvedReason) -> Unresolved {
    let expression = &file.text()[place.start..place.end];
    let text = expression.lines().next().unwrap_or_default().chars().take(80).collect();
    Unresolved { place, reason, text, to: Vec::new() }
}

fn report(
    steps: &[ReachStep],
    function: &RustFunction,
    file: &SourceText,
    catalog: &Catalog,
    scan: &mut Scan,
) {
    for step in steps {
        let Some(reach) = &step.reach else { continue };
        let place = file.place(step.range.clone());
        if *reach == PlatformReach::Unknown {
            scan.unresolved.push(unresolved(file, place, UnresolvedReason::ComputedMember));
            continue;
        }
        if let Some(interface) = interface(reach, catalog) {
            scan.uses.push(Use {
                interface,
                kind: step.kind,
                evidence: step.evidence,
                place: place.clone(),
                bringer: None,
            });
        }
        if let PlatformReach::Member(member) = reach
            && catalog.scope_call(member).is_some()
        {
            let mut known = false;
            for (scope, range) in &function.body.scopes {
                known = true;
                let Some(interface) = catalog.scope(scope).cloned() else { continue };
                let place = file.place(range.clone());
                scan.uses.push(Use {
                    interface,
                    kind: UseKind::Scope,
                    evidence: step.evidence,
                    place,
                    bringer: None,
                });
            }
            if !known {
                scan.unresolved.push(unresolved(file, place, UnresolvedReason::DynamicScope));
            }
        }
    }
}
