//! What a rule says: a finding before levels, suppressions and order are applied.

use super::{Fix, Level, PlaceRole, context::Context};
use crate::{catalog::information_types, language::Text, scan::Use, tree::Place};

use super::FindingPlace;

/// Something a rule has to say.
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

    /// The information type it is about.
    pub(super) fn about(mut self, id: &str) -> Self {
        self.information.push(id.to_owned());
        self
    }

    /// Where it is wrong.
    pub(super) fn at(self, place: Place) -> Self {
        self.place(place, None, PlaceRole::Subject, None)
    }

    /// Where it is wrong, and the text there.
    pub(super) fn at_labelled(
        self,
        place: Place,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        self.place(place, Some(Text::new(zh, en)), PlaceRole::Subject, None)
    }

    /// Every use it is about, labelled with its interface as the author wrote it.
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

    /// A use it is about, labelled with more than its interface.
    pub(super) fn at_use(self, found: &Use, label: Text) -> Self {
        self.place(
            found.place.clone(),
            Some(label),
            PlaceRole::Subject,
            Some(found.interface.name.clone()),
        )
    }

    /// The line that decides.
    pub(super) fn decided_by(
        self,
        place: Place,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        self.place(place, Some(Text::new(zh, en)), PlaceRole::Decision, None)
    }

    /// What to do.
    pub(super) fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help.push(Text::new(zh, en));
        self
    }

    /// What to do, with a purpose of this information type as an example.
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

    /// A safe fix.
    pub(super) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Another level than the rule's own.
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

/// What to do about code in a library: never to edit it, the next build undoes that.
pub(super) fn third_party_help(remark: Remark) -> Remark {
    remark.help(
        "这是第三方库的代码，不要直接改：升级这个库；没有用到的部分用 packOptions.ignore 排除，就不会上传",
        "this is a library's code, do not edit it: update the library, and leave what you do not use out of the upload with \
         packOptions.ignore",
    )
}
