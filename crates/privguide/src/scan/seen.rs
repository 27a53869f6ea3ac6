//! The results for one file by itself, independent of the rest of the program; cached by its
//! content.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Address, Suppression, ThirdPartyUse,
    addresses::{in_markup, in_script, of_methods},
    framework::Style,
    markup::Skim,
    script::{Module, ProgramRecords, Sketch},
    suppressions,
    third_party::{self, CodeSearch},
};
use crate::{
    catalog::Catalog,
    records::{Records, digest},
    tree::SourceText,
};

/// The results for a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FileSigns {
    pub(super) addresses: Vec<Address>,
    pub(super) third_parties: Vec<ThirdPartyUse>,
    /// The facts about a script.
    pub(super) sketch: Sketch,
}

/// Facts that a scan finds in the text of a file of any type.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FileRemarks {
    /// It is a Git LFS pointer: the content was not fetched.
    pub(super) is_lfs_pointer: bool,
    pub(super) suppressions: Vec<Suppression>,
    /// It contains the name of an interface that asks for the user's consent.
    pub(super) asks_consent: bool,
}

impl FileRemarks {
    fn of_file(source: &SourceText) -> Self {
        let text = source.text();
        Self {
            is_lfs_pointer: text.starts_with("version https://git-lfs.github.com/spec/"),
            suppressions: suppressions(source),
            asks_consent: memchr::memmem::find(text.as_bytes(), b"PrivacyAuthoriz").is_some(),
        }
    }

    pub(super) fn cached(source: &SourceText, records: Option<ProgramRecords<'_>>) -> Self {
        let key = || digest(&("remarks", source.path(), source.digest()));
        let records = records.map(|records| records.records);
        Records::take(records, key, || Self::of_file(source))
    }
}

/// The results for each script.
pub(super) fn in_scripts(
    modules: &[Module],
    style: &Style,
    catalog: &Catalog,
    records: Option<ProgramRecords<'_>>,
) -> Vec<FileSigns> {
    let (records, ground) = records.map(|records| (records.records, records.ground)).unzip();
    let code = OnceLock::new();
    let look = |module: &Module| FileSigns {
        addresses: in_script(module).into_iter().chain(of_methods(module)).collect(),
        third_parties: code
            .get_or_init(|| CodeSearch::new(catalog.third_parties(), &style.hosts))
            .signs(module),
        sketch: Sketch::of_module(module, style.prefilter(catalog)),
    };
    let seen = |module: &Module| {
        // Places refer to the whole file.
        let text = records.is_some().then(|| module.digest());
        let script = (module.dialect, module.script.is_some(), text);
        let key = || digest(&("script", ground, module.file(), module.source.digest(), script));
        let mut seen = Records::take(records, key, || look(module));
        seen.sketch.text = text;
        seen
    };
    modules.par_iter().map(seen).collect()
}

/// The results for a template that need not be read any further; `None` if it must be read.
pub(super) fn in_template(
    source: &Arc<SourceText>,
    skim: &Skim<'_>,
    records: Option<ProgramRecords<'_>>,
) -> Option<FileSigns> {
    let (records, ground) = records.map(|records| (records.records, records.ground)).unzip();
    let key = || digest(&("template", ground, source.path(), source.digest()));
    Records::take(records, key, || {
        let text = source.text();
        let look = || FileSigns {
            addresses: in_markup(source, text),
            third_parties: third_party::in_markup(source, text),
            ..FileSigns::default()
        };
        (!skim.finds(text)).then(look)
    })
}
