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
        return remark.help("请审核这个理由", "see whether the reason holds");
    }
    let word = weakening.word();
    remark.help("如果不是有意的，请改回来", "undo it, unless it is meant").help(
        format!("如果是有意的，在某个一起推送的提交的说明里单独写一行：`Privguide-Allow: {word}: 理由`"),
        format!("if it is meant, write a line of its own into the message of a commit that goes along: `Privguide-Allow: {word}: reason`"),
    )
}
