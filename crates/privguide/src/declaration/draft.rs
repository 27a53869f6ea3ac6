//! Writes a new `privguide.toml`, and blocks that are added to an existing one.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{FORMAT, SCHEMA_ADDRESS};
use crate::{
    catalog::{ThirdParty, information_types},
    language::Language,
    tree::TreePath,
};

/// What is known about a program before anything is declared.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The program's name, if its configuration contains it.
    pub program_name: Option<String>,
    /// The responsible party, when given.
    pub developer: Option<String>,
    /// Its e-mail address, when given.
    pub email: Option<String>,
    /// The folder of the program, if it is not the folder of `privguide.toml`.
    pub root: Option<String>,
    /// The languages of the guide; empty: Chinese only.
    pub languages: Vec<Language>,
    /// Today, for the dates.
    pub date: Option<Date>,
    /// Information types that the program needs.
    pub(crate) information: Vec<DraftInformation>,
    /// Plugins that it uses.
    pub(crate) plugins: Vec<DraftPlugin>,
    /// Third parties of the catalogue whose code is in the program, or whose hosts it connects to.
    pub(crate) parties: Vec<DraftParty>,
    /// Hosts that the program connects to and whose owner is not known.
    pub(crate) hosts: Vec<String>,
}

/// A third party of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DraftParty {
    /// Its row.
    pub(crate) party: ThirdParty,
    /// True if its code is in the program; otherwise only one of its hosts is.
    pub(crate) has_code: bool,
}

/// An information type that the program needs, with some of its uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DraftInformation {
    /// The platform's key.
    pub(crate) id: String,
    /// Some of its uses, as interface and file. They are shown in a comment.
    pub(crate) uses: Vec<(String, TreePath)>,
}

/// A plugin of app.json.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DraftPlugin {
    /// The name under which app.json lists it.
    pub(crate) alias: String,
    /// The provider's appid.
    pub(crate) appid: String,
}

impl Draft {
    /// The text of a new `privguide.toml`: everything that is known is filled in; everything else
    /// is an empty `""` with a comment that says what to write there.
    ///
    /// ```
    /// use privguide::declaration::Draft;
    ///
    /// let mut draft = Draft::default();
    /// draft.program_name = Some("小店".to_owned());
    /// assert!(draft.new_file().contains("小店"));
    /// ```
    #[must_use]
    pub fn new_file(&self) -> String {
        new_file(self)
    }

    /// A draft with nothing but these of its information types, given by the platform's keys.
    #[must_use]
    pub fn only_information(mut self, ids: &[String]) -> Self {
        self.information.retain(|entry| ids.contains(&entry.id));
        Self { information: self.information, ..Self::default() }
    }

    /// A draft with nothing but the plugins of app.json.
    #[must_use]
    pub fn only_plugins(self) -> Self {
        Self { plugins: self.plugins, ..Self::default() }
    }

    /// A draft with nothing but the third parties that the catalogue knows and the hosts without a
    /// known owner.
    #[must_use]
    pub fn only_recipients(self) -> Self {
        Self { parties: self.parties, hosts: self.hosts, ..Self::default() }
    }
}

fn new_file(draft: &Draft) -> String {
    let languages =
        if draft.languages.is_empty() { &[Language::ZhCn][..] } else { &draft.languages };
    let mut out = Lines::default();
    head(&mut out);
    program_section(&mut out, draft, languages);
    developer_section(&mut out, draft, languages);
    guide_section(&mut out, draft, languages);
    if !draft.information.is_empty() {
        information_instructions(&mut out);
    }
    let mut out = out.0;
    for information in &draft.information {
        out.push('\n');
        out.push_str(&information_block(information, languages));
    }
    if !draft.plugins.is_empty() {
        out.push_str("\n# app.json 里的第三方插件 / third-party plugins of app.json\n");
    }
    for (at, plugin) in draft.plugins.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&plugin_block(plugin, languages));
    }
    if !draft.parties.is_empty() {
        out.push_str("\n# 代码里认得的第三方 / third parties that were recognised in the code\n");
    }
    for (at, party) in draft.parties.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&party_block(party, languages));
    }
    out.push_str(&hosts_comment(&draft.hosts));
    out
}

/// The lines of a text.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }
}

fn head(out: &mut Lines) {
    out.line(&format!("#:schema {SCHEMA_ADDRESS}"));
    out.line("# 小程序用户隐私保护指引的声明：把每一处 \"\" 填好，然后运行 cargo privguide check");
    out.line("# 某一条不清楚时运行，例如：cargo privguide explain Location");
    out.line(
        "# What the privacy guide of this Mini Program declares: fill in every \"\", then run: cargo privguide check",
    );
    out.line(
        "# When an entry is unclear, run for example: cargo privguide explain Location --lang en",
    );
    out.line(&format!("format = {FORMAT}"));
}

fn program_section(out: &mut Lines, draft: &Draft, languages: &[Language]) {
    out.line("\n[program]");
    out.line("# 小程序的名称 / the name of the Mini Program");
    out.line(&format!(
        "name = {}",
        draft
            .program_name
            .as_deref()
            .map_or_else(|| empty_text(languages), |name| in_chinese(name, languages))
    ));
    if let Some(root) = &draft.root {
        out.line("# 小程序所在的文件夹 / the folder of the Mini Program");
        out.line(&format!("root = {}", quoted(root)));
    }
}

fn developer_section(out: &mut Lines, draft: &Draft, languages: &[Language]) {
    out.line("\n[developer]");
    out.line(
        "# 开发者主体的名称，与公众平台登记的一致 / the responsible party, as registered with the platform",
    );
    out.line(&format!(
        "name = {}",
        draft
            .developer
            .as_deref()
            .map_or_else(|| empty_text(languages), |name| in_chinese(name, languages))
    ));
    out.line("# 至少留一种联系方式：email、phone、wechat、qq / at least one way to reach you");
    out.line(&format!("email = {}", quoted(draft.email.as_deref().unwrap_or_default())));
}

fn guide_section(out: &mut Lines, draft: &Draft, languages: &[Language]) {
    out.line("\n[guide]");
    out.line("# 指引的语言：zh-CN、en / languages of the guide");
    let tags: Vec<String> = languages.iter().map(|language| quoted(language.tag())).collect();
    out.line(&format!("languages = [{}]", tags.join(", ")));
    out.line(
        "# 指引写到哪里，{lang} 代表语言 / where the guide is written; {lang} is replaced by the language",
    );
    out.line("path = \"privacy-guide.{lang}.md\"");
    let date = draft.date.map_or_else(|| "\"\"".to_owned(), |date| date.to_string());
    out.line("# 更新日期 / date of the last change");
    out.line(&format!("updated = {date}"));
    out.line("# 生效日期 / date from which the guide is effective");
    out.line(&format!("effective = {date}"));
    out.line(
        "# 内容有变时怎样告知用户，例如：弹窗、公告、短信 / how users are informed of a change, for example: a pop-up",
    );
    out.line(&format!("notice = {}", empty_text(languages)));
    out.line("# 固定的存储期限，例如 180天；不写表示“实现处理目的所必要的最短时间”");
    out.line(
        "# A fixed storage period such as \"180 days\"; left out, it is the shortest time necessary",
    );
    out.line("# storage = \"180天\"");
}

/// What to write for each type of information, before the first.
fn information_instructions(out: &mut Lines) {
    out.line(
        "\n# 以下是代码里用到的信息。purpose 写明在哪个功能里用来做什么，每一类下面各有一个例子",
    );
    out.line("# 不要以“为了”“用于”开头（平台会加上），不要写“提升用户体验”这类空话");
    out.line("# 自己用表单收集的信息也在这里声明，例如 [information.Email]");
    out.line(
        "# The information that the code uses. purpose says for which feature it is needed; each type has an example",
    );
    out.line(
        "# Do not begin with 为了 or 用于 (the platform adds them), and avoid phrases such as \"improve the user experience\"",
    );
    out.line("# Information from forms of your own is declared here, too: [information.Email]");
}

/// Hosts whose owner is not known, as a comment: the developer has to say whose they are.
fn hosts_comment(hosts: &[String]) -> String {
    if hosts.is_empty() {
        return String::new();
    }
    let list: Vec<String> = hosts.iter().map(|host| quoted(host)).collect();
    format!(
        "\n# 信息会发到下面的域名。自己的留在这里，去掉 # 号；别人的另写 [[recipient]]，写明 name、role、information\n\
         # Information can get to these hosts. Keep your own here and uncomment; give others a [[recipient]] with name, role and information\n\
         # [[recipient]]\n# hosts = [{}]\n# role = \"own\"\n",
        list.join(", ")
    )
}

/// `[information.X]` with an empty purpose, after a comment that says where it is used.
pub(super) fn information_block(information: &DraftInformation, languages: &[Language]) -> String {
    let mut out = information_comment(information);
    let _ = writeln!(out, "[information.{}]", key(&information.id));
    let _ = writeln!(out, "purpose = {}", empty_text(languages));
    out
}

/// What the information is and where it is used.
pub(super) fn information_comment(information: &DraftInformation) -> String {
    const SHOWN: usize = 3;
    let mut out = String::new();
    if let Some(known) = information_types().iter().find(|known| known.id == information.id) {
        let _ = writeln!(out, "# {} / {}", known.label().zh, known.label().en);
        let _ = writeln!(out, "# 例如：{} / for example: {}", known.example.zh, known.example.en);
    }
    for (interface, file) in information.uses.iter().take(SHOWN) {
        let _ = writeln!(out, "#   {} · {}", one_line(interface), one_line(file.as_str()));
    }
    out
}

/// `[[plugin]]`, filled in from app.json.
pub(super) fn plugin_block(plugin: &DraftPlugin, languages: &[Language]) -> String {
    let empty = empty_text(languages);
    let mut out = format!("# {}\n[[plugin]]\n", one_line(&plugin.alias));
    out.push_str("# 插件的名称 / the plugin's name\n");
    let _ = writeln!(out, "name = {empty}");
    let _ = writeln!(out, "appid = {}", quoted(&plugin.appid));
    out.push_str("# 插件提供方的名称 / the provider's legal name\n");
    let _ = writeln!(out, "provider = {empty}");
    out.push_str("# 它处理哪些信息、作何用途，例如 / what it handles and why, for example: information.Location = \"…\"\n");
    out
}

/// `""`, or one such value for each language.
pub(super) fn empty_text(languages: &[Language]) -> String {
    if languages.contains(&Language::En) {
        "{ zh-CN = \"\", en = \"\" }".to_owned()
    } else {
        "\"\"".to_owned()
    }
}

/// `[[sdk]]` or `[[recipient]]`, filled in from the catalogue: the information types that it
/// handles, with empty purposes.
pub(super) fn party_block(draft: &DraftParty, languages: &[Language]) -> String {
    let (party, empty) = (&draft.party, empty_text(languages));
    let is_english = languages.contains(&Language::En);
    let both = |zh: &str, en: &str| {
        if is_english {
            format!("{{ zh-CN = {}, en = {} }}", quoted(zh), quoted(en))
        } else {
            quoted(zh)
        }
    };
    let mut out = format!(
        "[[{}]]\nid = {}\n",
        if draft.has_code { "sdk" } else { "recipient" },
        quoted(&party.id)
    );
    let provider = party.provider.as_ref().map_or(empty, |provider| both(provider, ""));
    if draft.has_code {
        let _ = writeln!(out, "name = {}", both(&party.name.zh, &party.name.en));
        out.push_str("# 提供方登记的名称 / the provider's registered name\n");
        let _ = writeln!(out, "provider = {provider}");
    } else {
        let _ = writeln!(
            out,
            "# {} / {}：登记的名称 / the registered name",
            party.name.zh, party.name.en
        );
        let _ = writeln!(out, "name = {provider}");
    }
    if let Some(source) = party.source.as_ref().filter(|_| party.provider.is_some()) {
        let seen = party.seen.map(|day| format!(", {day}")).unwrap_or_default();
        let _ = writeln!(out, "# 来源 / source: {}{seen}", one_line(source));
    }
    out.push_str(
        "# 受你委托处理写 processor；自行决定用途写 third-party / processor: on your behalf; third-party: for its own purposes\n",
    );
    out.push_str("role = \"third-party\"\n");
    if let Some(statement) = &party.statement {
        let _ = writeln!(out, "link = {}", quoted(statement));
    }
    out.push_str("# 它处理哪些信息、作何用途：对照它的声明增减 / what it handles and why: compare with its statement\n");
    let known = if party.code_uses.is_empty() { &party.states } else { &party.code_uses };
    for id in known {
        let _ = writeln!(out, "information.{} = {}", key(id), empty_text(languages));
    }
    out
}

/// A key, quoted if necessary.
pub(super) fn key(id: &str) -> String {
    toml_edit::Key::new(id).display_repr().into_owned()
}

/// A text that is known in Chinese; if the guide is also in English, the English text is left to be
/// filled in.
fn in_chinese(text: &str, languages: &[Language]) -> String {
    let text = quoted(text);
    if languages.contains(&Language::En) {
        format!("{{ zh-CN = {text}, en = \"\" }}")
    } else {
        text
    }
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// The text on one line: text from a project must not end the comment that contains it.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::ThirdParties, declaration::parse, tree::SourceText};

    fn draft() -> Draft {
        let file = TreePath::new("pages/map/map.js").expect("inside");
        Draft {
            developer: None,
            email: None,
            program_name: Some("小店 \"1\"".into()),
            root: Some("miniprogram".into()),
            languages: vec![Language::ZhCn, Language::En],
            date: Some(jiff::civil::date(2026, 11, 23)),
            information: vec![DraftInformation {
                id: "Location".into(),
                uses: vec![("wx.getLocation".into(), file)],
            }],
            plugins: vec![DraftPlugin {
                alias: "map\n[evil]".into(),
                appid: "wx76a9a06e5b4e693e".into(),
            }],
            parties: [true, false]
                .map(|has_code| DraftParty {
                    party: ThirdParties::default().get("amap-wx").expect("known").clone(),
                    has_code,
                })
                .into(),
            hosts: vec!["api.shop.example".into()],
        }
    }

    #[test]
    fn a_new_file_reads_back_without_a_mistake() {
        let text = draft().new_file();
        let parsed = parse(SourceText::new(TreePath::root(), text.clone()));
        assert_eq!(parsed.problems, [], "{text}");
        let declarations = parsed.declarations;
        assert_eq!(declarations.program.name.zh.expect("name").value, "小店 \"1\"");
        assert_eq!(declarations.information[0].id.value, "Location");
        assert_eq!(declarations.plugins[0].id.as_ref().expect("appid").value, "wx76a9a06e5b4e693e");
        assert!(declarations.developer.contacts.is_empty());
        assert_eq!(declarations.sdks[0].id.as_ref().expect("id").value, "amap-wx");
        assert!(
            declarations.sdks[0].information.iter().all(|entry| entry
                .purpose
                .zh
                .as_ref()
                .expect("blank")
                .value
                .is_empty())
        );
        assert_eq!(declarations.recipients.len(), 1, "hosts of unknown owners stay a comment");
    }

    #[test]
    fn an_empty_draft_is_a_valid_file_too() {
        let parsed = parse(SourceText::new(TreePath::root(), Draft::default().new_file()));
        let problems: Vec<&str> =
            parsed.problems.iter().map(|problem| problem.message.en.as_str()).collect();
        assert_eq!(problems, [] as [&str; 0]);
    }
}
