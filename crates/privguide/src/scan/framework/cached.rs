//! The parts of a file, cached by its content.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Naming, Parts, Style};
use crate::{
    catalog::Catalog,
    records::{Records, digest},
    scan::{
        Address, ThirdPartyUse, Unanalysed,
        markup::Template,
        script::{Dialect, Module, ProgramRecords, TemplateCode},
    },
    tree::SourceText,
};

/// [`Parts`] in a form without the file's text.
#[derive(Serialize, Deserialize)]
struct CachedParts {
    script: Option<(CachedScript, Option<TemplateCode>, Dialect)>,
    templates: Vec<Template>,
    naming: Naming,
    unanalysed: Vec<Unanalysed>,
    addresses: Vec<Address>,
    third_parties: Vec<ThirdPartyUse>,
}

/// The script in a file.
#[derive(Serialize, Deserialize)]
enum CachedScript {
    /// The whole file.
    Whole,
    /// The file with spaces in some places: for each, the number of bytes since the previous place,
    /// and its own length.
    Blanked(Vec<(usize, usize)>),
    /// Any other text.
    Other(String),
}

impl Style {
    /// [`Style::read`], or the result of an earlier run for a file with the same content.
    pub(in crate::scan) fn read_cached(
        &self,
        source: &Arc<SourceText>,
        catalog: &Catalog,
        records: Option<ProgramRecords<'_>>,
    ) -> Parts {
        let Some(records) = records else { return self.read(source, catalog) };
        let key = || digest(&("parts", records.ground, source.path(), source.digest()));
        let read = || CachedParts::new(self.read(source, catalog));
        Records::take(Some(records.records), key, read).parts(source)
    }
}

impl CachedParts {
    fn new(parts: Parts) -> Self {
        let Parts { module, templates, naming, unanalysed, addresses, third_parties } = parts;
        let script = module.map(|module| {
            let own = module.own_text().len();
            let script = match module.script {
                None => CachedScript::Whole,
                Some(mut script) => {
                    script.truncate(own);
                    CachedScript::new(script, module.source.text())
                }
            };
            (script, module.template, module.dialect)
        });
        Self { script, templates, naming, unanalysed, addresses, third_parties }
    }

    fn parts(self, source: &Arc<SourceText>) -> Parts {
        let Self { script, templates, naming, unanalysed, addresses, third_parties } = self;
        let module = script.map(|(script, template, dialect)| {
            let module = Module::new(Arc::clone(source), script.text(source), dialect);
            match template {
                Some(code) => module.with_template(code),
                None => module,
            }
        });
        Parts { module, templates, naming, unanalysed, addresses, third_parties }
    }
}

impl CachedScript {
    fn new(script: String, text: &str) -> Self {
        if script.len() != text.len() {
            return Self::Other(script);
        }
        let (mut blanks, mut behind, mut at) = (Vec::new(), 0, 0);
        let (script_bytes, bytes) = (script.as_bytes(), text.as_bytes());
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && script_bytes[at] != bytes[at] {
                if script_bytes[at] != b' ' {
                    return Self::Other(script);
                }
                at += 1;
            }
            if start < at {
                blanks.push((start - behind, at - start));
                behind = at;
            }
            at += 1;
        }
        Self::Blanked(blanks)
    }

    /// The text; `None` if it is that of the file.
    fn text(self, source: &SourceText) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Other(script) => Some(script),
            Self::Blanked(blanks) => {
                let mut bytes = source.text().as_bytes().to_vec();
                let mut at = 0;
                for (before, length) in blanks {
                    at += before;
                    bytes.get_mut(at..at + length)?.fill(b' ');
                    at += length;
                }
                String::from_utf8(bytes).ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CachedScript, SourceText};
    use crate::tree::TreePath;

    #[test]
    fn a_script_is_what_it_was() {
        let text = "<a>é</a>\n<script>\nconst a = '名'\n</script> b";
        let source = SourceText::new(TreePath::root(), text);
        let part = |from: &str, to: &str| {
            let (start, end) = (text.find(from).expect("there"), text.find(to).expect("there"));
            let blank = |text: &str| " ".repeat(text.len());
            format!("{}{}{}", blank(&text[..start]), &text[start..end], blank(&text[end..]))
        };
        for script in [part("\nconst", "</script"), part("名", "'\n<"), text.replace('<', "{")] {
            assert_eq!(
                CachedScript::new(script.clone(), text).text(&source),
                Some(script.clone()),
                "{script}"
            );
        }
        assert_eq!(CachedScript::new("b".to_owned(), text).text(&source).as_deref(), Some("b"));
        assert_eq!(CachedScript::Whole.text(&source), None);
    }
}
