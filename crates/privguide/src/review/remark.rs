//! The result of a rule: a finding before levels, suppressions and order are applied.

use super::{Fix, Level, PlaceRole, context::Context};
use crate::{catalog::information_types, language::Text, scan::Use, tree::Place};

use super::FindingPlace;

/// One problem that a rule reports.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) message: Text,
    pub(super) information: Vec<String>,
    pub(super) places: Vec<FindingPlace>,
    pub(super) help: Vec<Text>,
    pub(super) fix: Option<Fix>,
    pub(super) level: Option<Level>,
}

impl Remark {
    /// A remark with its message: what is wrong, in Chinese and English.
    pub(super) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            message: Text::new(zh, en),
            information: Vec::new(),
            places: Vec::new(),
            help: Vec::new(),
            fix: None,
            level: None,
        }
    }

    /// An id that no rule has; `nearest` is a rule with a similar id.
    pub(super) fn unknown_rule(id: &str, nearest: Option<&str>) -> Self {
        let remark =
            Self::new(format!("没有名为 `{id}` 的规则"), format!("there is no rule `{id}`"));
        match nearest {
            Some(near) => {
                remark.help(format!("你是不是想写 `{near}`？"), format!("did you mean `{near}`?"))
            }
            None => remark.help(
                "全部规则见 cargo privguide list rules",
                "see cargo privguide list rules for all of them",
            ),
        }
    }

    /// Adds an information type that it concerns.
    pub(super) fn about(mut self, id: &str) -> Self {
        self.information.push(id.to_owned());
        self
    }

    /// Adds a place where the problem is.
    pub(super) fn at(self, place: Place) -> Self {
        self.place(place, None, PlaceRole::Subject, None)
    }

    /// Adds a place where the problem is, with the text there.
    pub(super) fn at_labelled(
        self,
        place: Place,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        self.place(place, Some(Text::new(zh, en)), PlaceRole::Subject, None)
    }

    /// Adds every use that it concerns, labelled with the interface as it is written in the source.
    pub(super) fn at_uses<'u>(
        mut self,
        context: &Context<'_>,
        uses: impl IntoIterator<Item = &'u Use>,
    ) -> Self {
        for found in uses {
            self = self.at_use(found, context.as_written(found));
        }
        self
    }

    /// Adds a use that it concerns, with a custom label.
    pub(super) fn at_use(self, found: &Use, label: Text) -> Self {
        self.place(
            found.place.clone(),
            Some(label),
            PlaceRole::Subject,
            Some(found.interface.name.clone()),
        )
    }

    /// Adds the line that decides.
    pub(super) fn decided_by(
        self,
        place: Place,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        self.place(place, Some(Text::new(zh, en)), PlaceRole::Decision, None)
    }

    /// Adds what to do.
    pub(super) fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help.push(Text::new(zh, en));
        self
    }

    /// Adds what to do, with an example purpose for this information type.
    pub(super) fn help_example(self, id: &str, zh: &str, en: &str) -> Self {
        match information_types().iter().find(|known| known.id == id) {
            Some(known) => {
                let Text { zh: zh_example, en: en_example } = &known.example;
                self.help(
                    format!("{zh}，例如“{zh_example}”"),
                    format!("{en}, such as \"{en_example}\""),
                )
            }
            None => self.help(zh, en),
        }
    }

    /// Adds a safe fix.
    pub(super) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Sets a level other than the rule's own.
    pub(super) fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    fn place(
        mut self,
        place: Place,
        label: Option<Text>,
        role: PlaceRole,
        interface: Option<String>,
    ) -> Self {
        self.places.push(FindingPlace { place, label, role, interface });
        self
    }
}

/// Adds what to do about code in a library: it must not be edited, because the next build
/// overwrites it.
pub(super) fn third_party_help(remark: Remark) -> Remark {
    remark.help(
        "这是第三方库的代码，不要直接改：升级这个库；没有用到的部分用 packOptions.ignore 排除，就不会上传",
        "this is a library's code, do not edit it: update the library, and leave what you do not use out of the upload with \
         packOptions.ignore",
    )
}
