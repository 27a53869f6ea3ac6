//! The effects of a function: the names it calls, the members it reads by reflection, the
//! JavaScript it evaluates.

mod loose;

use std::{collections::HashMap, ops::Range};

use syn::{
    Expr, ExprCall, ExprMethodCall, Lit, LitStr, Local, Macro, Pat,
    visit::{self, Visit},
};

use super::{binding::plain, condition::is_compiled};

/// The effects of a function.
#[derive(Debug, Default)]
pub(super) struct FunctionBody {
    /// Paths that are used as values.
    pub(super) paths: Vec<PathUse>,
    /// Methods that are called.
    pub(super) methods: Vec<(String, Range<usize>)>,
    /// Members read by `Reflect::get`.
    pub(super) reflections: Vec<Reflection>,
    /// Strings that are scopes: `scope.record`.
    pub(super) scopes: Vec<(String, Range<usize>)>,
    /// JavaScript passed to `eval` or `Function::new…`.
    pub(super) scripts: Vec<Range<usize>>,
}

/// A path used as a value.
#[derive(Debug)]
pub(super) struct PathUse {
    pub(super) segments: Vec<String>,
    pub(super) called: bool,
    pub(super) range: Range<usize>,
}

/// `Reflect::get(receiver, key)`.
#[derive(Debug)]
pub(super) struct Reflection {
    pub(super) receiver: Receiver,
    pub(super) key: PropertyKey,
    pub(super) called: bool,
    pub(super) range: Range<usize>,
}

/// The object whose member is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Receiver {
    /// The member `wx` of any object.
    Host,
    /// A name from outside of the function, possibly a static.
    Path(Vec<String>),
}

/// The name of the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PropertyKey {
    Text(String),
    /// A name from outside of the function, possibly a constant.
    Path(Vec<String>),
    Unknown,
}

enum Variable {
    Receiver(Receiver),
    /// The variable holds the result of the reflection with this number.
    Reflection(usize),
    /// The variable holds a literal string.
    Text(String),
}

/// Methods and functions that return the same JavaScript value.
const KEEPS: &[&str] = &[
    "unwrap",
    "expect",
    "unwrap_throw",
    "expect_throw",
    "into",
    "clone",
    "unchecked_into",
    "unchecked_ref",
    "dyn_into",
    "dyn_ref",
    "as_ref",
    "ok",
    "to_owned",
    "from",
    "from_str",
    "intern",
];

impl FunctionBody {
    /// Reads the body of a function.
    pub(super) fn of_block(block: &syn::Block) -> Self {
        let mut reader = BodyReader::default();
        reader.visit_block(block);
        reader.body
    }

    /// Reads the value of a constant or static.
    pub(super) fn of_expression(expression: &Expr) -> Self {
        let mut reader = BodyReader::default();
        reader.visit_expr(expression);
        reader.body
    }
}

#[derive(Default)]
struct BodyReader {
    body: FunctionBody,
    variables: HashMap<String, Variable>,
    /// How many brackets of macros with an unknown syntax are open.
    loose: usize,
}

impl BodyReader {
    /// The expression without wrappers that do not change its value.
    fn peel(expression: &Expr) -> &Expr {
        let mut at = expression;
        loop {
            at = match at {
                Expr::Reference(inner) => &inner.expr,
                Expr::Paren(inner) => &inner.expr,
                Expr::Group(inner) => &inner.expr,
                Expr::Try(inner) => &inner.expr,
                Expr::Cast(inner) => &inner.expr,
                Expr::MethodCall(call) if KEEPS.contains(&call.method.to_string().as_str()) => {
                    &call.receiver
                }
                Expr::Call(call) => match (last_segment(&call.func), call.args.first()) {
                    (Some(name), Some(argument))
                        if call.args.len() == 1 && KEEPS.contains(&name.as_str()) =>
                    {
                        argument
                    }
                    _ => return at,
                },
                _ => return at,
            };
        }
    }

    fn receiver(&mut self, expression: &Expr) -> Option<Receiver> {
        match Self::peel(expression) {
            Expr::Path(path) => {
                let segments = segments(&path.path);
                let local = segments
                    .first()
                    .filter(|_| segments.len() == 1)
                    .and_then(|name| self.variables.get(name));
                match local {
                    Some(Variable::Receiver(receiver)) => Some(receiver.clone()),
                    Some(Variable::Reflection(_) | Variable::Text(_)) => None,
                    None => Some(Receiver::Path(segments)),
                }
            }
            inner => {
                let index = self.reflection(inner)?;
                (self.body.reflections[index].key == PropertyKey::Text("wx".to_owned()))
                    .then_some(Receiver::Host)
            }
        }
    }

    fn key(&self, expression: &Expr) -> PropertyKey {
        match Self::peel(expression) {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => PropertyKey::Text(text.value()),
                _ => PropertyKey::Unknown,
            },
            Expr::Path(path) => {
                let segments = segments(&path.path);
                let local = segments.first().filter(|_| segments.len() == 1);
                match local.and_then(|name| self.variables.get(name)) {
                    Some(Variable::Text(text)) => PropertyKey::Text(text.clone()),
                    Some(_) => PropertyKey::Unknown,
                    None => PropertyKey::Path(segments),
                }
            }
            _ => PropertyKey::Unknown,
        }
    }

    /// The number of the reflection that an expression contains, or whose result it holds.
    fn reflection(&mut self, expression: &Expr) -> Option<usize> {
        match Self::peel(expression) {
            Expr::Call(call) => self.reflection_call(call),
            Expr::Path(path) => {
                let name = path.path.get_ident().map(|name| plain(&name.to_string()))?;
                match self.variables.get(&name) {
                    Some(Variable::Reflection(index)) => Some(*index),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn reflection_call(&mut self, call: &ExprCall) -> Option<usize> {
        if !is_function(&call.func, "Reflect", "get") || call.args.len() != 2 {
            return None;
        }
        let Expr::Path(function) = &*call.func else { return None };
        let range = range(&function.path).start..call.paren_token.span.close().byte_range().end;
        if let Some(known) = self.body.reflections.iter().position(|known| known.range == range) {
            return Some(known);
        }
        let key = self.key(&call.args[1]);
        // It does not matter from which object `wx` is read, because the global object has many
        // names.
        let receiver = if key == PropertyKey::Text("wx".to_owned()) {
            Receiver::Path(Vec::new())
        } else {
            self.receiver(&call.args[0]).unwrap_or(Receiver::Path(Vec::new()))
        };
        self.body.reflections.push(Reflection { receiver, key, called: false, range });
        Some(self.body.reflections.len() - 1)
    }

    fn call_reflection(&mut self, expression: &Expr) {
        if let Some(index) = self.reflection(expression) {
            self.body.reflections[index].called = true;
        }
    }

    fn path(&mut self, path: &syn::Path, called: bool) {
        let segments = segments(path);
        let local = segments.len() == 1 && self.variables.contains_key(&segments[0]);
        if !local {
            self.body.paths.push(PathUse { segments, called, range: range(path) });
        }
    }
}

impl<'ast> Visit<'ast> for BodyReader {
    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        let (Some(name), Some(init)) = (variable(&local.pat), &local.init) else { return };
        let variable = match self.reflection(&init.expr) {
            Some(index)
                if self.body.reflections[index].key == PropertyKey::Text("wx".to_owned()) =>
            {
                Variable::Receiver(Receiver::Host)
            }
            Some(index) => Variable::Reflection(index),
            None => match (Self::peel(&init.expr), self.receiver(&init.expr)) {
                (Expr::Path(_), Some(receiver)) => Variable::Receiver(receiver),
                (Expr::Lit(literal), _) => match &literal.lit {
                    Lit::Str(text) => Variable::Text(text.value()),
                    _ => return,
                },
                _ => return,
            },
        };
        self.variables.insert(name, variable);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        match &*call.func {
            Expr::Path(path) => self.path(&path.path, true),
            function => self.visit_expr(function),
        }
        self.reflection_call(call);
        if is_function(&call.func, "Reflect", "apply")
            && let Some(function) = call.args.first()
        {
            self.call_reflection(function);
        }
        let name = last_segment(&call.func).unwrap_or_default();
        if matches!(name.as_str(), "eval" | "new_no_args" | "new_with_args")
            && let Some(Expr::Lit(literal)) = call.args.last().map(Self::peel)
            && let Lit::Str(text) = &literal.lit
        {
            self.body.scripts.push(text.span().byte_range());
        }
        for argument in &call.args {
            self.visit_expr(argument);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        if matches!(name.as_str(), "call0" | "call1" | "call2" | "call3" | "call" | "apply") {
            self.call_reflection(&call.receiver);
        }
        // In `WX.with(|wx| …)`, the argument is the value of the static.
        if name == "with"
            && let (Some(receiver), Some(Expr::Closure(closure))) =
                (self.receiver(&call.receiver), call.args.first())
            && let Some(parameter) = closure.inputs.first().and_then(variable)
        {
            self.variables.insert(parameter, Variable::Receiver(receiver));
        }
        self.body.methods.push((plain(&name), call.method.span().byte_range()));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.path(&path.path, false);
    }

    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        let value = text.value();
        if value.starts_with("scope.") {
            self.body.scopes.push((value, text.span().byte_range()));
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let mut segments = segments(&call.path);
        if let Some(name) = segments.last_mut() {
            name.push('!');
        }
        self.body.paths.push(PathUse { segments, called: true, range: range(&call.path) });
        self.tokens(&call.tokens);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if is_compiled(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

fn variable(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(name) => Some(plain(&name.ident.to_string())),
        Pat::Type(typed) => variable(&typed.pat),
        Pat::Reference(inner) => variable(&inner.pat),
        _ => None,
    }
}

pub(super) fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| plain(&segment.ident.to_string())).collect()
}

fn range(path: &syn::Path) -> Range<usize> {
    let ends = path.segments.first().zip(path.segments.last());
    ends.map_or(0..0, |(first, last)| {
        first.ident.span().byte_range().start..last.ident.span().byte_range().end
    })
}

fn last_segment(function: &Expr) -> Option<String> {
    let Expr::Path(path) = function else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

fn is_function(function: &Expr, of: &str, name: &str) -> bool {
    let Expr::Path(path) = function else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    names.next().as_deref() == Some(name) && names.next().as_deref() == Some(of)
}
