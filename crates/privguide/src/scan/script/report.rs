//! Converts findings by module and offset to a [`Scan`], with the help of the catalogue.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use super::{
    JsxElement, Literals, Module, Platform, ScriptAnalysis, TemplateData,
    flow::{Answer, Data, FoundAddress, FoundElement, FoundUse, Open, Texts},
    parse::Unparsed,
    target::FoundTarget,
    tokens::{TokenElement, scan_tokens},
};
use crate::{
    catalog::{Interface, Scoping, addresses},
    origin::{named, origin},
    scan::{
        Address, Evidence, Unanalysed, UnanalysedReason, Unresolved, UnresolvedReason, Use,
        UseKind, address::giver,
    },
};

pub(super) struct UseReport<'r> {
    platform: &'r Platform<'r>,
    modules: &'r [Module],
    analysis: ScriptAnalysis,
}

impl<'r> UseReport<'r> {
    pub(super) fn new(platform: &'r Platform<'r>, modules: &'r [Module]) -> Self {
        Self { platform, modules, analysis: ScriptAnalysis::default() }
    }

    /// Adds the answer for a component; `files` maps its modules to those of the program.
    pub(super) fn answered(&mut self, answer: Answer, files: &[usize]) {
        for found in answer.uses {
            let FoundUse { module, span, target, kind, evidence } = found;
            self.used(files[module], &target, range(span), (kind, evidence));
        }
        if answer.is_cut {
            self.cut(files);
        }
        for (module, span) in answer.unread {
            self.unread(files[module], range(span));
        }
        for open in answer.unresolved {
            self.unresolved(files[open.module], &open);
        }
        for element in answer.elements {
            self.element(files[element.module], element);
        }
        self.analysis.scan.shared.extend(answer.shared);
        self.analysis.scan.passed.extend(answer.passed);
        let left = answer
            .left
            .into_iter()
            .map(|(module, place)| (self.modules[files[module]].file().clone(), place));
        self.analysis.scan.left.extend(left);
        for address in answer.addresses {
            self.address(files[address.module], &address);
        }
        for data in answer.data {
            self.data(files[data.module], data);
        }
    }

    /// Reports all files of a component whose budget was exhausted: none of them is fully analysed.
    fn cut(&mut self, files: &[usize]) {
        let cut = files.iter().map(|&module| Unanalysed {
            file: self.modules[module].file().clone(),
            reason: UnanalysedReason::ValueBudget,
            place: None,
            detail: String::new(),
        });
        self.analysis.scan.unanalysed.extend(cut);
    }

    /// Reports an expression of a template that could not be parsed.
    fn unread(&mut self, module: usize, range: Range<usize>) {
        let source = &self.modules[module].source;
        let text = one_line(source.text().get(range.clone()).unwrap_or_default());
        self.analysis.scan.unanalysed.push(Unanalysed {
            file: source.path().clone(),
            reason: UnanalysedReason::Syntax,
            place: Some(source.place(range)),
            detail: format!("the expression {text:?} of the template cannot be parsed"),
        });
    }

    fn element(&mut self, module: usize, element: FoundElement) {
        let place = self.modules[module].source.place(range(element.span));
        let FoundElement { tag, made, imported, attributes, .. } = element;
        let attributes =
            attributes.into_iter().map(|(name, texts)| (name, literals(texts))).collect();
        self.analysis.elements.push(JsxElement { place, tag, made, imported, attributes });
    }

    fn data(&mut self, module: usize, data: Data) {
        let file = self.modules[module].file().clone();
        let values = data.values.into_iter().map(|(path, texts)| (path, literals(texts))).collect();
        self.analysis.data.insert(file, TemplateData { values, properties: data.properties });
    }

    /// Adds each host name that the address of a call can have. If none is known, the call is
    /// reported as unresolved.
    fn address(&mut self, module: usize, found: &FoundAddress) {
        let place = self.modules[module].source.place(range(found.span));
        let row = addresses().call_of(found.channel);
        let of_text = |text: &String| match row.and_then(|row| row.scheme.as_deref()) {
            Some(scheme) => named(scheme, text),
            None => origin(text),
        };
        let origins: BTreeSet<String> = found.address.texts.iter().filter_map(of_text).collect();
        // A path without a host name is completed elsewhere.
        let is_open = found.address.is_open || origins.is_empty();
        let origins = origins.into_iter().map(Some).chain(is_open.then_some(None));
        let option = row.map_or("url", |row| &row.option);
        let written = self.modules[module].source.text().get(range(found.span)).unwrap_or_default();
        let address = |origin: Option<String>| {
            let giver = origin.is_none().then(|| giver(written, option));
            Address { place: place.clone(), channel: found.channel, origin, giver, bringer: None }
        };
        self.analysis.scan.addresses.extend(origins.map(address));
    }

    fn used(
        &mut self,
        module: usize,
        target: &FoundTarget,
        range: Range<usize>,
        (kind, evidence): (UseKind, Evidence),
    ) {
        let interface = match target {
            FoundTarget::Member(member) => self.member(module, member),
            FoundTarget::Scope(scope) => self.scope(module, range.clone(), scope),
            FoundTarget::Method(object, method) => {
                self.platform.catalog.method(object, method).cloned()
            }
        };
        if let Some(interface) = interface {
            let place = self.modules[module].source.place(range);
            self.analysis.scan.uses.push(Use { interface, kind, evidence, place, bringer: None });
        }
    }

    /// The row of a scope. An unknown scope is reported: it has no effect, and the scope that was
    /// meant may be missing.
    fn scope(&mut self, module: usize, range: Range<usize>, scope: &str) -> Option<Arc<Interface>> {
        let row = self.platform.catalog.scope(scope).cloned();
        if row.is_none() && scope.starts_with("scope.") && !self.platform.catalog.knows_scope(scope)
        {
            let place = self.modules[module].source.place(range);
            self.analysis.scan.unresolved.push(Unresolved {
                place,
                reason: UnresolvedReason::UnknownScope,
                text: one_line(scope),
                to: Vec::new(),
            });
        }
        row
    }

    /// The row of a member; in a mini game, some rows count only in the open data context.
    fn member(&self, module: usize, member: &str) -> Option<Arc<Interface>> {
        let rows = self.platform.catalog.member(member);
        let in_open_data = self
            .platform
            .open_data
            .is_some_and(|folder| self.modules[module].file().is_inside(folder));
        let fitting = |row: &&Arc<Interface>| match row.scoping {
            Scoping::Anywhere => true,
            Scoping::OpenData => in_open_data,
        };
        let special = rows.iter().find(|row| in_open_data && row.scoping == Scoping::OpenData);
        special.or_else(|| rows.iter().find(fitting)).cloned()
    }

    fn unresolved(&mut self, module: usize, open: &Open) {
        let source = &self.modules[module].source;
        let place = source.place(range(open.span));
        let text = one_line(&source.text()[place.start..place.end]);
        let to = open.to.iter().cloned().collect();
        self.analysis.scan.unresolved.push(Unresolved { place, reason: open.reason, text, to });
    }

    /// The result so far.
    pub(super) fn finished(self) -> ScriptAnalysis {
        self.analysis
    }

    /// Adds the uses that the tokens of a module show.
    pub(super) fn by_tokens(&mut self, at: usize) {
        let module = &self.modules[at];
        let (uses, elements) =
            scan_tokens(module.text(), self.platform.hosts, self.platform.catalog);
        let places = module.places();
        let in_file = |range: Range<usize>| places.range_in_file(range);
        for found in uses {
            self.used(at, &found.target, in_file(found.range), (found.kind, found.evidence));
        }
        for TokenElement { range, tag, imported, attributes } in elements {
            let place = module.source.place(in_file(range));
            self.analysis.elements.push(JsxElement {
                place,
                tag,
                made: None,
                imported: Some(imported),
                attributes,
            });
        }
    }

    /// Reports a file that could not be parsed, and adds the uses that its tokens show.
    pub(super) fn unparsed(&mut self, at: usize, unparsed: &Unparsed) {
        self.by_tokens(at);
        let module = &self.modules[at];
        // The length of the character at which the parser failed: an empty range would mean the
        // whole file.
        let letter = |offset: usize| {
            let rest = module.source.text().get(offset..);
            rest.and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
        };
        let in_file = |offset: usize| module.places().range_in_file(offset..offset).start;
        let place = unparsed
            .offset
            .map(in_file)
            .map(|offset| module.source.place(offset..offset + letter(offset)));
        let (file, reason, detail) =
            (module.file().clone(), unparsed.reason, unparsed.detail.clone());
        self.analysis.scan.unanalysed.push(Unanalysed { file, reason, place, detail });
    }
}

fn literals(texts: Texts) -> Literals {
    Literals { texts: texts.texts, is_open: texts.is_open }
}

fn range((start, end): (u32, u32)) -> Range<usize> {
    start as usize..end as usize
}

/// Source text on one line of at most 80 characters.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    // The text may be a whole file, so it is cut before its whitespace is collapsed.
    for word in text.get(..text.floor_char_boundary(400)).unwrap_or(text).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(80) {
        Some((end, _)) => {
            let end = line[..end].char_indices().next_back().map_or(0, |(at, _)| at);
            format!("{}…", &line[..end])
        }
        None => line,
    }
}
