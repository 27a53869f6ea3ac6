//! Functions and classes.

use oxc::ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, Class, ClassElement, Decorator, Expression,
    FormalParameters, Function as FunctionNode, FunctionBody, IdentifierReference,
    MethodDefinitionKind, PropertyKey, Statement,
};

use super::{
    Argument, Calling, Flow, Key, NO_FUNCTION, NO_SITE, NO_SPAN, NOTHING, Node, Seed, UNKNOWN,
    apart::CutFunction,
    builder::{Builder, Frame},
    builtins::SENT,
    expression::is_iterator,
    options::DeclaredOption,
};

impl Builder<'_> {
    /// A function as a value.
    pub(super) fn function_value(&mut self, function: &FunctionNode<'_>) -> Node {
        if let Some(native) = self.replaced_function(function) {
            return native;
        }
        let around = self.frame().objects.clone();
        let this = self.this_of(&around);
        let index = self.function_with(function, this);
        let node = self.function_seed(index);
        if let Some(symbol) = self.numbered(function.id.as_ref().and_then(|id| id.symbol_id.get()))
        {
            if function.is_expression() {
                self.own_names.push((symbol, self.owners.last().copied().unwrap_or(NO_FUNCTION)));
            }
            let name = self.symbol(symbol);
            self.copy(node, name);
        }
        node
    }

    /// `this` in a function inside object literals: any of the literals, because options objects
    /// nest their methods (`Component({ methods: { … } })`).
    fn this_of(&mut self, objects: &[u32]) -> Node {
        let this = self.node();
        self.facts.seeds.extend(objects.iter().map(|&object| (this, Seed::Object(object))));
        this
    }

    fn function_with(&mut self, function: &FunctionNode<'_>, this: Node) -> u32 {
        let name = function.id.as_ref().map(|id| id.name.as_str());
        let cut = function.body.as_ref().and_then(|body| self.cut_at(body.span));
        let apart = cut.and_then(|cut| {
            let site = CutFunction {
                cut,
                span: function.span,
                name: function.id.as_ref().map(|id| id.span),
                scope: function.scope_id.get(),
            };
            self.apart(&site, |builder, whole| match whole {
                Expression::FunctionExpression(whole) => {
                    Some(builder.function_here(whole, name, this))
                }
                _ => None,
            })
        });
        apart.unwrap_or_else(|| self.function_here(function, name, this))
    }

    fn function_here(
        &mut self,
        function: &FunctionNode<'_>,
        name: Option<&str>,
        this: Node,
    ) -> u32 {
        let is_called_once = std::mem::take(&mut self.is_called_once);
        let index = self.function();
        let (body, elements) =
            (self.begin_body(index, function.scope_id.get()), self.facts.elements.len());
        let result = self.node();
        let yields = if function.generator { self.yields_of(result) } else { NOTHING };
        self.frames.push(Frame { function: Some(index), this, result, yields, ..Frame::default() });
        self.parameters(index, &function.params);
        self.facts.functions[index as usize].is_interop =
            function.body.as_ref().is_some_and(|body| is_interop(name, &function.params, body));
        if let Some(body) = &function.body {
            self.statements(&body.statements);
        }
        self.frames.pop();
        let facts = &mut self.facts.functions[index as usize];
        facts.this = this;
        facts.result = result;
        self.end_body(index, body, is_called_once, elements);
        index
    }

    /// The array that represents the iterator of a generator.
    fn yields_of(&mut self, result: Node) -> Node {
        let array = self.object();
        let array = self.object_node(array);
        self.copy(array, result);
        // A compiler's helper calls them under computed names: `generator[key](argument)`.
        let step = self.function();
        let (sent, element) = (self.node(), self.load(array, Key::Any, NO_SITE));
        let sent_key = Key::Name(self.intern(SENT));
        self.store(array, sent_key, sent);
        let returned = self.reference_to(element);
        let facts = &mut self.facts.functions[step as usize];
        (facts.parameters, facts.result) = (vec![sent], returned);
        let step = self.function_seed(step);
        for name in ["next", "return", "throw"] {
            let key = Key::Name(self.intern(name));
            self.store(array, key, step);
        }
        array
    }

    fn parameters(&mut self, function: u32, parameters: &FormalParameters<'_>) {
        for parameter in &parameters.items {
            let node = self.node();
            self.facts.functions[function as usize].parameters.push(node);
            if let Some(initializer) = &parameter.initializer {
                let value = self.expression(initializer);
                self.copy(value, node);
            }
            self.bind(&parameter.pattern, node);
            // `constructor(private host: Host)` keeps the argument in a field of that name.
            if (parameter.accessibility.is_some() || parameter.readonly)
                && let Some(name) = parameter.pattern.get_identifier_name()
            {
                let key = Key::Name(self.intern(name.as_str()));
                let this = self.frame().this;
                self.store(this, key, node);
            }
        }
        if let Some(rest) = &parameters.rest {
            let object = self.object();
            let node = self.object_node(object);
            self.facts.functions[function as usize].rest = node;
            self.bind(&rest.rest.argument, node);
        }
    }

    pub(super) fn arrow(&mut self, arrow: &ArrowFunctionExpression<'_>) -> Node {
        let cut = match &arrow.body {
            ArrowFunctionBody::FunctionBody(body) => self.cut_at(body.span),
            _ => None,
        };
        let apart = cut.and_then(|cut| {
            let site =
                CutFunction { cut, span: arrow.span, name: None, scope: arrow.scope_id.get() };
            self.apart(&site, |builder, whole| match whole {
                Expression::ArrowFunctionExpression(whole) => Some(builder.arrow_here(whole)),
                _ => None,
            })
        });
        apart.unwrap_or_else(|| self.arrow_here(arrow))
    }

    fn arrow_here(&mut self, arrow: &ArrowFunctionExpression<'_>) -> Node {
        let is_called_once = std::mem::take(&mut self.is_called_once);
        let index = self.function();
        let (body, elements) =
            (self.begin_body(index, arrow.scope_id.get()), self.facts.elements.len());
        let result = self.node();
        let frame = self.frame();
        // An arrow function has neither `this` nor `arguments` of its own.
        let inner = Frame {
            function: frame.function,
            this: frame.this,
            result,
            arguments: frame.arguments,
            ..Frame::default()
        };
        self.frames.push(inner);
        self.parameters(index, &arrow.params);
        match &arrow.body {
            ArrowFunctionBody::FunctionBody(body) => self.statements(&body.statements),
            body => {
                if let Some(expression) = body.as_expression() {
                    let value = self.expression(expression);
                    self.copy(value, result);
                }
            }
        }
        self.frames.pop();
        let facts = &mut self.facts.functions[index as usize];
        facts.result = result;
        facts.is_interop = arrow.params.items.len() <= 3
            && arrow
                .body
                .as_expression()
                .is_some_and(|body| mentions_es_module(body) && !is_default(body));
        self.end_body(index, body, is_called_once, elements);
        self.function_seed(index)
    }

    pub(super) fn function_declaration(&mut self, function: &FunctionNode<'_>) -> Node {
        if function.declare || function.body.is_none() {
            return NOTHING;
        }
        self.function_value(function)
    }

    pub(super) fn class(&mut self, class: &Class<'_>) -> Node {
        if class.declare {
            return NOTHING;
        }
        let (instance, statics) = (self.object(), self.object());
        let (instance_node, statics_node) = (self.object_node(instance), self.object_node(statics));
        let parent = class
            .heritage
            .as_ref()
            .map_or(NOTHING, |heritage| self.expression(&heritage.expression));
        self.parents.push(parent);
        let constructor = class.body.body.iter().find_map(|element| match element {
            ClassElement::MethodDefinition(method)
                if method.kind == MethodDefinitionKind::Constructor =>
            {
                Some(&method.value)
            }
            _ => None,
        });
        let index = match constructor {
            Some(constructor) => self.function_with(constructor, instance_node),
            None => self.inherited_constructor(parent, instance_node),
        };
        let facts = &mut self.facts.functions[index as usize];
        (facts.instance, facts.statics, facts.this) =
            (Some(instance), Some(statics), instance_node);
        // All instances of a class are one abstract object.
        facts.body = None;
        let node = self.function_seed(index);
        let name = self.numbered(class.id.as_ref().and_then(|id| id.symbol_id.get()));
        if let Some(symbol) = name {
            let name = self.symbol(symbol);
            self.copy(node, name);
        }
        let constructor = Key::Name(self.intern("constructor"));
        self.store(instance_node, constructor, node);
        if parent != NOTHING {
            self.flow(Flow::Extends { class: index, parent });
        }
        for name in class.heritage.iter().flat_map(|heritage| mixed(&heritage.expression)) {
            if let Some(symbol) = self.variable(name) {
                let parent = self.symbol(symbol);
                self.flow(Flow::Extends { class: index, parent });
            }
        }
        let mut decorated = node;
        for decorator in &class.decorators {
            let (replaced, options) = self.decorate(decorator, &[node]);
            decorated = self.either(decorated, replaced);
            // `@Component({ data() { … }, mixins: [ … ] })`
            if let Some((options, _)) = options {
                self.link(instance_node, options);
            }
        }
        if let (Some(symbol), true) = (name, decorated != node) {
            let name = self.symbol(symbol);
            self.copy(decorated, name);
        }
        let mut declared: Vec<DeclaredOption<'_>> = Vec::new();
        for element in &class.body.body {
            declared.extend(self.class_element(element, node, instance_node, statics_node));
        }
        self.describe_instance(instance_node, &declared);
        self.parents.pop();
        node
    }

    /// The default constructor of a derived class: `constructor(...all) { super(...all) }`.
    fn inherited_constructor(&mut self, parent: Node, instance: Node) -> u32 {
        let index = self.function();
        if parent != NOTHING {
            let all = self.object();
            let all = self.object_node(all);
            self.facts.functions[index as usize].rest = all;
            let all = Argument { node: all, span: NO_SPAN };
            self.unnamed_call(parent, instance, [all], Calling::Apply);
        }
        index
    }

    /// Returns the element if it is a field of options: `class extends wepy.page { methods = … }`.
    fn class_element<'a>(
        &mut self,
        element: &'a ClassElement<'a>,
        class: Node,
        instance: Node,
        statics: Node,
    ) -> Option<DeclaredOption<'a>> {
        let holder = |is_static: bool| if is_static { statics } else { instance };
        match element {
            ClassElement::StaticBlock(block) => {
                self.frames.push(Frame { this: statics, ..Frame::default() });
                self.statements(&block.body);
                self.frames.pop();
            }
            ClassElement::MethodDefinition(method)
                if method.kind == MethodDefinitionKind::Constructor => {}
            ClassElement::MethodDefinition(method) => {
                let key = self.property_key(&method.key, method.computed);
                let this = self.node();
                self.copy(holder(method.r#static), this);
                if method.r#static && method.kind == MethodDefinitionKind::Get {
                    self.copy(class, this);
                }
                let index = self.function_with(&method.value, this);
                let function = self.function_seed(index);
                let holder = holder(method.r#static);
                for decorator in &method.decorators {
                    self.decorate(decorator, &[holder, UNKNOWN, UNKNOWN]);
                }
                let name = method.key.static_name().filter(|_| !method.computed);
                self.note_lifecycle(name.as_deref(), function, instance);
                if is_iterator(&method.key) {
                    self.iterates(holder, function);
                }
                match method.kind {
                    MethodDefinitionKind::Set => self.setter(holder, key, function),
                    MethodDefinitionKind::Get => {
                        let value = self.call_back(function, &[]);
                        self.store(holder, key, value);
                    }
                    _ => self.store(holder, key, function),
                }
            }
            ClassElement::PropertyDefinition(property) if !property.declare => {
                let value = self.field(
                    (&property.key, property.computed),
                    property.value.as_ref(),
                    holder(property.r#static),
                    &property.decorators,
                );
                let name = property.key.static_name().filter(|_| !property.r#static)?;
                return DeclaredOption::new(&name, value, property.value.as_ref()?);
            }
            ClassElement::AccessorProperty(property) => {
                self.field(
                    (&property.key, property.computed),
                    property.value.as_ref(),
                    holder(property.r#static),
                    &property.decorators,
                );
            }
            ClassElement::PropertyDefinition(_) | ClassElement::TSIndexSignature(_) => {}
        }
        None
    }

    /// Passes what is stored under the name to the setter.
    pub(super) fn setter(&mut self, holder: Node, key: Key, setter: Node) {
        let given = self.load(holder, key, NO_SITE);
        self.call_back(setter, &[given]);
    }

    fn field(
        &mut self,
        (key, computed): (&PropertyKey<'_>, bool),
        value: Option<&Expression<'_>>,
        holder: Node,
        decorators: &[Decorator<'_>],
    ) -> Node {
        let key: Key = self.property_key(key, computed);
        let value = value.map_or(NOTHING, |value| {
            self.frames.push(Frame { this: holder, ..Frame::default() });
            let value = self.expression(value);
            self.frames.pop();
            self.store(holder, key, value);
            value
        });
        self.decorate_field(decorators, (holder, key), value);
        value
    }
}

/// `extends Mixins(A, B)`: a function that creates a class from others derives it from them.
fn mixed<'e, 'a>(parent: &'e Expression<'a>) -> impl Iterator<Item = &'e IdentifierReference<'a>> {
    let arguments = match parent.get_inner_expression() {
        Expression::CallExpression(call) => &call.arguments[..],
        _ => &[],
    };
    arguments.iter().filter_map(|argument| argument.as_expression()?.get_identifier_reference())
}

/// `function (e) { return e && e.__esModule ? e: { default: e } }` and similar helpers return their
/// argument.
///
/// Every transpiled import of a file passes through the same helper. If the helper were analysed
/// like other functions, all modules would be merged.
fn is_interop(
    name: Option<&str>,
    parameters: &FormalParameters<'_>,
    body: &FunctionBody<'_>,
) -> bool {
    let named = name.is_some_and(|name| {
        name.contains("nteropRequire")
            || name.contains("nteropDefault")
            || name.contains("nteropNamespace")
    });
    let is_interop = named
        || (parameters.items.len() <= 2
            && body.statements.len() <= 4
            && body.statements.iter().any(tests_es_module));
    // `m.__esModule ? m.default : m` returns another object.
    is_interop && !body.statements.iter().any(unwraps_default)
}

/// Whether a statement returns the default export of a module in place of the module.
fn unwraps_default(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ReturnStatement(returned) => returned.argument.as_ref().is_some_and(is_default),
        Statement::IfStatement(conditional) => unwraps_default(&conditional.consequent),
        Statement::BlockStatement(block) => block.body.iter().any(unwraps_default),
        _ => false,
    }
}

/// `m.default`, or a condition or alternative that yields it.
fn is_default(expression: &Expression<'_>) -> bool {
    match expression.get_inner_expression() {
        Expression::ConditionalExpression(conditional) => {
            is_default(&conditional.consequent) || is_default(&conditional.alternate)
        }
        Expression::LogicalExpression(logical) => {
            is_default(&logical.left) || is_default(&logical.right)
        }
        inner => inner
            .as_member_expression()
            .is_some_and(|member| member.static_property_name() == Some("default")),
    }
}

fn tests_es_module(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ReturnStatement(returned) => {
            returned.argument.as_ref().is_some_and(mentions_es_module)
        }
        Statement::IfStatement(conditional) => mentions_es_module(&conditional.test),
        _ => false,
    }
}

fn mentions_es_module(expression: &Expression<'_>) -> bool {
    match expression.get_inner_expression() {
        Expression::StaticMemberExpression(member) => member.property.name == "__esModule",
        Expression::LogicalExpression(logical) => {
            mentions_es_module(&logical.left) || mentions_es_module(&logical.right)
        }
        Expression::ConditionalExpression(conditional) => mentions_es_module(&conditional.test),
        Expression::UnaryExpression(unary) => mentions_es_module(&unary.argument),
        // `(target = …, copy(isNode || !module.__esModule ? … : target, module))`
        Expression::SequenceExpression(sequence) => {
            sequence.expressions.last().is_some_and(|last| match last {
                Expression::CallExpression(call) => call
                    .arguments
                    .first()
                    .and_then(|first| first.as_expression())
                    .is_some_and(mentions_es_module),
                last => mentions_es_module(last),
            })
        }
        _ => false,
    }
}
