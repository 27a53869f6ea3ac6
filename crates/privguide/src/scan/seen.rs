//! What one file shows on its own, independent of the rest of the program: kept with its content.

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

/// What a file shows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) addresses: Vec<Address>,
    pub(super) third_parties: Vec<ThirdPartyUse>,
    /// What a script says of itself.
    pub(super) sketch: Sketch,
}

/// What scripts show, one by one.
pub(super) fn in_scripts(
    modules: &[Module],
    hosts: &Hosts,
    catalog: &Catalog,
    kept: Option<ProgramRecords<'_>>,
) -> Vec<Seen> {
    let (records, ground) = kept.map(|kept| (kept.records, kept.ground)).unzip();
    let (prefilter, code) = (OnceLock::new(), OnceLock::new());
    let look = |module: &Module| Seen {
        addresses: in_script(module).into_iter().chain(of_methods(module)).collect(),
        third_parties: code
            .get_or_init(|| CodeSearch::new(catalog.third_parties(), hosts))
            .signs(module),
        sketch: Sketch::of(module, prefilter.get_or_init(|| Prefilter::new(hosts, catalog))),
    };
    let seen = |module: &Module| {
        // Places are those of the file.
        let text = records.is_some().then(|| module.digest());
        let script = (module.dialect, module.script.is_some(), text);
        let key = || digest(&("script", ground, module.file(), module.source.digest(), script));
        let mut seen = Records::take(records, key, || look(module));
        seen.sketch.text = text;
        seen
    };
    modules.par_iter().map(seen).collect()
}

/// What a template shows that need not be read any further; none of one that must be.
pub(super) fn in_template(
    source: &Arc<SourceText>,
    skim: &Skim<'_>,
    kept: Option<ProgramRecords<'_>>,
) -> Option<Seen> {
    let (records, ground) = kept.map(|kept| (kept.records, kept.ground)).unzip();
    let key = || digest(&("template", ground, source.path(), source.digest()));
    Records::take(records, key, || {
        let text = source.text();
        let look = || Seen {
            addresses: in_markup(source, text),
            third_parties: third_party::in_markup(source, text),
            ..Seen::default()
        };
        (!skim.finds(text)).then(look)
    })
}
