//! `privguide.toml` contains mistakes.

use crate::review::{context::Context, registry, remark::Remark};
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
        .filter(|(id, _)| *id != "warnings" && registry::rule(id).is_none());
    unknown.map(|(id, level)| {
        let remark =
            Remark::new(format!("没有名为 `{id}` 的规则"), format!("there is no rule `{id}`"))
                .at(context.declared_at(&level.span));
        match suggest::nearest(id, registry::rules().iter().map(|rule| rule.id)) {
            Some(near) => {
                remark.help(format!("你是不是想写 `{near}`？"), format!("did you mean `{near}`?"))
            }
            None => remark.help(
                "全部规则见 cargo privguide list rules",
                "see cargo privguide list rules for all of them",
            ),
        }
    })
}
