//! Small functions are analysed separately for each of their calls: call-site sensitivity by copies
//! of constraints.
//!
//! Without this, all values that pass through a common helper (`extend(to, from)`,
//! `createPage(options)`, a compiler's `_createClass`) would be merged. So a call of a small
//! function gets a copy of the function's constraints, with its own nodes, objects and inner
//! functions; accesses keep their place in the source. Copies nest up to a bound, and a recursive
//! call in a copy calls that copy. If a function has more calls than [`super::bounds::Bounds::copies`], all of
//! them share the original constraints, even those that already had a copy, so that the result does
//! not depend on the order of calls.

use std::iter;

use super::{
    copies::{FunctionCopy, NO_CONTEXT},
    edge::Edge,
    program::count,
    solver::Solver,
    value::Value,
};
use crate::scan::script::facts::{
    Argument, Arguments, Body, Calling, Flow, Function, NOTHING, Node,
};

impl Solver<'_> {
    /// Calls a function; if the function is small, the call gets its own copy.
    pub(super) fn call_in_context(&mut self, at: u32, function: u32) {
        let Flow::Call { arguments, how, .. } = self.program.flows[at as usize] else {
            return;
        };
        let (from, until) = arguments.range();
        let is_plain = matches!(how, Calling::Plain | Calling::Apply | Calling::Spread(_));
        let (written, parent) = match self.contexts.origins.get(&function) {
            Some(&(written, context)) => (written, Some(context)),
            None => (function, None),
        };
        let body = self
            .program
            .functions
            .get(written as usize)
            .and_then(|function| function.body.as_deref().copied());
        let Some(body) = body.filter(|_| is_plain && from < until) else {
            self.call_shared(at, function);
            return;
        };
        if parent.is_none()
            && let Some(copy) = self.copy_around(at, function)
        {
            self.call_copy(at, function, copy);
            return;
        }
        let depth_of = |context: Option<u32>| {
            context.map_or(0, |context| self.contexts.all[context as usize].depth)
        };
        let depth = depth_of(self.contexts.copy_of(at)).max(depth_of(parent)) + 1;
        let is_packed = self.is_packed(body);
        let is_spent = self.contexts.is_spent(is_packed, &self.bounds);
        if depth > self.bounds.depth || is_spent || self.is_within_itself(at, written) {
            self.call_shared(at, function);
            return;
        }
        match self.contexts.calls.entry(function).or_insert_with(|| Some(Vec::new())) {
            None => {
                self.call_shared(at, function);
                return;
            }
            Some(calls) if calls.len() < self.bounds.copies => calls.push(at),
            calls => {
                for call in calls.take().into_iter().flatten().chain([at]) {
                    self.call_shared(call, function);
                }
                return;
            }
        }
        self.functions[function as usize].is_called = true;
        let copy = self.copy_function(written, body, parent, depth);
        self.call_copy(at, function, copy);
    }

    /// Calls a copy of a function. Without a receiver, `this` is what the function has where it is
    /// defined.
    fn call_copy(&mut self, at: u32, function: u32, copy: u32) {
        let this = self.program.functions[copy as usize].this;
        if let Flow::Call { this: NOTHING, .. } = self.program.flows[at as usize]
            && this != NOTHING
        {
            let own = self.program.functions[function as usize].this;
            self.edge(own, Edge::Copy(this));
        }
        self.call_function(at, copy);
    }

    /// The copy of a function that a recursive call in it belongs to: the copy calls itself, so the
    /// arguments of different outer calls do not mix. Compilers write helpers that call themselves
    /// once they have replaced themselves (`__assign = …; return __assign.apply(this, arguments)`).
    fn copy_around(&self, at: u32, function: u32) -> Option<u32> {
        self.copies_around(at)
            .find(|copy| copy.function == function && copy.parent.is_none())
            .map(|copy| copy.functions + (function - copy.body.functions.0))
    }

    /// Whether the call is part of a copy of the same function. Methods that wrap one another
    /// (`options.created = function () { old.apply(this) }`) would call each other in every
    /// combination, and copies of them would not make the result more precise.
    fn is_within_itself(&self, at: u32, function: u32) -> bool {
        self.copies_around(at).any(|copy| copy.function == function)
    }

    /// The copy that a constraint belongs to, and the copies around it.
    fn copies_around(&self, at: u32) -> impl Iterator<Item = &FunctionCopy> {
        let copy = |context: u32| &self.contexts.all[context as usize];
        let innermost = self.contexts.copy_of(at).map(copy);
        iter::successors(innermost, move |around| around.parent.map(copy))
    }

    /// Whether the function is in bundled code.
    fn is_packed(&self, body: Body) -> bool {
        body.nodes.0 < body.nodes.1 && self.is_library(body.nodes.0)
    }

    /// A call of the original function, without a copy.
    fn call_shared(&mut self, at: u32, function: u32) {
        self.contexts.shared.insert(function);
        self.call_function(at, function);
    }

    /// The constraints of functions of which only copies are called, as ordered ranges: no value
    /// arrives there.
    pub(super) fn unreached(&self) -> Vec<(u32, u32)> {
        let only_copies = |(function, calls): &(&u32, &Option<Vec<u32>>)| {
            calls.as_ref().is_some_and(|calls| !calls.is_empty())
                && !self.contexts.shared.contains(*function)
                && self.functions[**function as usize].opened.is_none()
        };
        let range = |(&function, _): (&u32, &Option<Vec<u32>>)| match self
            .contexts
            .origins
            .get(&function)
        {
            None => {
                self.program.functions[function as usize].body.as_deref().map(|body| body.flows)
            }
            Some(&(written, context)) => {
                let body = self.program.functions[written as usize].body.as_deref()?;
                let around = &self.contexts.all[context as usize];
                let start = around.flows + body.flows.0 - around.body.flows.0;
                Some((start, start + body.flows.1 - body.flows.0))
            }
        };
        let mut ranges: Vec<(u32, u32)> =
            self.contexts.calls.iter().filter(only_copies).filter_map(range).collect();
        ranges.sort_unstable();
        // Ranges inside other ranges add nothing.
        let mut end = 0;
        ranges.retain(|&(_, until)| {
            let is_further = until > end;
            end = end.max(until);
            is_further
        });
        ranges
    }

    /// Copies the constraints of a function.
    fn copy_function(&mut self, function: u32, body: Body, parent: Option<u32>, depth: u32) -> u32 {
        let nodes = self.program.nodes;
        let objects = count(self.objects.len());
        let functions = count(self.program.functions.len());
        for node in body.nodes.0..body.nodes.1 {
            self.new_node_like(node);
        }
        for written in body.objects.0..body.objects.1 {
            let object = self.new_object();
            self.objects[object as usize].is_library = self.objects[written as usize].is_library;
        }
        let context = count(self.contexts.all.len());
        self.contexts.all.push(FunctionCopy {
            body,
            function,
            parent,
            depth,
            nodes,
            objects,
            functions,
            flows: 0,
        });
        let this = self.program.functions[function as usize].this;
        if this != NOTHING {
            let own = self.new_node_like(this);
            self.contexts.receivers.insert(context, (this, own));
        }
        for written in body.functions.0..body.functions.1 {
            let copy = self.copied_function(context, written);
            self.program.functions.push(copy);
            self.functions.push(super::query::FunctionState::default());
            let number = count(self.program.functions.len() - 1);
            if written != function {
                self.contexts.origins.insert(number, (written, context));
            }
        }
        self.copy_flows(context, body);
        functions + (function - body.functions.0)
    }

    fn copy_flows(&mut self, context: u32, body: Body) {
        let first = count(self.program.flows.len());
        self.contexts.all[context as usize].flows = first;
        let mut copies = Vec::with_capacity((body.flows.1 - body.flows.0) as usize);
        for at in body.flows.0..body.flows.1 {
            copies.push(self.copied_flow(context, self.program.flows[at as usize]));
        }
        let is_packed = self.is_packed(body);
        self.contexts.copied[usize::from(is_packed)] += copies.len();
        self.program.flows.extend(copies);
        let until = count(self.program.flows.len());
        if first < until {
            // Constraints that were added since the previous copy belong to no copy.
            self.contexts.flows.push((first, NO_CONTEXT));
            self.contexts.flows.push((until, context));
        }
        for at in first..until {
            self.caused_by(at, |solver| solver.wire(at));
        }
        for at in body.seeds.0..body.seeds.1 {
            let (node, value) = self.program.seeds[at as usize];
            let (node, value) =
                (self.copied_node(context, node), self.copied_value(context, value));
            self.add(node, value);
        }
        let from = self.program.options.partition_point(|&(node, _)| node < body.nodes.0);
        for at in from..self.program.options.len() {
            let (node, module) = self.program.options[at];
            if node >= body.nodes.1 {
                break;
            }
            let node = self.copied_node(context, node);
            self.contexts.options.push((node, module));
        }
    }

    /// The copy of a node in a context.
    fn copied_node(&self, context: u32, node: Node) -> Node {
        let Some(owner) = self.program.owner_of(node) else { return node };
        let mut context = Some(context);
        while let Some(at) = context {
            let here = &self.contexts.all[at as usize];
            if let Some(&(this, copy)) = self.contexts.receivers.get(&at)
                && this == node
            {
                return copy;
            }
            let is_local = owner >= here.body.functions.0 && owner < here.body.functions.1;
            if is_local && node >= here.body.nodes.0 && node < here.body.nodes.1 {
                return node - here.body.nodes.0 + here.nodes;
            }
            context = here.parent;
        }
        node
    }

    fn copied_object(&self, context: u32, object: u32) -> u32 {
        let mut context = Some(context);
        while let Some(at) = context {
            let here = &self.contexts.all[at as usize];
            if object >= here.body.objects.0 && object < here.body.objects.1 {
                return object - here.body.objects.0 + here.objects;
            }
            context = here.parent;
        }
        object
    }

    fn copied_function_number(&self, context: u32, function: u32) -> u32 {
        let mut context = Some(context);
        while let Some(at) = context {
            let here = &self.contexts.all[at as usize];
            // Other code refers to the function by its original number.
            if function != here.function
                && function >= here.body.functions.0
                && function < here.body.functions.1
            {
                return function - here.body.functions.0 + here.functions;
            }
            context = here.parent;
        }
        function
    }

    fn copied_value(&self, context: u32, value: Value) -> Value {
        match value {
            Value::Function(function) => {
                Value::Function(self.copied_function_number(context, function))
            }
            Value::Object(object) => Value::Object(self.copied_object(context, object)),
            value => value,
        }
    }

    fn copied_function(&self, context: u32, function: u32) -> Function {
        let function = self.program.functions[function as usize].clone();
        let node = |node: Node| self.copied_node(context, node);
        let own =
            |object: u32| Some(self.copied_object(context, object)).filter(|&copy| copy != object);
        Function {
            parameters: function.parameters.iter().map(|&parameter| node(parameter)).collect(),
            rest: node(function.rest),
            arguments: node(function.arguments),
            this: node(function.this),
            result: node(function.result),
            // The instance and the static members of a class are copied. Those that the solver
            // created belong to the original function.
            instance: function.instance.and_then(own),
            statics: function.statics.and_then(own),
            is_interop: function.is_interop,
            flows: (0, 0),
            body: None,
        }
    }

    fn copied_arguments(&mut self, context: u32, (from, until): (u32, u32)) -> (u32, u32) {
        if from == until {
            return (from, until);
        }
        let start = count(self.program.arguments.len());
        for at in from..until {
            let Argument { node, span } = self.program.arguments[at as usize];
            let node = self.copied_node(context, node);
            self.program.arguments.push(Argument { node, span });
        }
        let end = count(self.program.arguments.len());
        self.program.copied_arguments.push((start, end, from));
        (start, end)
    }

    fn copied_flow(&mut self, context: u32, mut flow: Flow) -> Flow {
        flow.map_nodes(|node| self.copied_node(context, node));
        match &mut flow {
            Flow::Call { arguments, .. } => {
                *arguments = Arguments::new(self.copied_arguments(context, arguments.range()));
            }
            Flow::Join { parts, .. } => *parts = self.copied_arguments(context, *parts),
            Flow::Proxy { object, .. } => *object = self.copied_object(context, *object),
            Flow::Extends { class, .. } => *class = self.copied_function_number(context, *class),
            Flow::Copy { .. }
            | Flow::Load { .. }
            | Flow::Store { .. }
            | Flow::Work { .. }
            | Flow::Link { .. }
            | Flow::Instance { .. }
            | Flow::Keys { .. }
            | Flow::Bundle { .. } => {}
        }
        flow
    }
}
