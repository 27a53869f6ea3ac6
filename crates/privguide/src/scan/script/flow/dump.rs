//! Debug output: every constraint and every points-to set, as text.

use std::fmt::Write as _;

use super::{
    Linked, Question,
    program::Joined,
    solver::Solver,
    value::{Passed, Value},
};
use crate::scan::script::facts::{FIRST_NODE, Flow, Key, NO_SITE, Node};

/// Solves the modules and prints the constraints by module, the sets by node and the fields by
/// object.
pub(in super::super) fn dump(
    modules: &mut [Linked],
    names: &[&str],
    question: &Question<'_>,
) -> String {
    let mut joined = Joined::new();
    let wired = super::join(&mut joined, modules, question.hosts);
    let mut solver = Solver::new(&mut joined, question);
    super::begin(&mut solver, wired);
    solver.solve_to_fixpoint();
    let mut text = String::new();
    let mut from = 0;
    for (part, name) in solver.program.ranges.iter().zip(names) {
        let _ = writeln!(text, "== {name}: constraints");
        for at in part.flows.0..part.flows.1 {
            let _ = writeln!(text, "{}", solver.constraint(at));
        }
        from = part.flows.1;
    }
    let _ = writeln!(text, "== added while solving");
    for at in from..solver.program.flows.len() {
        let _ = writeln!(text, "{}", solver.constraint(at));
    }
    let _ = writeln!(text, "== points-to sets; a module's nodes begin at its first");
    for (part, name) in solver.program.ranges.iter().zip(names) {
        let _ = writeln!(text, "{name}: n{}", part.first_node);
    }
    for node in FIRST_NODE..solver.program.nodes {
        if !solver.is_empty(node) {
            let _ = writeln!(text, "n{node} = {}", solver.set(node));
        }
    }
    let _ = writeln!(text, "== objects");
    for (at, object) in solver.objects.iter().enumerate() {
        let fields: Vec<String> = object
            .fields
            .iter()
            .map(|(name, node)| format!("{}: n{node}", solver.program.text(name)))
            .collect();
        let links: Vec<String> =
            object.links.iter().map(|(source, _)| format!("o{source}")).collect();
        let _ = writeln!(
            text,
            "o{at} {{{}}} any n{} answered by [{}] open {:?} filled {} wide {}",
            fields.join(", "),
            object.any,
            links.join(" "),
            object.open,
            object.rare.filled.is_some(),
            object.is_wide
        );
    }
    let _ = writeln!(
        text,
        "== {} steps, {} rounds, {} nodes, {} constraints",
        solver.steps,
        solver.rounds.number,
        solver.program.nodes,
        solver.program.flows.len()
    );
    text
}

impl Solver<'_> {
    fn set(&self, node: Node) -> String {
        let values: Vec<String> =
            self.values(node).into_iter().map(|value| self.value(value)).collect();
        format!("{{{}}}", values.join(", "))
    }

    fn value(&self, value: Value) -> String {
        match value {
            Value::Host(evidence) => format!("host({evidence:?})"),
            Value::Member(name, _) => format!("member({})", self.program.text(name)),
            Value::Manager(name, _) => format!("manager({})", self.program.text(name)),
            Value::Text(text, Passed::Plainly) => format!("{:?}", self.program.text(text)),
            Value::Text(text, Passed::ByArgument) => {
                format!("{:?} by argument", self.program.text(text))
            }
            Value::Function(function) => format!("f{function}"),
            Value::Object(object) => format!("o{object}"),
            Value::Unknown(unknown) => format!("unknown({unknown:?})"),
            value => format!("{value:?}"),
        }
    }

    fn key(&self, key: Key) -> String {
        match key {
            Key::Name(name) => format!(".{}", self.program.text(name)),
            Key::Node(node) => format!("[n{node}]"),
            Key::Any => "[*]".to_owned(),
        }
    }

    /// One constraint in the usual notation: `n3 ⊇ n1.name`.
    fn constraint(&self, at: usize) -> String {
        let list = |(from, until): (u32, u32)| {
            let nodes =
                (from..until).map(|at| format!("n{}", self.program.arguments[at as usize].node));
            nodes.collect::<Vec<_>>().join(", ")
        };
        match self.program.flows[at] {
            Flow::Copy { from, to } => format!("n{to} ⊇ n{from}"),
            Flow::Load { base, key, to, site } => {
                let span = self
                    .program
                    .sites
                    .get(site as usize)
                    .filter(|_| site != NO_SITE)
                    .map(|site| site.span);
                format!(
                    "n{to} ⊇ n{base}{} {}",
                    self.key(key),
                    span.map_or_else(String::new, |span| format!("at {span:?}"))
                )
            }
            Flow::Store { base, key, value } => format!("n{base}{} ⊇ n{value}", self.key(key)),
            Flow::Call { callee, this, arguments, to, how, name, is_native } => format!(
                "n{to} ⊇ {how:?} n{callee}({}) this n{this} {:?}{}",
                list(arguments.range()),
                self.program.text(name),
                if is_native { " native" } else { "" }
            ),
            Flow::Join { parts, to } => format!("n{to} ⊇ text of {}", list(parts)),
            Flow::Work { operation, from, to } => format!("n{to} ⊇ {operation:?} of n{from}"),
            Flow::Link { base, from, .. } => format!("n{base} is answered by n{from}"),
            Flow::Keys { base, to } => format!("n{to} ⊇ names of n{base}"),
            Flow::Proxy { target, handler, object } => {
                format!("o{object} is a proxy of n{target} with n{handler}")
            }
            Flow::Bundle { table, is_chunk } => {
                format!("n{table} is a table of modules, chunk {is_chunk}")
            }
            Flow::Extends { class, parent } => format!("f{class} extends n{parent}"),
            Flow::Instance { options, .. } => format!("instances of n{options}"),
        }
    }
}
