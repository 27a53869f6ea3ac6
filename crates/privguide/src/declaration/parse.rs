//! Converts the text of `privguide.toml` to [`Declarations`], section by section.

use std::{collections::BTreeMap, ops::Range};

use toml_edit::{Item, TableLike};

use super::{
    Contact, ContactKind, DeclarationProblem, Declarations, DeclaredInformation, DeclaredParty,
    Developer, FORMAT, Gravity, GuideSettings, PartyRole, ProgramSettings, SdkInformation,
    ServiceProvider, Sharing, Spanned, Supplement, ThirdPartyKind, Translated, keys,
    own_party::read_third_parties,
    reader::{TableMembers, TableReader, key_span, read_hosts, span_of, string, translated},
    syntax,
};
use crate::{
    catalog::{InterfaceForm, ProjectInterface, information_types, permissions},
    language::Text,
    suggest,
    tree::SourceText,
};

/// The result of reading `privguide.toml`.
#[derive(Clone, Debug)]
pub struct ParsedDeclarations {
    /// Everything that could be read; invalid values are left out.
    pub declarations: Declarations,
    /// Every mistake, in the order of the file.
    pub problems: Vec<DeclarationProblem>,
}

impl ParsedDeclarations {
    /// False if no conclusion may be drawn from the file: it is not TOML, or has a newer format.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.problems.iter().all(|problem| problem.gravity != Gravity::Unreadable)
    }

    /// True if no value of the file was left out. Otherwise nothing may be written from the
    /// declarations.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.iter().all(|problem| problem.gravity == Gravity::Mistake)
    }
}

/// Reads `privguide.toml`. This never fails: every mistake is reported with its place, and
/// everything else is still read.
///
/// ```
/// use privguide::{
///     declaration::parse,
///     language::Language,
///     tree::{SourceText, TreePath},
/// };
///
/// let path = TreePath::new("privguide.toml").expect("inside");
/// let parsed = parse(SourceText::new(path, "format = 1\n[program]\nname = \"小店\"\n"));
/// assert!(parsed.is_sound());
/// assert_eq!(parsed.declarations.program_name(Language::ZhCn), Some("小店"));
/// ```
#[must_use]
pub fn parse(source: SourceText) -> ParsedDeclarations {
    let mut declarations = Declarations::empty(source);
    let source = declarations.source.clone();
    let mut reader = TableReader::new(&source);
    if source.is_lossy() {
        let message = Text::new("文件不是 UTF-8 编码", "the file is not UTF-8");
        let help = Text::new("请在编辑器里用 UTF-8 编码另存", "save it as UTF-8 in your editor");
        reader.mistake(0..0, message, Some(help));
    }
    let document = syntax::parse(&source, &mut reader.problems);
    if let Some(document) = &document {
        let whole = 0..0;
        let top = reader.table_members(document.as_table(), whole.clone(), keys::top_names());
        read_sections(&mut reader, &top, &mut declarations);
    }
    let mut problems = reader.problems;
    problems.sort();
    problems.dedup();
    ParsedDeclarations { declarations, problems }
}

fn read_sections<'a>(reader: &mut TableReader<'a>, top: &TableMembers<'a>, out: &mut Declarations) {
    let none = top.span.clone();
    read_format(reader, top.get("format"), out);
    if let Some(text) = top.get("language").and_then(|item| reader.string(item, &none)) {
        out.language = reader.language(&text).map(|language| language.value);
    }
    if let Some(item) = top.get("program") {
        out.program = read_program(reader, item, &none);
    }
    if let Some(item) = top.get("developer") {
        out.developer = read_developer(reader, item, &none);
    }
    if let Some(item) = top.get("guide") {
        out.guide = read_guide(reader, item, &none);
    }
    if let Some(item) = top.get("information") {
        out.information = read_information(reader, item, &none);
    }
    out.plugins = read_parties(reader, top, ThirdPartyKind::Plugin);
    out.sdks = read_parties(reader, top, ThirdPartyKind::Sdk);
    out.recipients = read_parties(reader, top, ThirdPartyKind::Recipient);
    if let Some(item) = top.get("service-provider") {
        let members = reader.members(item, &none, keys::names("service-provider"));
        out.service_provider = Some(ServiceProvider {
            name: translated(reader, &members, "name"),
            span: members.span,
        });
    }
    if let Some(item) = top.get("supplement") {
        let members = reader.members(item, &none, keys::names("supplement"));
        let files = members
            .get("files")
            .map(|item| reader.strings(item, &members.span))
            .unwrap_or_default();
        out.supplement = Some(Supplement { files, span: members.span });
    }
    if let Some(item) = top.get("rules") {
        out.rules = read_rules(reader, item, &none);
    }
    for (table, span) in
        top.get("interface").map(|item| reader.entries(item, &none)).unwrap_or_default()
    {
        out.interfaces.interfaces.extend(read_interface(reader, table, span));
    }
    let rows = top.get("third-party").map(|item| reader.entries(item, &none)).unwrap_or_default();
    out.interfaces.third_parties = read_third_parties(reader, rows);
}

fn read_format(reader: &mut TableReader<'_>, item: Option<&Item>, out: &mut Declarations) {
    let Some(item) = item else {
        let message = Text::new("缺少 `format`", "`format` is missing");
        let help = Text::new(
            format!("在文件开头写上 `format = {FORMAT}`"),
            format!("begin the file with `format = {FORMAT}`"),
        );
        reader.mistake(0..0, message, Some(help));
        return;
    };
    let number = item
        .as_integer()
        .and_then(|number| u32::try_from(number).ok())
        .filter(|&number| number > 0);
    let span = span_of(item, &(0..0));
    match number {
        Some(number) if number <= FORMAT => out.format = number,
        Some(number) => {
            let message = Text::new(
                format!("`format = {number}` 比这个版本认识的（{FORMAT}）新"),
                format!("`format = {number}` is newer than this version knows ({FORMAT})"),
            );
            let help = Text::new("请升级 privguide", "update privguide");
            reader.mistake(span, message, Some(help));
            if let Some(problem) = reader.problems.last_mut() {
                problem.gravity = Gravity::Unreadable;
            }
        }
        None => {
            let message = Text::new("`format` 应当是数字", "`format` must be a number");
            let help = Text::new(
                format!("写成 `format = {FORMAT}`"),
                format!("write `format = {FORMAT}`"),
            );
            reader.unusable(span, message, Some(help));
        }
    }
}

fn read_program<'a>(
    reader: &mut TableReader<'a>,
    item: &'a Item,
    none: &Range<usize>,
) -> ProgramSettings {
    let members = reader.members(item, none, keys::names("program"));
    ProgramSettings {
        name: translated(reader, &members, "name"),
        root: string(reader, &members, "root"),
    }
}

fn read_developer<'a>(
    reader: &mut TableReader<'a>,
    item: &'a Item,
    none: &Range<usize>,
) -> Developer {
    const CONTACTS: [(&str, ContactKind); 4] = [
        ("email", ContactKind::Email),
        ("phone", ContactKind::Phone),
        ("wechat", ContactKind::Wechat),
        ("qq", ContactKind::Qq),
    ];
    let members = reader.members(item, none, keys::names("developer"));
    let mut contacts = Vec::new();
    for (key, kind) in CONTACTS {
        // `init` leaves contacts blank so that they can be filled in. A blank contact counts as
        // absent, for which there is a separate finding.
        let value = members.get(key).and_then(|item| contact(reader, item, &members.span));
        contacts.extend(
            value
                .filter(|value| !value.value.trim().is_empty())
                .map(|value| Contact { kind, value }),
        );
    }
    Developer { name: translated(reader, &members, "name"), contacts, span: Some(members.span) }
}

/// A phone or QQ number may be written without quotes.
fn contact(
    reader: &mut TableReader<'_>,
    item: &Item,
    none: &Range<usize>,
) -> Option<Spanned<String>> {
    match item.as_integer() {
        Some(number) => Some(Spanned { value: number.to_string(), span: span_of(item, none) }),
        None => reader.string(item, none),
    }
}

fn read_guide<'a>(
    reader: &mut TableReader<'a>,
    item: &'a Item,
    none: &Range<usize>,
) -> GuideSettings {
    let members = reader.members(item, none, keys::names("guide"));
    let tags = members
        .get("languages")
        .map(|item| reader.strings(item, &members.span))
        .unwrap_or_default();
    GuideSettings {
        languages: tags.iter().filter_map(|tag| reader.language(tag)).collect(),
        path: string(reader, &members, "path"),
        lists: string(reader, &members, "lists"),
        updated: members.get("updated").and_then(|item| reader.date(item, &members.span)),
        effective: members.get("effective").and_then(|item| reader.date(item, &members.span)),
        notice: translated(reader, &members, "notice"),
        storage: translated(reader, &members, "storage"),
        span: Some(members.span),
    }
}

fn read_information<'a>(
    reader: &mut TableReader<'a>,
    item: &'a Item,
    none: &Range<usize>,
) -> Vec<DeclaredInformation> {
    let Some(table) = item.as_table_like() else {
        reader.not_a_table(item, none);
        return Vec::new();
    };
    let span = span_of(item, none);
    let mut declared = Vec::new();
    for (key, item) in table.iter() {
        let id = Spanned { value: key.to_owned(), span: key_span(table, key, &span) };
        // `Location = "…"`: only a purpose, in Chinese.
        if item.as_str().is_some() {
            let purpose = reader.translated(item, &span);
            let span = id.span.clone();
            let (name, scene, places) = (Translated::default(), Translated::default(), Vec::new());
            declared.push(DeclaredInformation { id, name, purpose, scene, places, span });
            continue;
        }
        let members = reader.members(item, &id.span, keys::names("information"));
        declared.push(DeclaredInformation {
            name: translated(reader, &members, "name"),
            purpose: translated(reader, &members, "purpose"),
            scene: translated(reader, &members, "scene"),
            places: members
                .get("where")
                .map(|item| reader.strings(item, &members.span))
                .unwrap_or_default(),
            span: members.span,
            id,
        });
    }
    declared.sort_by_key(|entry| entry.id.span.start);
    declared
}

fn read_parties<'a>(
    reader: &mut TableReader<'a>,
    top: &TableMembers<'a>,
    kind: ThirdPartyKind,
) -> Vec<DeclaredParty> {
    let entries =
        top.get(kind.table()).map(|item| reader.entries(item, &top.span)).unwrap_or_default();
    let read = entries.into_iter().enumerate().map(|(at, (table, span))| {
        let members = reader.table_members(table, span, keys::names(kind.table()));
        let (id, roles) = match kind {
            ThirdPartyKind::Plugin => ("appid", &PartyRole::OTHERS[..]),
            ThirdPartyKind::Sdk => ("id", &PartyRole::OTHERS[..]),
            ThirdPartyKind::Recipient => ("id", &PartyRole::ALL[..]),
        };
        let information = handled(reader, &members);
        let permissions = read_permissions(reader, &members, &information);
        DeclaredParty {
            kind,
            number: at + 1,
            id: string(reader, &members, id),
            name: translated(reader, &members, "name"),
            provider: translated(reader, &members, "provider"),
            hosts: read_hosts(reader, &members),
            information,
            role: read_role(reader, &members, roles),
            sharing: read_sharing(reader, &members),
            permissions,
            span: members.span,
        }
    });
    read.collect()
}

fn read_sharing<'a>(reader: &mut TableReader<'a>, members: &TableMembers<'a>) -> Sharing {
    Sharing {
        scene: translated(reader, members, "scene"),
        manner: translated(reader, members, "manner"),
        protection: translated(reader, members, "protection"),
        link: string(reader, members, "link"),
        website: string(reader, members, "website"),
        contact: string(reader, members, "contact"),
    }
}

/// The scopes that a third party requests. A scope must not protect information that the party is
/// not declared to handle.
fn read_permissions(
    reader: &mut TableReader<'_>,
    members: &TableMembers<'_>,
    handled: &[SdkInformation],
) -> Option<Vec<Spanned<String>>> {
    let mut scopes = reader.strings(members.get("permissions")?, &members.span);
    scopes.retain(|scope| {
        let Some(known) = permissions().iter().find(|known| known.scope == scope.value) else {
            let names: Vec<&str> = permissions().iter().map(|known| known.scope.as_str()).collect();
            reader.unknown(
                &scope.value,
                scope.span.clone(),
                &names,
                &Text::new("权限", "permission"),
            );
            return false;
        };
        let id = &known.information;
        let is_handled = handled.iter().any(|entry| entry.id.value == *id);
        if !is_handled {
            let message = Text::new(
                format!("写了权限 `{}`，`information` 里却没有它对应的 `{id}`", known.scope),
                format!(
                    "the permission `{}` is given, but `information` lacks `{id}`, which it guards",
                    known.scope
                ),
            );
            let help = Text::new(
                format!("补上 information.{id} = \"…\"，或去掉这项权限"),
                format!("add information.{id} = \"…\", or remove the permission"),
            );
            reader.mistake(scope.span.clone(), message, Some(help));
        }
        is_handled
    });
    Some(scopes)
}

/// The role of a third party; if it is not declared, it acts for itself.
fn read_role<'a>(
    reader: &mut TableReader<'a>,
    members: &TableMembers<'a>,
    known: &[PartyRole],
) -> PartyRole {
    let Some(written) = string(reader, members, "role") else { return PartyRole::default() };
    let role = known.iter().copied().find(|role| role.name() == written.value);
    if role.is_none() {
        let names: Vec<&str> = known.iter().map(|role| role.name()).collect();
        reader.unknown(&written.value, written.span, &names, &Text::new("身份", "role"));
    }
    role.unwrap_or_default()
}

/// Entries such as `information.Location = "…"` of a plugin or SDK.
fn handled<'a>(reader: &mut TableReader<'a>, members: &TableMembers<'a>) -> Vec<SdkInformation> {
    let Some(item) = members.get("information") else { return Vec::new() };
    let Some(table) = item.as_table_like() else {
        reader.not_a_table(item, &members.span);
        return Vec::new();
    };
    let mut handled: Vec<SdkInformation> = Vec::new();
    for (key, item) in table.iter() {
        let id = Spanned { value: key.to_owned(), span: key_span(table, key, &members.span) };
        let purpose = reader.translated(item, &id.span);
        handled.push(SdkInformation { id, purpose });
    }
    handled.sort_by_key(|entry| entry.id.span.start);
    handled
}

fn read_rules(
    reader: &mut TableReader<'_>,
    item: &Item,
    none: &Range<usize>,
) -> BTreeMap<String, Spanned<String>> {
    let mut rules = BTreeMap::new();
    let Some(table) = item.as_table_like() else {
        reader.not_a_table(item, none);
        return rules;
    };
    let span = span_of(item, none);
    for (key, item) in table.iter() {
        let key_span = key_span(table, key, &span);
        let Some(level) = reader.string(item, &key_span) else { continue };
        if ["allow", "warn", "deny"].contains(&level.value.as_str()) {
            rules.insert(key.to_owned(), Spanned { value: level.value, span: key_span });
        } else {
            reader.unknown(
                &level.value,
                level.span,
                &["allow", "warn", "deny"],
                &Text::new("级别", "level"),
            );
        }
    }
    rules
}

fn read_interface<'a>(
    reader: &mut TableReader<'a>,
    table: &'a dyn TableLike,
    span: Range<usize>,
) -> Option<ProjectInterface> {
    let members = reader.table_members(table, span, keys::names("interface"));
    let information = members
        .get("information")
        .map(|item| reader.strings(item, &members.span))
        .unwrap_or_default();
    let mut known = Vec::new();
    for id in information {
        if information_types().iter().any(|information| information.id == id.value) {
            known.push(id.value);
        } else {
            let near = suggest::nearest(
                &id.value,
                information_types().iter().map(|information| information.id.as_str()),
            );
            let help = near.map(|near| {
                Text::new(format!("你是不是想写 `{near}`？"), format!("did you mean `{near}`?"))
            });
            let message = Text::new(
                format!("`{}` 不是平台的信息类型", id.value),
                format!("`{}` is not an information type of the platform", id.value),
            );
            reader.mistake(id.span, message, help);
            return None;
        }
    }
    let Some(name) = string(reader, &members, "name") else {
        let message = Text::new("缺少接口的 `name`", "the interface's `name` is missing");
        reader.mistake(members.span, message, None);
        return None;
    };
    if InterfaceForm::of_name(&name.value).is_none() {
        let message = Text::new(
            format!("`{}` 不是接口的名字", name.value),
            format!("`{}` is not the name of an interface", name.value),
        );
        let help = Text::new(
            "写成 `wx.名称`、`scope.名称`、`对象.方法`、`组件` 或 `组件[属性=值]`",
            "write `wx.name`, `scope.name`, `Object.method`, `element` or `element[attribute=value]`",
        );
        reader.mistake(name.span, message, Some(help));
        return None;
    }
    Some(ProjectInterface { name: name.value, information: known })
}
