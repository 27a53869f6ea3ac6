//! Variables and free names: which node holds the value of a name.

use oxc::{ast::ast::IdentifierReference, semantic::SymbolId};

use super::{
    APP, FIRST_NODE, GLOBAL, Key, NO_FUNCTION, NO_SITE, NOTHING, NUMBER, Named, Node, PAGES,
    UNKNOWN,
    builder::{Builder, Position},
    members,
};

impl Builder<'_> {
    /// Assigns nodes to functions: the node of a variable belongs to the function that declares the
    /// variable, no matter where the node is first created, and the node of a free name to the
    /// module.
    pub(super) fn bind_owners(&mut self) {
        self.bind_owners_of_part();
        for &(symbol, owner) in &self.own_names {
            let node = self.symbols[symbol.index()];
            if node >= FIRST_NODE {
                self.facts.owners[(node - FIRST_NODE) as usize] = owner;
            }
        }
        let shared = self.free.values().chain(self.unknown_fields.values()).copied();
        for node in
            shared.chain(self.facts.imports.iter().map(|import| import.to)).collect::<Vec<_>>()
        {
            if node >= FIRST_NODE {
                self.facts.owners[(node - FIRST_NODE) as usize] = NO_FUNCTION;
            }
        }
    }

    /// Records that a site binds a variable: uses of the variable are uses of the site.
    pub(super) fn binds(&mut self, site: u32, symbol: Option<SymbolId>) {
        if let (Some(symbol), true) = (symbol, site != NO_SITE) {
            self.aliases.bind(symbol, site);
        }
    }

    pub(super) fn symbol(&mut self, symbol: SymbolId) -> Node {
        let at = symbol.index();
        if self.symbols[at] == NOTHING {
            self.symbols[at] = self.node();
        }
        self.symbols[at]
    }

    /// The variable that a reference refers to; `None` for a free name.
    pub(super) fn variable(&self, identifier: &IdentifierReference<'_>) -> Option<SymbolId> {
        let reference = identifier.reference_id.get()?;
        let here = self.part();
        let symbol = match here.scoping.get_reference(reference).symbol_id() {
            Some(symbol) => here.numbered(symbol),
            None => self.variable_around(identifier)?,
        };
        (!self.ambient.contains(&symbol)).then_some(symbol)
    }

    /// The name of a reference that no scope binds.
    pub(super) fn free_name<'i>(&self, identifier: &'i IdentifierReference<'_>) -> Option<&'i str> {
        self.variable(identifier).is_none().then(|| identifier.name.as_str())
    }

    pub(super) fn read(
        &mut self,
        identifier: &IdentifierReference<'_>,
        position: Position,
    ) -> Node {
        if let Some(symbol) = self.variable(identifier) {
            let named = Named {
                span: self.bounds(identifier.span),
                is_called: position == Position::Called,
            };
            self.aliases.read(symbol, named);
            self.note_taken(symbol, identifier.span);
            let node = self.symbol(symbol);
            if !self.is_around_template(symbol) {
                return node;
            }
            let member = self.member_of_instance(identifier, position);
            return self.either(node, member);
        }
        if self.instance.is_some() && !self.is_global_in_template(identifier.name.as_str()) {
            let member = self.member_of_instance(identifier, position);
            if members::is_of_program(&identifier.name) {
                let shared = self.read_free(&members::in_all(&identifier.name));
                return self.either(member, shared);
            }
            return member;
        }
        let is_function = identifier.name.starts_with(|first: char| first.is_ascii_lowercase());
        if let Some(native) = self.native_free(identifier).filter(|_| is_function) {
            let span = (identifier.span.start, identifier.span.end);
            return self.native_function(&native, span);
        }
        let free = self.read_free(identifier.name.as_str());
        self.withs.clone().into_iter().fold(free, |found, object| {
            let key = Key::Name(self.intern(identifier.name.as_str()));
            let site = self.site_for(key, identifier.span, position, false);
            let field = self.load(object, key, site);
            self.either(found, field)
        })
    }

    pub(super) fn read_free(&mut self, name: &str) -> Node {
        match name {
            "NaN" | "Infinity" => return NUMBER,
            "undefined" => return NOTHING,
            "arguments" => return self.arguments_object(),
            _ => {}
        }
        let name = self.intern(name);
        if let Some(&node) = self.free.get(&name) {
            return node;
        }
        let node = self.load(GLOBAL, Key::Name(name), NO_SITE);
        self.free.insert(name, node);
        node
    }

    pub(super) fn write_free(&mut self, name: &str, value: Node) {
        if let Some(instance) = self.instance {
            let key = Key::Name(self.intern(name));
            return self.store(instance, key, value);
        }
        // `wx = …` replaces the platform in tests or shims; elsewhere `wx` still means the
        // platform.
        if self.hosts.global(name).is_none() {
            let name = self.intern(name);
            self.store(GLOBAL, Key::Name(name), value);
        }
        // `Page = options => { … }` gets the options of every page.
        let options = match name {
            "App" => APP,
            "Page" | "Component" => PAGES,
            _ => return,
        };
        if !matches!(value, NOTHING | NUMBER | UNKNOWN) {
            let options = self.read_free(options);
            self.call_back(value, &[options]);
        }
    }

    fn arguments_object(&mut self) -> Node {
        let frame = self.frames.last().expect("the module's own frame is never left");
        if frame.arguments != NOTHING {
            return frame.arguments;
        }
        let Some(function) = frame.function else {
            return UNKNOWN;
        };
        let known = self.facts.functions[function as usize].arguments;
        if known != NOTHING {
            return known;
        }
        let object = self.object();
        let node = self.object_node(object);
        let frame = self.frames.last_mut().expect("the module's own frame is never left");
        frame.arguments = node;
        self.facts.functions[function as usize].arguments = node;
        node
    }
}
