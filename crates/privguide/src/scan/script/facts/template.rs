//! The code of templates: a name that is not declared in it is one of the script, or a member of the
//! component's instance.

use oxc::{
    ast::ast::{IdentifierReference, Statement},
    semantic::SymbolId,
};

use super::{
    Calling, Key, NOTHING, NUMBER, Node,
    builder::{Builder, Position},
    natives,
};
use crate::common_places::GLOBAL_OBJECTS;

impl Builder<'_> {
    /// Reads the code of templates, after the script.
    pub(super) fn code_of_templates(&mut self, statements: &[Statement<'_>]) {
        if statements.is_empty() {
            return;
        }
        let object = self.object();
        let instance = self.node();
        let own = self.object_node(object);
        self.copy(own, instance);
        for options in self.facts.options.clone() {
            if !matches!(options, NOTHING | NUMBER) {
                self.copy(options, instance);
                let made = self.instance_of_class(options);
                self.copy(made, instance);
            }
        }
        self.instance = Some(instance);
        self.statements(statements);
        self.instance = None;
    }

    /// What `new` creates of options that are a class.
    fn instance_of_class(&mut self, class: Node) -> Node {
        self.unnamed_call(class, NOTHING, [], Calling::New)
    }

    /// The member of the instance that a name of a template can mean; [`NOTHING`] elsewhere.
    pub(super) fn member_of_instance(
        &mut self,
        identifier: &IdentifierReference<'_>,
        position: Position,
    ) -> Node {
        let Some(instance) = self.instance else { return NOTHING };
        let key = Key::Name(self.intern(identifier.name.as_str()));
        let site = self.site_for(key, identifier.span, position, false);
        self.load(instance, key, site)
    }

    /// Whether a variable is declared at the top of the script, around the code of the template.
    pub(super) fn is_around_template(&self, symbol: SymbolId) -> bool {
        let scoping = &self.parts[0].scoping;
        self.instance.is_some() && scoping.symbol_scope_id(symbol) == scoping.root_scope_id()
    }

    /// Whether a name of a template is that of the platform or of the language.
    pub(super) fn is_global_in_template(&self, name: &str) -> bool {
        self.hosts.global(name).is_some()
            || natives::IN_TEMPLATES.contains(&name)
            || GLOBAL_OBJECTS.contains(&name)
    }
}
