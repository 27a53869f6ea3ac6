//! What a script assigns to its data after the initial value: `kind.value = 'share'`,
//! `this.kind = result`, `list.value.push({ … })`.
//!
//! Only the names at the top of the script and members of `this` are data of a template. A name
//! that a function declares again is ambiguous: what is assigned to it may be this data.

use std::collections::{BTreeMap, BTreeSet};

use oxc::{
    ast::ast::{
        Argument, AssignmentExpression, AssignmentOperator, AssignmentTarget,
        AssignmentTargetPropertyIdentifier, BindingIdentifier, CallExpression, Expression, Program,
        SimpleAssignmentTarget, VariableDeclarator,
    },
    ast_visit::{Visit, walk},
};

use super::setup::{BindingReader, DEEPEST};
use crate::scan::markup::{DataPath, ELEMENT};

/// The name under which members of `this` are found.
pub const THIS: &str = "this";

/// Adds the values that a script assigns to those that the reader already found.
pub(super) fn add(program: &Program<'_>, reader: &mut BindingReader) {
    let mut names = NameReader::default();
    names.visit_program(program);
    let mut assignments =
        AssignmentReader { reader, names, assigned: BTreeSet::new(), is_pattern: false };
    assignments.visit_program(program);
    let AssignmentReader { assigned, names, .. } = assignments;
    // Data that is initially empty gets its values later. If no assignment says which, they are
    // unknown.
    for path in std::mem::take(&mut reader.empty) {
        let below = assigned.range::<DataPath, _>(&path..).next();
        let is_assigned = below.is_some_and(|other| other.starts_with(&path))
            || (1..path.len()).any(|length| assigned.contains(&path[..length]));
        if !is_assigned || names.passed.contains(&path[0]) {
            reader.open(&path);
        }
    }
}

/// The names that a script declares, how often, and how they are used.
#[derive(Default)]
struct NameReader {
    declared: BTreeMap<String, usize>,
    /// Names for `this`: `const that = this`.
    this: BTreeSet<String>,
    /// Names that are passed to functions, which can assign to them.
    passed: BTreeSet<String>,
}

impl<'a> Visit<'a> for NameReader {
    fn visit_binding_identifier(&mut self, name: &BindingIdentifier<'a>) {
        *self.declared.entry(name.name.to_string()).or_default() += 1;
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        if let (Some(name), Some(Expression::ThisExpression(_))) =
            (declarator.id.get_binding_identifier(), &declarator.init)
        {
            self.this.insert(name.name.to_string());
        }
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let names = call.arguments.iter().filter_map(Argument::as_expression);
        self.passed.extend(names.filter_map(|value| match value.get_inner_expression() {
            Expression::Identifier(name) => Some(name.name.to_string()),
            _ => None,
        }));
        walk::walk_call_expression(self, call);
    }
}

struct AssignmentReader<'r> {
    reader: &'r mut BindingReader,
    names: NameReader,
    /// Paths to which something is assigned.
    assigned: BTreeSet<DataPath>,
    /// Inside `[a, b] = …`.
    is_pattern: bool,
}

/// The target of an assignment.
#[derive(Clone)]
struct Target {
    path: DataPath,
    /// A member whose name is computed: any member of this object can be meant, too.
    any_of: Option<DataPath>,
}

impl AssignmentReader<'_> {
    /// The path in the data to which `a.b`, `this.a` or `a.value[0]` refers.
    fn path(&self, value: &Expression<'_>) -> Option<Target> {
        let target = match value.get_inner_expression() {
            Expression::ThisExpression(_) => Target { path: vec![THIS.to_owned()], any_of: None },
            Expression::Identifier(name) => self.name(name.name.as_str())?,
            Expression::StaticMemberExpression(member) => {
                self.member(&member.object, member.property.name.as_str())?
            }
            Expression::ComputedMemberExpression(member) => {
                self.computed(&member.object, &member.expression)?
            }
            _ => return None,
        };
        (target.path.len() <= DEEPEST).then_some(target)
    }

    fn name(&self, name: &str) -> Option<Target> {
        let is_this = self.names.this.contains(name);
        let is_data = || self.reader.found.top.contains_key([name.to_owned()].as_slice());
        let root = if is_this { THIS } else { name };
        (is_this || is_data()).then(|| Target { path: vec![root.to_owned()], any_of: None })
    }

    /// `.value` of a `ref` is the data itself.
    fn member(&self, object: &Expression<'_>, name: &str) -> Option<Target> {
        let mut target = self.path(object)?;
        let is_own = || {
            let path = [target.path.clone(), vec![name.to_owned()]].concat();
            self.reader.found.top.contains_key(&path)
        };
        if !(name == "value" && target.path.len() == 1 && target.path[0] != THIS && !is_own()) {
            target.path.push(name.to_owned());
        }
        Some(target)
    }

    fn computed(&self, object: &Expression<'_>, key: &Expression<'_>) -> Option<Target> {
        if let Expression::StringLiteral(name) = key.get_inner_expression() {
            return self.member(object, name.value.as_str());
        }
        let mut target = self.path(object)?;
        let is_index = matches!(key.get_inner_expression(), Expression::NumericLiteral(_));
        let element = [target.path.clone(), vec![ELEMENT.to_owned()]].concat();
        let is_list = self
            .reader
            .found
            .top
            .range(element.clone()..)
            .next()
            .is_some_and(|(path, _)| path.starts_with(&element));
        if !is_index && !is_list {
            target.any_of.get_or_insert_with(|| target.path.clone());
        }
        target.path = element;
        Some(target)
    }

    fn target(&self, target: &SimpleAssignmentTarget<'_>) -> Option<Target> {
        match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(name) => {
                self.name(name.name.as_str())
            }
            SimpleAssignmentTarget::StaticMemberExpression(member) => {
                self.member(&member.object, member.property.name.as_str())
            }
            SimpleAssignmentTarget::ComputedMemberExpression(member) => {
                self.computed(&member.object, &member.expression)
            }
            SimpleAssignmentTarget::TSAsExpression(inner) => self.path(&inner.expression),
            SimpleAssignmentTarget::TSNonNullExpression(inner) => self.path(&inner.expression),
            _ => None,
        }
    }

    /// Something is assigned to a place: a known expression, or anything.
    fn assign(&mut self, target: Target, value: Option<&Expression<'_>>) {
        let Target { path, any_of } = target;
        if path.len() == 1 && path[0] == THIS {
            return;
        }
        match value.filter(|value| !self.is_ambiguous(value)) {
            Some(value) => self.reader.value(&mut path.clone(), value),
            None => self.reader.open(&path),
        }
        if let Some(object) = any_of.filter(|object| object.len() > 1 || object[0] != THIS) {
            self.reader.open(&object);
            self.replaced(&object);
        }
        self.replaced(&path);
        self.assigned.insert(path);
    }

    fn replaced(&mut self, path: &DataPath) {
        self.reader.found.top.entry(path.clone()).or_default().is_replaced = true;
    }

    /// Whether the value is a name that a function declares again, or a member of it.
    fn is_ambiguous(&self, value: &Expression<'_>) -> bool {
        let declared = |name: &str| self.names.declared.get(name).copied().unwrap_or(0);
        match value.get_inner_expression() {
            Expression::Identifier(name) if name.name == "undefined" => false,
            Expression::Identifier(name) => {
                declared(name.name.as_str()) != 1
                    || !self.reader.found.top.contains_key([name.name.to_string()].as_slice())
            }
            Expression::StaticMemberExpression(member) => self.is_ambiguous(&member.object),
            Expression::ConditionalExpression(choice) => {
                self.is_ambiguous(&choice.consequent) || self.is_ambiguous(&choice.alternate)
            }
            _ => false,
        }
    }

    /// `list.push(…)`, `Object.assign(data, …)`, `this.$set(data, 'name', …)`
    fn call(&mut self, call: &CallExpression<'_>) {
        let Some(member) = call.callee.as_member_expression() else { return };
        let arguments: Vec<&Expression<'_>> =
            call.arguments.iter().filter_map(Argument::as_expression).collect();
        match (member.static_property_name(), arguments.as_slice()) {
            (Some("push" | "unshift" | "splice" | "fill"), arguments) => {
                let Some(mut target) = self.path(member.object()) else { return };
                target.path.push(ELEMENT.to_owned());
                // `this.push()` is a method of the component.
                if target.path.len() == 2 && target.path[0] == THIS {
                    return;
                }
                if call.arguments.iter().any(Argument::is_spread) {
                    self.assign(target.clone(), None);
                }
                for value in arguments {
                    self.assign(target.clone(), Some(*value));
                }
            }
            (Some("assign"), [target, sources @ ..]) => {
                for source in sources {
                    let Some(target) = self.path(target) else { return };
                    self.assign_members(target, source);
                }
            }
            (Some("set" | "$set"), [object, Expression::StringLiteral(name), value]) => {
                if let Some(target) = self.member(object, name.value.as_str()) {
                    self.assign(target, Some(*value));
                }
            }
            _ => {}
        }
    }

    fn assign_members(&mut self, target: Target, source: &Expression<'_>) {
        let is_all = target.path.len() == 1 && target.path[0] == THIS;
        let Expression::ObjectExpression(object) = source.get_inner_expression() else {
            if !is_all {
                self.assign(target, Some(source));
            }
            return;
        };
        for property in &object.properties {
            let named = property
                .as_property()
                .and_then(|property| Some((property.key.static_name()?, &property.value)));
            match named {
                Some((name, value)) => {
                    let path = [target.path.clone(), vec![name.into_owned()]].concat();
                    self.assign(Target { path, any_of: None }, Some(value));
                }
                None if is_all => {}
                None => self.assign(target.clone(), None),
            }
        }
    }
}

impl<'a> Visit<'a> for AssignmentReader<'_> {
    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        let (AssignmentTarget::ArrayAssignmentTarget(_)
        | AssignmentTarget::ObjectAssignmentTarget(_)) = &assignment.left
        else {
            let is_added = assignment.operator == AssignmentOperator::Addition;
            let is_other =
                !is_added && !assignment.operator.is_assign() && !assignment.operator.is_logical();
            let target = assignment.left.as_simple_assignment_target();
            if let Some(target) = target.and_then(|target| self.target(target))
                && !is_other
            {
                self.assign(target, Some(&assignment.right).filter(|_| !is_added));
            }
            return walk::walk_assignment_expression(self, assignment);
        };
        let before = std::mem::replace(&mut self.is_pattern, true);
        self.visit_assignment_target(&assignment.left);
        self.is_pattern = before;
        self.visit_expression(&assignment.right);
    }

    fn visit_simple_assignment_target(&mut self, target: &SimpleAssignmentTarget<'a>) {
        if self.is_pattern
            && let Some(target) = self.target(target)
        {
            self.assign(target, None);
        }
        walk::walk_simple_assignment_target(self, target);
    }

    fn visit_assignment_target_property_identifier(
        &mut self,
        property: &AssignmentTargetPropertyIdentifier<'a>,
    ) {
        if let Some(target) = self.name(property.binding.name.as_str()) {
            self.assign(target, None);
        }
        walk::walk_assignment_target_property_identifier(self, property);
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        self.call(call);
        walk::walk_call_expression(self, call);
    }
}
