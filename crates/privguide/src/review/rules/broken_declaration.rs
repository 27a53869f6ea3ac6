//! `privguide.toml` contains mistakes.

use crate::review::{context::Context, remark::Remark};
use crate::suggest;

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let problems = context.input.declarations.problems.iter().map(|problem| {
        let remark =
            Remark::new(&problem.message.zh, &problem.message.en).at(problem.place.clone());
        match &problem.help {
            Some(help) => remark.help(&help.zh, &help.en),
            None => remark,
        }
    });
    problems.chain(unknown_rules(context)).collect()
}

/// `[rules]` names a rule that does not exist.
fn unknown_rules<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Remark> + 'a {
    let unknown = context
        .declarations
        .rules
        .iter()
        .filter(|(id, _)| *id != "warnings" && !context.rule_ids.contains(&id.as_str()));
    unknown.map(|(id, level)| {
        let nearest = suggest::nearest(id, context.rule_ids.iter().copied());
        Remark::unknown_rule(id, nearest).at(context.declared_at(&level.span))
    })
}
