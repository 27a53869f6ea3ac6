//! Removes branches that a build removes: `if (process.env.TARO_ENV === 'h5')`.
//!
//! Builds replace such names by strings and remove code that can then never run. Here, this code is
//! replaced by spaces, so that offsets stay the same; where the grammar requires an expression or
//! statement, `0` or `;` is left. Code that depends on anything else is kept, because it is in the
//! package.

mod known;

use std::{collections::HashMap, ops::Range};

use oxc::{
    allocator::Allocator,
    ast::ast::{
        ConditionalExpression, Declaration, Expression, FunctionBody, IfStatement,
        ImportDeclarationSpecifier, LogicalExpression, LogicalOperator, Program, Statement,
        SwitchStatement, VariableDeclaration, VariableDeclarationKind,
    },
    ast_visit::{Visit, walk},
    parser::{ParseOptions, Parser},
    semantic::{Semantic, SemanticBuilder},
    span::{GetSpan, SourceType, Span},
};

use self::known::KnownNames;
use crate::{
    token::{is_read_in_full, is_too_deep},
    tree::MAX_READ,
};

/// A name that a build replaces, and the string that replaces it for WeChat.
pub(crate) type Constant = (&'static str, &'static str);

/// The text without the branches that are never taken; `None` if nothing changes. The text is
/// parsed in the first of these ways that succeeds.
pub(crate) fn cut_branches(
    text: &str,
    ways: &[SourceType],
    constants: &[Constant],
) -> Option<String> {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let is_named = constants
        .iter()
        .any(|(name, _)| memchr::memmem::find(text.as_bytes(), last(name).as_bytes()).is_some());
    if !is_named
        || u64::try_from(text.len()).map_or(true, |size| size > MAX_READ)
        || is_too_deep(text)
    {
        return None;
    }
    let dead = ways.iter().find_map(|source_type| {
        let arena = Allocator::default();
        let options = ParseOptions {
            allow_return_outside_function: true,
            preserve_parens: false,
            ..ParseOptions::default()
        };
        let parsed = Parser::new(&arena, text, *source_type).with_options(options).parse();
        if !is_read_in_full(&parsed, text) {
            return None;
        }
        let semantic = SemanticBuilder::new().with_build_nodes(true).build(&parsed.program);
        let names = KnownNames {
            text,
            constants,
            scoping: semantic.semantic.scoping(),
            bindings: HashMap::new(),
        };
        let mut pruner = Pruner { names, dead: Vec::new() };
        pruner.visit_program(&parsed.program);
        let dead_imports = dead_imports(text, &parsed.program, &semantic.semantic, &pruner.dead);
        Some(pruner.dead.into_iter().chain(dead_imports).collect::<Vec<_>>())
    })?;
    (!dead.is_empty()).then(|| blank_dead(text, dead))
}

/// Code that never runs, and the text that the grammar requires in its place.
struct Dead {
    range: Range<usize>,
    instead: Option<char>,
}

/// Imported names that are only used in code that never runs: the build removes the imports as
/// well.
fn dead_imports(
    text: &str,
    program: &Program<'_>,
    semantic: &Semantic<'_>,
    dead: &[Dead],
) -> Vec<Dead> {
    let is_dead = |span: Span| {
        dead.iter().any(|dead| {
            dead.range.start <= span.start as usize && span.end as usize <= dead.range.end
        })
    };
    let mut found = Vec::new();
    for statement in &program.body {
        let Statement::ImportDeclaration(import) = statement else { continue };
        for specifier in import.specifiers.iter().flatten() {
            let ImportDeclarationSpecifier::ImportSpecifier(specifier) = specifier else {
                continue;
            };
            let Some(symbol) = specifier.local.symbol_id.get() else { continue };
            let mut uses = semantic
                .symbol_references(symbol)
                .map(|reference| semantic.reference_span(reference))
                .peekable();
            if uses.peek().is_some() && uses.all(is_dead) {
                let end = specifier.span.end as usize;
                let behind = text[end..].len() - text[end..].trim_start().len();
                let comma = usize::from(text[end + behind..].starts_with(','));
                found.push(Dead {
                    range: specifier.span.start as usize..end + comma * (behind + 1),
                    instead: None,
                });
            }
        }
    }
    found
}

fn blank_dead(text: &str, mut dead: Vec<Dead>) -> String {
    dead.sort_by_key(|dead| (dead.range.start, std::cmp::Reverse(dead.range.end)));
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for Dead { range, instead } in dead {
        if range.start < at || range.is_empty() {
            continue;
        }
        blanked.push_str(&text[at..range.start]);
        let mut instead = instead;
        blanked.extend(text[range.clone()].bytes().map(|byte| match byte {
            b'\n' | b'\r' => char::from(byte),
            _ => instead.take().unwrap_or(' '),
        }));
        at = range.end;
    }
    blanked.push_str(&text[at..]);
    blanked
}

struct Pruner<'n> {
    names: KnownNames<'n>,
    dead: Vec<Dead>,
}

impl Pruner<'_> {
    fn drop_code(&mut self, span: Span, instead: Option<char>) {
        self.dead.push(Dead { range: span.start as usize..span.end as usize, instead });
    }

    /// Removes statements after one that always leaves. Functions are hoisted, so they stay.
    fn leave_out_unreachable(&mut self, statements: &[Statement<'_>]) {
        let Some(last) = statements.iter().position(|statement| self.leaves_by_platform(statement))
        else {
            return;
        };
        for statement in &statements[last + 1..] {
            let is_hoisted = matches!(statement, Statement::FunctionDeclaration(_))
                || statement.is_module_declaration();
            if !is_hoisted {
                self.drop_code(statement.span(), None);
            }
        }
    }

    /// Whether the build decides the condition of this `if` so that its branch leaves the function.
    fn leaves_by_platform(&self, statement: &Statement<'_>) -> bool {
        let Statement::IfStatement(choice) = statement else { return false };
        match self.names.truth(&choice.test) {
            Some(true) => self.leaves(&choice.consequent),
            Some(false) => {
                choice.alternate.as_ref().is_some_and(|alternate| self.leaves(alternate))
            }
            None => false,
        }
    }

    fn leaves(&self, statement: &Statement<'_>) -> bool {
        match statement {
            Statement::ReturnStatement(_) | Statement::ThrowStatement(_) => true,
            Statement::BlockStatement(block) => {
                block.body.iter().any(|statement| self.leaves(statement))
            }
            Statement::IfStatement(_) => self.leaves_by_platform(statement),
            _ => false,
        }
    }

    fn remember(&mut self, declaration: &VariableDeclaration<'_>) {
        if declaration.kind != VariableDeclarationKind::Const {
            return;
        }
        for declarator in &declaration.declarations {
            let symbol = declarator
                .id
                .get_binding_identifier()
                .and_then(|identifier| identifier.symbol_id.get());
            let value = declarator.init.as_ref().and_then(|init| self.names.value(init));
            if let (Some(symbol), Some(value)) = (symbol, value) {
                self.names.bindings.insert(symbol, value);
            }
        }
    }
}

impl<'a> Visit<'a> for Pruner<'_> {
    fn visit_statements(&mut self, statements: &oxc::allocator::Vec<'a, Statement<'a>>) {
        // The value of a constant is known from its declaration on, also inside functions that are
        // defined before it.
        for statement in statements {
            match statement {
                Statement::VariableDeclaration(declaration) => self.remember(declaration),
                Statement::ExportDeclaration(export) => {
                    if let Declaration::VariableDeclaration(declaration) = &export.declaration {
                        self.remember(declaration);
                    }
                }
                _ => {}
            }
        }
        self.leave_out_unreachable(statements);
        walk::walk_statements(self, statements);
    }

    fn visit_function_body(&mut self, body: &FunctionBody<'a>) {
        self.visit_statements(&body.statements);
    }

    fn visit_if_statement(&mut self, choice: &IfStatement<'a>) {
        match self.names.truth(&choice.test) {
            Some(true) => {
                if let Some(alternate) = &choice.alternate {
                    self.drop_code(alternate.span(), Some(';'));
                }
            }
            Some(false) => self.drop_code(choice.consequent.span(), Some(';')),
            None => {}
        }
        walk::walk_if_statement(self, choice);
    }

    fn visit_conditional_expression(&mut self, choice: &ConditionalExpression<'a>) {
        match self.names.truth(&choice.test) {
            Some(true) => self.drop_code(choice.alternate.span(), Some('0')),
            Some(false) => self.drop_code(choice.consequent.span(), Some('0')),
            None => {}
        }
        walk::walk_conditional_expression(self, choice);
    }

    fn visit_logical_expression(&mut self, logical: &LogicalExpression<'a>) {
        let decisive = match logical.operator {
            LogicalOperator::And => Some(false),
            LogicalOperator::Or => Some(true),
            LogicalOperator::Coalesce => None,
        };
        if decisive.is_some() && self.names.truth(&logical.left) == decisive {
            self.drop_code(logical.right.span(), Some('0'));
        }
        walk::walk_logical_expression(self, logical);
    }

    fn visit_switch_statement(&mut self, switch: &SwitchStatement<'a>) {
        self.drop_cases(switch);
        walk::walk_switch_statement(self, switch);
    }
}

impl Pruner<'_> {
    /// Removes the cases that cannot match the string with which the build replaces the value of
    /// the `switch`.
    fn drop_cases(&mut self, switch: &SwitchStatement<'_>) {
        let Some(value) = self.names.value(&switch.discriminant) else { return };
        let mut tests = Vec::new();
        for case in &switch.cases {
            match case.test.as_ref().map(|test: &Expression<'_>| self.names.value(test)) {
                Some(None) => return,
                Some(Some(test)) => tests.push(Some(test)),
                None => tests.push(None),
            }
        }
        let entry = tests
            .iter()
            .position(|test| test.as_ref() == Some(&value))
            .or_else(|| tests.iter().position(Option::is_none));
        let mut runs = false;
        for (at, case) in switch.cases.iter().enumerate() {
            runs |= Some(at) == entry;
            if runs {
                let ends = |statement: &Statement<'_>| {
                    matches!(statement, Statement::BreakStatement(_)) || self.leaves(statement)
                };
                let ends_in_block = |statement: &Statement<'_>| match statement {
                    Statement::BlockStatement(block) => block.body.iter().any(ends),
                    statement => ends(statement),
                };
                runs = !case.consequent.iter().any(ends_in_block);
            } else {
                for statement in &case.consequent {
                    self.drop_code(statement.span(), None);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use oxc::span::SourceType;

    use super::cut_branches;

    const TARO: &[(&str, &str)] = &[("process.env.TARO_ENV", "weapp")];

    /// The one-letter calls that remain.
    fn kept(text: &str) -> String {
        let left = cut_branches(text, &[SourceType::tsx()], TARO);
        let left = left.as_deref().unwrap_or(text);
        assert_eq!(left.len(), text.len(), "offsets stay: {text}");
        assert_eq!(left.matches('\n').count(), text.matches('\n').count(), "lines stay: {text}");
        left.match_indices("()")
            .filter_map(|(at, _)| left[..at].chars().next_back())
            .filter(char::is_ascii_alphabetic)
            .collect()
    }

    #[test]
    fn only_the_branches_for_wechat_stay() {
        for (text, expected) in [
            ("if (process.env.TARO_ENV === 'weapp') a(); else b()", "a"),
            (
                "if (process.env.TARO_ENV !== 'weapp') { a() } else if (x) { b() } else { c() }",
                "bc",
            ),
            ("process.env.TARO_ENV === 'h5' ? a() : b()", "b"),
            ("process.env.TARO_ENV == 'h5' && a(); 'weapp' === process.env.TARO_ENV && b()", "b"),
            ("process.env.TARO_ENV === 'weapp' || a(); process.env.TARO_ENV === 'h5' || b()", "b"),
            ("if (x || process.env.TARO_ENV === 'h5') { a() }", "a"),
            ("if (x && process.env.TARO_ENV === 'h5') { a() } else { b() }", "b"),
            (
                "if (!(process.env.TARO_ENV === 'h5' || process.env['TARO_ENV'] === 'rn')) { a() } else { b() }",
                "a",
            ),
            (
                "const is = process.env.TARO_ENV === 'h5'; function f() { if (is) { a() } else { b() } }",
                "fb",
            ),
            ("const is = process.env.TARO_ENV === 'h5'; (is => is && a())(1)", "a"),
            ("let env = process.env.TARO_ENV; if (env === 'h5') a()", "a"),
        ] {
            assert_eq!(kept(text), expected, "{text}");
        }
    }

    #[test]
    fn a_switch_goes_on_until_it_is_left() {
        let text = "switch (process.env.TARO_ENV) { case 'h5': a(); case 'weapp': b(); case 'qq': { c(); break } case 'rn': d(); default: e() }";
        assert_eq!(kept(text), "bc");
        assert_eq!(
            kept("switch (process.env.TARO_ENV) { case 'h5': a(); break; default: b() }"),
            "b"
        );
        assert_eq!(kept("switch (process.env.TARO_ENV) { case f(): a(); default: b() }"), "fab");
    }

    #[test]
    fn nothing_runs_behind_a_return() {
        let text = "function f() { a(); if (process.env.TARO_ENV === 'weapp') { return b() } c(); function g() { d() } }";
        assert_eq!(kept(text), "fabgd");
        assert_eq!(
            kept("function f() { if (process.env.TARO_ENV !== 'weapp') { return a() } b() }"),
            "fb"
        );
    }

    #[test]
    fn what_is_left_parses() {
        for text in [
            "const x = <V>{process.env.TARO_ENV === 'h5' && <C\n a={1}/>}{process.env.TARO_ENV === 'h5' ? <A/> : <B/>}</V>",
            "const f = () => process.env.TARO_ENV === 'h5' ? { a: 1 } : { b: '中' }",
            "if (process.env.TARO_ENV === 'h5') { 中() }\nelse if (process.env.TARO_ENV === 'rn') { b() }",
        ] {
            let left = cut_branches(text, &[SourceType::tsx()], TARO).expect("something is cut");
            let arena = oxc::allocator::Allocator::default();
            let parsed = oxc::parser::Parser::new(&arena, &left, SourceType::tsx()).parse();
            assert!(!parsed.diagnostics.has_errors(), "{left}");
        }
    }
}
