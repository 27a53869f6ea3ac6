//! Assignments: which nodes receive the value.

use oxc::ast::ast::{
    AssignmentExpression, AssignmentOperator, AssignmentTarget, Expression, MemberExpression,
    SimpleAssignmentTarget,
};

use super::{
    GLOBAL, Key, NUMBER, Node, UNKNOWN,
    builder::{Builder, Position},
    expression::is_iterator_symbol,
    members, natives,
};

impl Builder<'_> {
    pub(super) fn assignment(&mut self, assignment: &AssignmentExpression<'_>) -> Node {
        let value = self.expression(&assignment.right);
        match assignment.operator {
            AssignmentOperator::Assign => {
                self.assign(&assignment.left, value);
                value
            }
            AssignmentOperator::LogicalOr
            | AssignmentOperator::LogicalAnd
            | AssignmentOperator::LogicalNullish => {
                let old = self.old_value(&assignment.left);
                self.assign(&assignment.left, value);
                self.either(old, value)
            }
            AssignmentOperator::Addition => {
                let old = self.old_value(&assignment.left);
                let joined = self.join(&[old, value]);
                self.assign(&assignment.left, joined);
                joined
            }
            _ => {
                self.assign(&assignment.left, NUMBER);
                NUMBER
            }
        }
    }

    /// The value of a target before the assignment.
    fn old_value(&mut self, target: &AssignmentTarget<'_>) -> Node {
        match target.as_simple_assignment_target() {
            Some(SimpleAssignmentTarget::AssignmentTargetIdentifier(identifier)) => {
                self.read(identifier, Position::Named)
            }
            Some(target) => target
                .as_member_expression()
                .map_or(UNKNOWN, |member| self.member(member, Position::Named)),
            None => UNKNOWN,
        }
    }

    pub(super) fn assign(&mut self, target: &AssignmentTarget<'_>, value: Node) {
        match target {
            AssignmentTarget::ArrayAssignmentTarget(array) => self.assign_array(array, value),
            AssignmentTarget::ObjectAssignmentTarget(object) => self.assign_object(object, value),
            target => {
                if let Some(target) = target.as_simple_assignment_target() {
                    self.assign_simple(target, value);
                }
            }
        }
    }

    fn assign_simple(&mut self, target: &SimpleAssignmentTarget<'_>, value: Node) {
        match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(identifier) => {
                match self.variable(identifier) {
                    Some(symbol) => {
                        let to = self.symbol(symbol);
                        self.copy(value, to);
                        if self.is_around_template(symbol) {
                            // A reference is unwrapped.
                            let key = Key::Name(self.intern("value"));
                            self.store(to, key, value);
                        }
                    }
                    None => self.write_free(identifier.name.as_str(), value),
                }
            }
            SimpleAssignmentTarget::TSAsExpression(inner) => {
                self.assign_expression(&inner.expression, value);
            }
            SimpleAssignmentTarget::TSSatisfiesExpression(inner) => {
                self.assign_expression(&inner.expression, value);
            }
            SimpleAssignmentTarget::TSNonNullExpression(inner) => {
                self.assign_expression(&inner.expression, value);
            }
            SimpleAssignmentTarget::TSTypeAssertion(inner) => {
                self.assign_expression(&inner.expression, value);
            }
            target => {
                if let Some(member) = target.as_member_expression() {
                    self.assign_member(member, value);
                }
            }
        }
    }

    fn assign_expression(&mut self, target: &Expression<'_>, value: Node) {
        match target.get_inner_expression() {
            Expression::Identifier(identifier) => {
                if let Some(symbol) = self.variable(identifier) {
                    let to = self.symbol(symbol);
                    self.copy(value, to);
                }
            }
            inner => {
                if let Some(member) = inner.as_member_expression() {
                    self.assign_member(member, value);
                }
            }
        }
    }

    fn assign_member(&mut self, member: &MemberExpression<'_>, value: Node) {
        let base = self.expression(member.object());
        match member {
            MemberExpression::StaticMemberExpression(member)
                if member.property.name == "__proto__" =>
            {
                self.link(base, value);
            }
            MemberExpression::ComputedMemberExpression(member)
                if is_iterator_symbol(&member.expression) =>
            {
                self.iterates(base, value);
            }
            _ => {}
        }
        if let Some(name) = on_all_objects(member) {
            let key = Key::Name(self.intern(&natives::on_all(name)));
            self.store(UNKNOWN, key, value);
        }
        if let Some(name) = in_all_instances(member) {
            let key = Key::Name(self.intern(&members::in_all(name)));
            self.store(GLOBAL, key, value);
        }
        let key = self.member_key(member);
        self.store(base, key, value);
    }

    /// Evaluates the parts of the target of `++` or `--`.
    pub(super) fn target_parts(&mut self, target: &SimpleAssignmentTarget<'_>) {
        if let Some(member) = target.as_member_expression() {
            self.expression(member.object());
            self.member_key(member);
        }
    }
}

/// The name in `Vue.prototype.$name` and `app.config.globalProperties.$name`. Every instance has
/// this member, so it is kept like a global name.
fn in_all_instances<'e>(member: &'e MemberExpression<'_>) -> Option<&'e str> {
    let holder = member.object().get_inner_expression().as_member_expression()?;
    let is_of_instances = members::OF_INSTANCES.contains(&holder.static_property_name()?);
    member.static_property_name().filter(|name| is_of_instances && members::is_of_program(name))
}

/// The name in `Object.prototype.name`. Such a field is also found on objects whose prototype the
/// program does not show.
fn on_all_objects<'e>(member: &'e MemberExpression<'_>) -> Option<&'e str> {
    let prototype = member.object().get_inner_expression().as_member_expression()?;
    let class = prototype.object().get_inner_expression();
    let name = class.get_identifier_reference().map(|name| name.name.as_str());
    // `globalThis.Object`
    let name = name.or_else(|| class.as_member_expression()?.static_property_name());
    let is_of_language = prototype.static_property_name() == Some("prototype")
        && name.is_some_and(|name| natives::PROTOTYPES.contains(&name));
    member.static_property_name().filter(|_| is_of_language)
}
