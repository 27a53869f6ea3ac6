//! Functions that are called through `call`, `apply` and `bind`.

use oxc::ast::ast::{Argument as ArgumentNode, CallExpression, Expression, MemberExpression};

use super::{Argument, Calling, Flow, Key, NO_SITE, NO_SPAN, NOTHING, Node, builder::Builder};

impl Builder<'_> {
    /// A call of a function through `Function.prototype`'s `call`, `apply` and `bind`.
    pub(super) fn indirect_member_call(
        &mut self,
        call: &CallExpression<'_>,
        member: &MemberExpression<'_>,
        method: Option<&str>,
        values: &[Argument],
    ) -> Option<Node> {
        // `Function.prototype.call.call(f, this, a)`
        if let (Some("call"), Some(indirect), Some((callee, rest))) =
            (method, function_prototype_method(member.object()), values.split_first())
        {
            return Some(self.indirect_call(callee.node, indirect, rest));
        }
        // `Function.prototype.call.bind(f)`
        if let (Some("bind"), Some(indirect @ ("call" | "apply")), Some((callee, []))) =
            (method, function_prototype_method(member.object()), values.split_first())
        {
            let borrowed = call
                .arguments
                .first()
                .and_then(ArgumentNode::as_expression)
                .and_then(|function| self.borrowed_method(function));
            return Some(self.uncurried(callee.node, indirect, borrowed.as_deref()));
        }
        // `[].slice.call(…)`, `Array.prototype.map.call(…)`
        if let (Some("call"), Some(borrowed), Some((first, rest))) =
            (method, self.borrowed_method(member.object()), values.split_first())
        {
            return Some(self.library_call(first.node, &borrowed, rest));
        }
        // `[].push.apply(list, more)`
        if let (Some("apply"), Some(borrowed), [first, rest, ..]) =
            (method, self.borrowed_method(member.object()), values)
        {
            let element = self.load(rest.node, Key::Any, NO_SITE);
            let spread = [Argument { node: element, span: rest.span }; SPREAD_ARGUMENTS];
            return Some(self.library_call(first.node, &borrowed, &spread));
        }
        None
    }

    /// `f.call(…)`, `f.apply(…)`, `f.bind(…)`.
    pub(super) fn indirect_call(
        &mut self,
        callee: Node,
        method: &str,
        values: &[Argument],
    ) -> Node {
        let this = values.first().map_or(NOTHING, |argument| argument.node);
        let rest = values.get(1..).unwrap_or_default();
        if method == "bind" && !rest.is_empty() {
            return self.bound(callee, this, rest);
        }
        let how = match method {
            "call" => Calling::Plain,
            "apply" => Calling::Apply,
            _ => Calling::Bind,
        };
        // The receiver is stored as an argument, directly before the other arguments.
        self.arguments(values.first().copied());
        let to = self.unnamed_call(callee, this, rest.iter().copied(), how);
        if how == Calling::Bind {
            self.copy(callee, to);
        }
        to
    }

    /// `f.bind(this, a)`: a function that takes the remaining arguments after the bound ones.
    fn bound(&mut self, callee: Node, this: Node, values: &[Argument]) -> Node {
        let (bound, all, result) = (self.function(), self.array_of(NOTHING), self.node());
        self.facts.functions[bound as usize].rest = all;
        self.facts.functions[bound as usize].result = result;
        let element = self.load(all, Key::Any, NO_SITE);
        let how = Calling::Spread(u8::try_from(values.len()).unwrap_or(u8::MAX));
        let element = Argument { node: element, span: NO_SPAN };
        let (arguments, how) = self.passed(values.iter().copied().chain([element]), how);
        let name = self.words.empty;
        self.flow(Flow::Call { callee, this, arguments, to: result, how, name, is_native: false });
        self.function_seed(bound)
    }

    /// `Function.prototype.call.bind(f)`: a function whose first argument becomes the `this` of
    /// another function, or of a method of the language.
    fn uncurried(&mut self, callee: Node, method: &str, borrowed: Option<&str>) -> Node {
        let (function, this, more) =
            (self.function(), self.node(), [(); SPREAD_ARGUMENTS].map(|()| self.node()));
        self.facts.functions[function as usize].parameters =
            [this].into_iter().chain(more).collect();
        let all = self.array_of(NOTHING);
        self.facts.functions[function as usize].rest = all;
        let others = self.load(all, Key::Any, NO_SITE);
        let span = NO_SPAN;
        let rest = more.map(|node| Argument { node, span });
        let all = || rest.into_iter().chain([Argument { node: others, span }]);
        let result = match (borrowed, method) {
            (Some(borrowed), "call") => {
                let values: Vec<Argument> = all().collect();
                self.library_call(this, borrowed, &values)
            }
            (Some(borrowed), _) => {
                let node = self.load(rest[0].node, Key::Any, NO_SITE);
                self.library_call(this, borrowed, &[Argument { node, span }; SPREAD_ARGUMENTS])
            }
            (None, "call") => {
                let how = Calling::Spread(u8::try_from(rest.len()).unwrap_or(u8::MAX));
                self.unnamed_call(callee, this, all(), how)
            }
            _ => {
                let values: Vec<Argument> =
                    [Argument { node: this, span }].into_iter().chain(rest).collect();
                self.indirect_call(callee, method, &values)
            }
        };
        let to = self.node();
        self.copy(result, to);
        self.facts.functions[function as usize].result = to;
        self.function_seed(function)
    }
}

/// The number of parameters that the elements of an argument array are copied to.
const SPREAD_ARGUMENTS: usize = 4;

/// The method in `Function.prototype.call`.
fn function_prototype_method<'e>(function: &'e Expression<'_>) -> Option<&'e str> {
    let member = function.get_inner_expression().as_member_expression()?;
    let prototype = member.object().get_inner_expression().as_member_expression()?;
    let is_function = prototype.static_property_name() == Some("prototype")
        && prototype
            .object()
            .get_identifier_reference()
            .is_some_and(|name| name.name == "Function");
    member
        .static_property_name()
        .filter(|name| is_function && matches!(*name, "call" | "apply" | "bind"))
}

/// The place of the first spread argument.
pub(super) fn spread_from(arguments: &[ArgumentNode<'_>]) -> Option<u8> {
    let at =
        arguments.iter().position(|argument| matches!(argument, ArgumentNode::SpreadElement(_)))?;
    Some(u8::try_from(at).unwrap_or(u8::MAX))
}

/// Arguments of a function of the language, where the elements of the first spread argument and the
/// arguments behind it may have any of its positions.
pub(super) fn repeated<A, R>(arguments: &[A], from: u8, get: impl Fn(&A) -> R) -> Vec<R> {
    let (before, spread) = arguments.split_at(usize::from(from).min(arguments.len()));
    let all = std::iter::repeat_n(spread, SPREAD_ARGUMENTS).flatten();
    before.iter().chain(all).map(get).collect()
}
