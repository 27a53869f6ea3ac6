//! The tree is judged less strictly than its base. The review itself applies this rule, after
//! everything that the tree itself can configure.

use crate::review::{LevelSetting, ReviewSettings, Weakening, WeakeningKind, remark::Remark};

pub(in crate::review) const ID: &str = crate::review::weakening::ID;

/// The weakenings, unless the command line allows them. `[rules]`, comments and the baseline have
/// no effect here, because they are what is judged.
pub(in crate::review) fn remarks(settings: &ReviewSettings) -> Vec<Remark> {
    let level_set =
        settings.levels.iter().rev().find(|(rule, _)| rule == ID).map(|(_, level)| *level);
    if level_set == Some(LevelSetting::Allow) {
        return Vec::new();
    }
    settings.weakened.iter().map(remark).collect()
}

fn remark(weakening: &Weakening) -> Remark {
    let message = &weakening.message;
    if let Some(allowed) = &weakening.allowed {
        return Remark::new(
            format!("{}（已说明：{}）", message.zh, allowed.zh),
            format!("{} (allowed: {})", message.en, allowed.en),
        )
        .at(weakening.place.clone())
        .level(weakening.level());
    }
    let remark =
        Remark::new(&message.zh, &message.en).at(weakening.place.clone()).level(weakening.level());
    if weakening.kind == WeakeningKind::Suppression {
        return remark.help("请审核这个理由", "check whether the reason is valid");
    }
    let word = weakening.word();
    remark.help("如果不是有意的，请改回来", "undo it, unless it is intended").help(
        format!("如果是有意的，在某个一起推送的提交的说明里单独写一行：`Privguide-Allow: {word}: 理由`"),
        format!("if it is intended, write this line into the message of one of the new commits: `Privguide-Allow: {word}: reason`"),
    )
}
