//! Decides the levels of all findings.

use std::collections::BTreeMap;

use super::{Level, LevelSetting, ReviewSettings, Rule};
use crate::declaration::Declarations;

fn given(settings: &ReviewSettings) -> impl Iterator<Item = (&str, LevelSetting)> {
    settings.levels.iter().map(|(id, setting)| (id.as_str(), *setting))
}

/// The level of every rule, from `[rules]` and the command line.
pub(super) struct Levels {
    settings: BTreeMap<&'static str, LevelSetting>,
    warnings: Option<LevelSetting>,
}

impl Levels {
    pub(super) fn new(declarations: &Declarations, settings: &ReviewSettings) -> Self {
        let configured = declarations
            .rules
            .iter()
            .filter_map(|(id, word)| Some((id.as_str(), LevelSetting::from_word(&word.value)?)));
        Self::heeding(configured.chain(given(settings)))
    }

    /// The levels for findings that the project itself must not change.
    pub(super) fn of_command_line(settings: &ReviewSettings) -> Self {
        Self::heeding(given(settings))
    }

    fn heeding<'a>(settings: impl Iterator<Item = (&'a str, LevelSetting)>) -> Self {
        let mut levels = Self { settings: BTreeMap::new(), warnings: None };
        for (id, setting) in settings {
            if id == "warnings" {
                levels.warnings = Some(setting);
            } else if let Some(rule) = Rule::named(id) {
                levels.settings.insert(rule.id, setting);
            }
        }
        levels
    }

    /// True if no finding of this rule is reported.
    pub(super) fn is_allowed(&self, rule: &str) -> bool {
        self.settings.get(rule) == Some(&LevelSetting::Allow)
    }

    /// True if the level of this rule was set explicitly.
    pub(super) fn is_set(&self, rule: &str) -> bool {
        self.settings.contains_key(rule)
    }

    /// The level of a finding; `None` if it is not reported. `own` is the level that the rule gave
    /// to this finding.
    pub(super) fn level_of(&self, rule: &str, own: Level) -> Option<Level> {
        let level = match self.settings.get(rule) {
            Some(LevelSetting::Allow) => return None,
            Some(LevelSetting::Warn) => Level::Warning,
            Some(LevelSetting::Deny) => Level::Error,
            None => own,
        };
        match (level, self.warnings) {
            (Level::Warning, Some(LevelSetting::Allow)) => None,
            (Level::Warning, Some(LevelSetting::Deny)) => Some(Level::Error),
            _ => Some(level),
        }
    }
}
