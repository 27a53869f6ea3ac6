//! The results for one file by itself, independent of the rest of the program; cached by its
//! content.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Address, ThirdPartyUse,
    addresses::{in_markup, in_script, of_methods},
    markup::Skim,
    script::{Hosts, Module, Prefilter, ProgramRecords, Sketch},
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

/// The results for each script.
pub(super) fn in_scripts(
    modules: &[Module],
    hosts: &Hosts,
    catalog: &Catalog,
    records: Option<ProgramRecords<'_>>,
) -> Vec<FileSigns> {
    let (records, ground) = records.map(|records| (records.records, records.ground)).unzip();
    let (prefilter, code) = (OnceLock::new(), OnceLock::new());
    let look = |module: &Module| FileSigns {
        addresses: in_script(module).into_iter().chain(of_methods(module)).collect(),
        third_parties: code
            .get_or_init(|| CodeSearch::new(catalog.third_parties(), hosts))
            .signs(module),
        sketch: Sketch::of_module(module, prefilter.get_or_init(|| Prefilter::new(hosts, catalog))),
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
