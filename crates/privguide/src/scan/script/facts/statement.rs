//! Statements and declarations.

use oxc::ast::ast::{
    BindingPattern, Declaration, Expression, ForStatementInit, ForStatementLeft, Statement,
    TryStatement, VariableDeclaration, VariableDeclarationKind,
};

use super::{Flow, Key, NO_SITE, NOTHING, Node, THROWN, builder::Builder};

impl Builder<'_> {
    pub(super) fn statements(&mut self, statements: &[Statement<'_>]) {
        let is_import =
            |statement: &&Statement<'_>| matches!(statement, Statement::ImportDeclaration(_));
        // Imports are hoisted.
        for import in statements.iter().filter(is_import) {
            self.statement(import);
        }
        for statement in statements {
            self.note_names(statement);
        }
        for statement in statements.iter().filter(|statement| !is_import(statement)) {
            self.statement(statement);
        }
    }

    /// Records what names are, before any of them is read.
    fn note_names(&mut self, statement: &Statement<'_>) {
        let Statement::VariableDeclaration(declaration) = statement else { return };
        for declarator in &declaration.declarations {
            // `declare const wx: …` declares no variable: the name stays free.
            if declaration.declare
                && let BindingPattern::BindingIdentifier(identifier) = &declarator.id
            {
                self.ambient.extend(self.numbered(identifier.symbol_id.get()));
            } else if let Some(init) = &declarator.init {
                let is_const = declaration.kind == VariableDeclarationKind::Const;
                self.note_elements(&declarator.id, init, is_const);
            }
        }
    }

    fn statement(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::BlockStatement(block) => self.statements(&block.body),
            Statement::ExpressionStatement(statement) => {
                self.expression(&statement.expression);
            }
            Statement::IfStatement(conditional) => {
                self.expression(&conditional.test);
                self.statement(&conditional.consequent);
                if let Some(alternate) = &conditional.alternate {
                    self.statement(alternate);
                }
            }
            Statement::LabeledStatement(labeled) => self.statement(&labeled.body),
            Statement::ReturnStatement(returned) => {
                self.return_statement(returned.argument.as_ref());
            }
            Statement::SwitchStatement(switch) => {
                self.expression(&switch.discriminant);
                for case in &switch.cases {
                    self.optional(case.test.as_ref());
                    self.statements(&case.consequent);
                }
            }
            Statement::ThrowStatement(thrown) => {
                let value = self.expression(&thrown.argument);
                self.copy(value, THROWN);
            }
            Statement::TryStatement(attempt) => self.try_statement(attempt),
            Statement::WithStatement(with) => {
                let object = self.expression(&with.object);
                self.withs.push(object);
                self.statement(&with.body);
                self.withs.pop();
            }
            Statement::BreakStatement(_)
            | Statement::ContinueStatement(_)
            | Statement::DebuggerStatement(_)
            | Statement::EmptyStatement(_) => {}
            statement => match (statement.as_declaration(), statement.as_module_declaration()) {
                (Some(declaration), _) => self.declaration(declaration),
                (_, Some(declaration)) => self.module_declaration(declaration),
                _ => self.loop_statement(statement),
            },
        }
    }

    /// Loops: their bodies are read once, since the order of statements does not matter.
    fn loop_statement(&mut self, statement: &Statement<'_>) {
        match statement {
            Statement::DoWhileStatement(repeat) => {
                self.statement(&repeat.body);
                self.expression(&repeat.test);
            }
            Statement::ForInStatement(repeat) => {
                let base = self.expression(&repeat.right);
                let keys = self.keys(base);
                self.loop_variable(&repeat.left, keys);
                self.statement(&repeat.body);
            }
            Statement::ForOfStatement(repeat) => {
                let base = self.expression(&repeat.right);
                let element = self.load(base, Key::Any, NO_SITE);
                self.loop_variable(&repeat.left, element);
                self.statement(&repeat.body);
            }
            Statement::ForStatement(repeat) => {
                match &repeat.init {
                    Some(ForStatementInit::VariableDeclaration(declaration)) => {
                        self.variables(declaration);
                    }
                    Some(init) => self.optional(init.as_expression()),
                    None => {}
                }
                self.optional(repeat.test.as_ref());
                self.optional(repeat.update.as_ref());
                self.statement(&repeat.body);
            }
            Statement::WhileStatement(repeat) => {
                self.expression(&repeat.test);
                self.statement(&repeat.body);
            }
            _ => {}
        }
    }

    fn return_statement(&mut self, argument: Option<&Expression<'_>>) {
        if let Some(argument) = argument {
            let value = self.expression(argument);
            let (result, yields) = (self.frame().result, self.frame().yields);
            self.copy(value, result);
            // In a generator, the last result of the iterator contains the returned value.
            self.store(yields, Key::Any, value);
        }
    }

    fn try_statement(&mut self, attempt: &TryStatement<'_>) {
        self.statements(&attempt.block.body);
        if let Some(handler) = &attempt.handler {
            if let Some(caught) = &handler.param {
                self.bind(&caught.pattern, THROWN);
            }
            self.statements(&handler.body.body);
        }
        if let Some(finalizer) = &attempt.finalizer {
            self.statements(&finalizer.body);
        }
    }

    fn optional(&mut self, expression: Option<&Expression<'_>>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    pub(super) fn declaration(&mut self, declaration: &Declaration<'_>) {
        match declaration {
            Declaration::VariableDeclaration(declaration) => self.variables(declaration),
            Declaration::FunctionDeclaration(function) => drop(self.function_declaration(function)),
            Declaration::ClassDeclaration(class) => drop(self.class(class)),
            Declaration::TSEnumDeclaration(declaration) => self.enumeration(declaration),
            Declaration::TSNamespaceDeclaration(namespace) => self.namespace(namespace),
            Declaration::TSImportEqualsDeclaration(import) => self.import_equals(import),
            Declaration::TSTypeAliasDeclaration(_)
            | Declaration::TSInterfaceDeclaration(_)
            | Declaration::TSExternalModuleDeclaration(_)
            | Declaration::TSGlobalDeclaration(_) => {}
        }
    }

    pub(super) fn variables(&mut self, declaration: &VariableDeclaration<'_>) {
        if declaration.declare {
            return;
        }
        for declarator in &declaration.declarations {
            if let Some(init) = &declarator.init
                && self.note_natives(&declarator.id, init)
            {
                continue;
            }
            let value = declarator.init.as_ref().map_or(NOTHING, |init| self.expression(init));
            if let Some(init) = &declarator.init {
                self.untake_alias(&declarator.id, init);
            }
            if value != NOTHING || !matches!(declarator.id, BindingPattern::BindingIdentifier(_)) {
                self.bind(&declarator.id, value);
            }
        }
    }

    /// Notes variables that hold functions of the language: `var define = Object.defineProperty`,
    /// `const { keys } = Object`. True if nothing else is bound.
    fn note_natives(&mut self, pattern: &BindingPattern<'_>, init: &Expression<'_>) -> bool {
        let pattern = match pattern {
            BindingPattern::BindingIdentifier(own) => {
                self.note_native(own.symbol_id.get(), init);
                return false;
            }
            BindingPattern::ObjectPattern(pattern) => pattern,
            _ => return false,
        };
        let mut is_all = pattern.rest.is_none();
        for property in &pattern.properties {
            let name = property.key.static_name();
            let native = name.and_then(|name| self.native_of(init, &name));
            match (&property.value, native) {
                (BindingPattern::BindingIdentifier(own), Some(native)) => {
                    let Some(symbol) = own.symbol_id.get() else { continue };
                    let node = self.native_function(&native, (own.span.start, own.span.end));
                    if self.is_constant(symbol, 0) {
                        self.library.insert(self.part().numbered(symbol), native);
                    }
                    self.bind(&property.value, node);
                }
                _ => is_all = false,
            }
        }
        is_all
    }

    fn loop_variable(&mut self, left: &ForStatementLeft<'_>, value: Node) {
        match left {
            ForStatementLeft::VariableDeclaration(declaration) => {
                debug_assert!(
                    declaration.kind != VariableDeclarationKind::Using
                        || declaration.declarations.len() <= 1
                );
                for declarator in &declaration.declarations {
                    self.bind(&declarator.id, value);
                }
            }
            left => {
                if let Some(target) = left.as_assignment_target() {
                    self.assign(target, value);
                }
            }
        }
    }

    /// The names of an object's fields.
    pub(super) fn keys(&mut self, base: Node) -> Node {
        if base == NOTHING {
            return NOTHING;
        }
        let to = self.node();
        self.flow(Flow::Keys { base, to });
        to
    }
}
