//! Imports, exports, enums and namespaces.

use oxc::{
    ast::ast::{
        BindingIdentifier, Declaration, ExportDefaultDeclarationKind, ExportFromDeclaration,
        ExportNamedDeclaration, Expression, ImportDeclaration, ImportDeclarationSpecifier,
        ImportExpression, ImportOrExportKind, ModuleDeclaration, ModuleExportName,
        TSEnumDeclaration, TSImportEqualsDeclaration, TSModuleReference, TSNamespaceDeclaration,
        TSNamespaceDeclarationBody, TSQualifiedName, TSTypeName,
    },
    span::Span,
};

use super::{
    Import, Key, ModuleSym, NAMESPACE, NOTHING, Node, UNKNOWN,
    builder::{Builder, Position},
};

/// Whether the default export is the options object of a framework's app. Only an app has data for
/// the whole program: `getApp().globalData`.
fn is_app(exported: &ExportDefaultDeclarationKind<'_>) -> bool {
    let ExportDefaultDeclarationKind::ObjectExpression(options) = exported else { return false };
    let names =
        options.properties.iter().filter_map(|property| property.as_property()?.key.static_name());
    names.into_iter().any(|name| name == "globalData")
}

impl Builder<'_> {
    /// A node that receives what a module exports.
    pub(super) fn import(&mut self, specifier: &str) -> Node {
        let specifier = self.intern(specifier);
        if let Some(import) = self.facts.imports.iter().find(|import| import.specifier == specifier)
        {
            return import.to;
        }
        let to = self.node();
        self.facts.imports.push(Import { specifier, to });
        if super::natives::is_import_helper(self.facts.strings.get(specifier)) {
            self.unwrapping(to);
        }
        to
    }

    /// A compiler's import helper that comes from a separate package: it returns the module that is
    /// passed to it.
    fn unwrapping(&mut self, to: Node) {
        let helper = self.function();
        let parameter = self.node();
        let facts = &mut self.facts.functions[helper as usize];
        facts.parameters.push(parameter);
        facts.result = parameter;
        let helper = self.function_seed(helper);
        self.copy(helper, to);
    }

    pub(super) fn import_expression(&mut self, import: &ImportExpression<'_>) -> Node {
        if let Some(source) = static_text(&import.source) {
            return self.import(source);
        }
        self.expression(&import.source);
        UNKNOWN
    }

    pub(super) fn module_declaration(&mut self, declaration: &ModuleDeclaration<'_>) {
        self.facts.is_es_module = true;
        match declaration {
            ModuleDeclaration::ImportDeclaration(import) => self.import_declaration(import),
            ModuleDeclaration::ExportAllDeclaration(export) => {
                if export.export_kind == ImportOrExportKind::Type {
                    return;
                }
                let from = self.import(export.source.value.as_str());
                let namespace = self.object_node(NAMESPACE);
                match &export.exported {
                    Some(name) => {
                        let key = Key::Name(self.export_name(name));
                        self.store(namespace, key, from);
                    }
                    None => self.link(namespace, from),
                }
            }
            ModuleDeclaration::ExportDefaultDeclaration(export) => {
                let value = match &export.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                        self.function_declaration(function)
                    }
                    ExportDefaultDeclarationKind::ClassDeclaration(class) => self.class(class),
                    ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => NOTHING,
                    declaration => declaration
                        .as_expression()
                        .map_or(NOTHING, |expression| self.expression(expression)),
                };
                self.facts.options.push(value);
                if is_app(&export.declaration) {
                    self.keep_app(value);
                }
                self.export(self.words.default, value);
            }
            ModuleDeclaration::ExportDeclaration(export) => {
                self.declaration(&export.declaration);
                self.export_declared(&export.declaration);
            }
            ModuleDeclaration::ExportNamedDeclaration(export) => self.export_named(export),
            ModuleDeclaration::ExportFromDeclaration(export) => self.export_from(export),
            ModuleDeclaration::TSExportAssignment(export) => {
                let value = self.expression(&export.expression);
                self.export(self.words.default, value);
                let exports = self.facts.exports;
                self.copy(value, exports);
            }
            ModuleDeclaration::TSNamespaceExportDeclaration(_) => {}
        }
    }

    fn export(&mut self, name: ModuleSym, value: Node) {
        let namespace = self.object_node(NAMESPACE);
        self.store(namespace, Key::Name(name), value);
    }

    fn export_name(&mut self, name: &ModuleExportName<'_>) -> ModuleSym {
        let name = name.name();
        self.intern(name.as_str())
    }

    fn import_declaration(&mut self, import: &ImportDeclaration<'_>) {
        if import.import_kind == ImportOrExportKind::Type {
            return;
        }
        let Some(specifiers) = &import.specifiers else {
            return;
        };
        let from = self.import(import.source.value.as_str());
        let source = self.intern(import.source.value.as_str());
        for specifier in specifiers {
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(named) => {
                    if named.import_kind == ImportOrExportKind::Value {
                        let name = self.export_name(&named.imported);
                        self.import_name(from, source, name, &named.local, named.span);
                    }
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
                    let name = self.words.default;
                    self.import_name(from, source, name, &default.local, default.span);
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(namespace) => {
                    if let Some(symbol) = namespace.local.symbol_id.get() {
                        let to = self.symbol(symbol);
                        self.copy(from, to);
                        let name = self.words.empty;
                        self.imported.insert(symbol, (source, name));
                    }
                }
            }
        }
    }

    fn import_name(
        &mut self,
        from: Node,
        source: ModuleSym,
        name: ModuleSym,
        local: &BindingIdentifier<'_>,
        span: Span,
    ) {
        let symbol = local.symbol_id.get();
        let key = Key::Name(name);
        let is_host = self.hosts.module(self.facts.strings.get(source)).is_some();
        let site = self.site_for(key, span, Position::Named, is_host);
        self.binds(site, symbol);
        if let Some(site) = self.facts.sites.get_mut(site as usize) {
            site.is_import = is_host;
        }
        let loaded = self.load(from, key, site);
        if let Some(symbol) = symbol {
            let to = self.symbol(symbol);
            self.copy(loaded, to);
            self.imported.insert(symbol, (source, name));
        }
    }

    fn export_declared(&mut self, declaration: &Declaration<'_>) {
        for name in declared_names(declaration) {
            self.export_binding(Some(name));
        }
    }

    fn export_binding(&mut self, identifier: Option<&BindingIdentifier<'_>>) {
        let Some(identifier) = identifier else {
            return;
        };
        if let Some(symbol) = identifier.symbol_id.get() {
            let value = self.symbol(symbol);
            let name = self.intern(identifier.name.as_str());
            self.export(name, value);
        }
    }

    fn export_named(&mut self, export: &ExportNamedDeclaration<'_>) {
        if export.export_kind == ImportOrExportKind::Type {
            return;
        }
        for specifier in &export.specifiers {
            let name = self.export_name(&specifier.exported);
            if let ModuleExportName::IdentifierReference(local) = &specifier.local {
                let value = match self.variable(local) {
                    // An export by itself is not a use of the name.
                    Some(symbol) => {
                        self.note_exported(symbol, name, specifier.span);
                        self.symbol(symbol)
                    }
                    None => self.read_free(local.name.as_str()),
                };
                self.export(name, value);
            }
        }
    }

    fn export_from(&mut self, export: &ExportFromDeclaration<'_>) {
        if export.export_kind == ImportOrExportKind::Type {
            return;
        }
        let from = self.import(export.source.value.as_str());
        let source = self.intern(export.source.value.as_str());
        let is_host = self.hosts.module(export.source.value.as_str()).is_some();
        for specifier in &export.specifiers {
            let own = self.export_name(&specifier.local);
            let key = Key::Name(own);
            let site = self.site_for(key, specifier.span, Position::Named, is_host);
            let value = self.load(from, key, site);
            let name = self.export_name(&specifier.exported);
            self.take_renamed((source, own), name, specifier.span);
            self.export(name, value);
        }
    }

    /// An enum is represented by an object with its literal members.
    pub(super) fn enumeration(&mut self, declaration: &TSEnumDeclaration<'_>) {
        let object = self.object();
        let node = self.object_node(object);
        if let Some(symbol) = declaration.id.symbol_id.get() {
            let to = self.symbol(symbol);
            self.copy(node, to);
        }
        for member in &declaration.body.members {
            if let Some(initializer) = &member.initializer {
                let value = self.expression(initializer);
                let name = self.intern(member.id.static_name().as_str());
                self.store(node, Key::Name(name), value);
            }
        }
    }

    /// A namespace is represented by an object with its exports.
    pub(super) fn namespace(&mut self, namespace: &TSNamespaceDeclaration<'_>) {
        if namespace.declare {
            return;
        }
        let object = self.object();
        let node = self.object_node(object);
        // A namespace may be declared in parts, and each part sees what the others export.
        let mut parts = None;
        if let Some(symbol) = namespace.id.symbol_id.get() {
            let is_in_parts = !self.part().scoping.symbol_redeclarations(symbol).is_empty();
            let to = self.symbol(symbol);
            self.copy(node, to);
            parts = is_in_parts.then_some(to);
        }
        self.withs.extend(parts);
        match &namespace.body {
            TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) => {
                self.namespace(inner);
                self.namespace_member(node, Some(&inner.id));
            }
            TSNamespaceDeclarationBody::TSModuleBlock(block) => {
                for statement in &block.body {
                    match statement.as_module_declaration() {
                        Some(ModuleDeclaration::ExportDeclaration(export)) => {
                            self.declaration(&export.declaration);
                            self.namespace_exports(node, &export.declaration);
                        }
                        _ => self.statements(std::slice::from_ref(statement)),
                    }
                }
            }
        }
        self.withs.truncate(self.withs.len() - usize::from(parts.is_some()));
    }

    fn namespace_exports(&mut self, namespace: Node, declaration: &Declaration<'_>) {
        for name in declared_names(declaration) {
            self.namespace_member(namespace, Some(name));
        }
    }

    fn namespace_member(&mut self, namespace: Node, identifier: Option<&BindingIdentifier<'_>>) {
        if let Some(identifier) = identifier
            && let Some(symbol) = identifier.symbol_id.get()
        {
            let value = self.symbol(symbol);
            let name = self.intern(identifier.name.as_str());
            self.store(namespace, Key::Name(name), value);
        }
    }

    pub(super) fn import_equals(&mut self, import: &TSImportEqualsDeclaration<'_>) {
        if import.import_kind == ImportOrExportKind::Type {
            return;
        }
        let value = match &import.module_reference {
            TSModuleReference::ExternalModuleReference(external) => {
                self.import(external.expression.value.as_str())
            }
            TSModuleReference::IdentifierReference(identifier) => {
                self.read(identifier, Position::Named)
            }
            TSModuleReference::QualifiedName(name) => self.qualified(name),
        };
        if let Some(symbol) = import.id.symbol_id.get() {
            let to = self.symbol(symbol);
            self.copy(value, to);
            if let TSModuleReference::ExternalModuleReference(external) = &import.module_reference {
                let source = self.intern(external.expression.value.as_str());
                self.imported.insert(symbol, (source, self.words.default));
            }
        }
    }
}

impl Builder<'_> {
    /// `N.M.x`, where `N` is a namespace.
    fn qualified(&mut self, name: &TSQualifiedName<'_>) -> Node {
        let of = match &name.left {
            TSTypeName::IdentifierReference(identifier) => self.read(identifier, Position::Named),
            TSTypeName::QualifiedName(outer) => self.qualified(outer),
            TSTypeName::ThisExpression(_) => NOTHING,
        };
        let key = Key::Name(self.intern(name.right.name.as_str()));
        let site = self.site_for(key, name.span, Position::Named, false);
        self.load(of, key, site)
    }
}

/// A string that is written out, also as a template.
pub(super) fn static_text<'e>(expression: &'e Expression<'_>) -> Option<&'e str> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(text) => Some(text.value.as_str()),
        Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
            Some(template.quasis.first()?.value.cooked.as_ref()?.as_str())
        }
        _ => None,
    }
}

/// The names that a declaration binds.
fn declared_names<'d, 'a>(declaration: &'d Declaration<'a>) -> Vec<&'d BindingIdentifier<'a>> {
    match declaration {
        Declaration::VariableDeclaration(variables) => {
            let declared = variables.declarations.iter();
            declared.flat_map(|declarator| declarator.id.get_binding_identifiers()).collect()
        }
        Declaration::FunctionDeclaration(function) => function.id.iter().collect(),
        Declaration::ClassDeclaration(class) => class.id.iter().collect(),
        Declaration::TSEnumDeclaration(declaration) => vec![&declaration.id],
        Declaration::TSNamespaceDeclaration(namespace) => vec![&namespace.id],
        _ => Vec::new(),
    }
}
