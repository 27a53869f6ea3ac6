//! `report`: a printable page for the person who is responsible, with the verdict and the evidence,
//! in both languages.
//!
//! In: loaded projects, their findings, and the change since a base. Out: an HTML file without
//! external resources. The template escapes all values. Styles and scripts belong to the tool and
//! are allowed by their digests, so nothing else could run even if an escape were missing.

mod evidence;
mod history;
mod parties;

use minijinja::{AutoEscape, Environment};
use privguide::{
    change::{Change, Labels, PieceRole, Verdict},
    language::{Language, Text},
    review::{Finding, Level},
    tree::Place,
};
use privguide_git::FileStates;
use serde_json::{Value, json};

use super::Shown;
use crate::{
    failure::Failure,
    output::{one_line, plain},
    session::Session,
};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The SHA-256 digests of style and script in base64, for the page's Content-Security-Policy. A
/// test computes them.
const STYLE_DIGEST: &str = "EjtUavVWqe+mdQnQYLzvRF4FIg4hBFBgsy9ToTgCjeY=";
const SCRIPT_DIGEST: &str = "cnCGmZhJ6gDlm5zDZ/A9XTcMSVy7WcHIKcyosO9ryaI=";

/// The maximum number of places that are named with one finding; all of them are among the uses.
const MOST_PLACES: usize = 12;

/// The maximum number of revisions of the declarations that the page shows.
pub const MOST_REVISIONS: usize = 60;

/// One project on the page.
pub struct Reported<'a> {
    /// The project.
    pub session: &'a Session,
    /// Its findings.
    pub findings: &'a [Finding],
    /// The change since the base, or why it is not known.
    pub change: Result<(Change, Labels), Text>,
    /// The declarations in earlier revisions, or why they are not known.
    pub history: Result<FileStates, Text>,
}

/// The page.
///
/// # Errors
/// When the template fails, which is a fault of this program.
pub fn page(projects: &[Reported<'_>], language: Language) -> Result<String, Failure> {
    let shown: Vec<Value> =
        projects.iter().enumerate().map(|(index, project)| of_project(index, project)).collect();
    let all = |key: &'static str| {
        let mut out: Vec<Value> = Vec::new();
        for value in shown.iter().filter_map(|project| project[key].as_array()).flatten() {
            if !out.contains(value) {
                out.push(value.clone());
            }
        }
        out
    };
    let (types, statuses, packages) = (all("types"), all("statuses"), all("packages"));
    let use_count: usize = shown
        .iter()
        .filter_map(|project| project["use_count"].as_u64())
        .map(|count| usize::try_from(count).unwrap_or(0))
        .sum();
    let title = match &shown[..] {
        [one] => json!({
            "zh-CN": format!("隐私核对报告：{}", one["name"]["zh-CN"].as_str().unwrap_or_default()),
            "en": format!("Privacy report: {}", one["name"]["en"].as_str().unwrap_or_default()),
        }),
        _ => json!({ "zh-CN": "隐私核对报告", "en": "Privacy report" }),
    };
    let model = json!({
        "language": language, "title": title, "style": STYLE, "script": SCRIPT, "style_digest": STYLE_DIGEST,
        "script_digest": SCRIPT_DIGEST, "projects": shown, "types": types, "statuses": statuses,
        "packages": packages, "use_count": use_count, "points": points(), "version": env!("CARGO_PKG_VERSION"),
    });
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let fault = |error: minijinja::Error| {
        Failure::new(
            format!("报告模板有误：{error:#}"),
            format!("the report's template is wrong: {error:#}"),
        )
    };
    environment.add_template("page.html", TEMPLATE).map_err(fault)?;
    let template = environment.get_template("page.html").map_err(fault)?;
    let mut out = template.render(minijinja::value::Serde(&model)).map_err(fault)?;
    out.push('\n');
    Ok(out)
}

fn of_project(index: usize, project: &Reported<'_>) -> Value {
    let Reported { session, findings, change, history } = project;
    let shown = session.shown_for_programs();
    let declarations = session.project.declarations.as_ref().map(|parsed| &parsed.declarations);
    let folder = shown.path(&session.project.home);
    let name = declarations.and_then(|known| {
        let name = |language| known.program_name(language).map(one_line);
        Some(Text::new(name(Language::ZhCn)?, name(Language::En)?))
    });
    let own = evidence::project_evidence(index, session, findings, &shown);
    let (parties, hosts) = parties::parties_and_hosts(session, &shown);
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    let warnings = findings.len() - errors;
    let number =
        |zh: &str, en: &str, value: usize| json!({ "label": Text::new(zh, en), "value": value });
    let unresolved = unresolved(session, &shown);
    json!({
        "name": name.unwrap_or_else(|| Text::new(folder.clone(), folder.clone())),
        "folder": folder,
        "verdict": verdict(session, errors, warnings),
        "numbers": [
            number("错误", "errors", errors), number("警告", "warnings", warnings),
            number("用到的信息类型", "information types used", session.project.information().len()),
            number("声明的信息类型", "information types declared", declarations.map_or(0, |known| known.information.len())),
            number("接口使用处", "uses of interfaces", own.use_count), number("没有查明", "not worked out", unresolved.len()),
        ],
        "share": own.share, "information": own.types, "types": own.type_names, "statuses": own.statuses, "packages": own.packages,
        "use_count": own.use_count,
        "findings": findings.iter().enumerate().map(|(at, found)| finding(index, at, found, &shown)).collect::<Vec<_>>(),
        "parties": parties, "hosts": hosts,
        "change": change.as_ref().ok().map(|(change, labels)| of_change(change, labels)),
        "no_change": change.as_ref().err(),
        "history": declarations.zip(history.as_ref().ok()).map(|(now, states)| history::timeline(states, now.source.path(), now)),
        "no_history": history.as_ref().err().map(clean),
        "unresolved": unresolved,
        "notes": session.notes().iter().map(clean).collect::<Vec<_>>(),
    })
}

fn verdict(session: &Session, errors: usize, warnings: usize) -> Value {
    let (class, text) = match (errors, warnings) {
        _ if session.project.declarations.is_none() => (
            "error",
            Text::new(
                "还没有 privguide.toml：没有声明可以核对",
                "There is no privguide.toml yet: there are no declarations to compare with",
            ),
        ),
        (0, 0) => {
            ("clean", Text::new("声明、代码和指引一致", "Declarations, code and guide agree"))
        }
        (0, warnings) => (
            "warning",
            Text::new(
                format!("没有错误，有 {warnings} 个警告要看"),
                format!("No errors; warnings to look at: {warnings}"),
            ),
        ),
        (errors, _) => (
            "error",
            Text::new(
                format!("不能提交审核：有 {errors} 个错误"),
                format!("Not ready to be submitted: errors: {errors}"),
            ),
        ),
    };
    json!({ "class": class, "text": text })
}

/// The anchor of a finding on the page.
fn anchor(project: usize, finding: usize) -> String {
    format!("finding-{}-{}", project + 1, finding + 1)
}

fn finding(project: usize, at: usize, found: &Finding, shown: &Shown) -> Value {
    json!({
        "anchor": anchor(project, at), "rule": found.rule, "level": found.level, "message": clean(&found.message),
        "help": found.help.iter().map(clean).collect::<Vec<_>>(),
        "places": found.places.iter().take(MOST_PLACES).map(|place| place_text(&place.place, shown)).collect::<Vec<_>>(),
        "more": found.places.len().saturating_sub(MOST_PLACES),
    })
}

fn of_change(change: &Change, labels: &Labels) -> Value {
    let verdict = change.verdict();
    let text = match verdict {
        Verdict::Mend => Text::new(
            "新的状态本身有误，要先改正",
            "The new state itself contains a mistake that must be corrected first",
        ),
        Verdict::SeparateConsent => {
            Text::new("用户必须单独同意", "Users must give separate consent")
        }
        Verdict::Consent => Text::new("用户必须重新同意", "Users must consent again"),
        Verdict::Judge => Text::new(
            "是否要重新同意，需要人来判断",
            "A person has to judge whether users must consent again",
        ),
        Verdict::Tell => Text::new(
            "不必重新同意，但要告知用户",
            "Users need not consent again, but must be informed",
        ),
        Verdict::Nothing => Text::new(
            "没有需要告知或同意的变化",
            "No change requires that users are informed or asked",
        ),
    };
    let side = |language: Language| {
        let labels =
            Labels { before: labels.before.clone(), after: work_tree().get(language).to_owned() };
        let lines = change.human(&labels, language).into_iter().map(|line| {
            let piece = |(kind, text)| json!({ "role": role(kind), "text": plain(text) });
            line.pieces().map(piece).collect::<Vec<_>>()
        });
        json!({ "language": language, "lines": lines.collect::<Vec<_>>() })
    };
    json!({ "class": verdict.name(), "verdict": text, "sides": Language::ALL.map(side) })
}

/// The name of the state on disk.
pub fn work_tree() -> Text {
    Text::new("工作区", "work tree")
}

const fn role(role: PieceRole) -> &'static str {
    match role {
        PieceRole::Plain => "plain",
        PieceRole::Heading => "heading",
        PieceRole::Consent => "consent",
        PieceRole::Judge => "judge",
        PieceRole::Tell => "tell",
        PieceRole::Added => "added",
        PieceRole::Removed => "removed",
        PieceRole::Changed => "changed",
        PieceRole::AddedWords => "added-words",
        PieceRole::RemovedWords => "removed-words",
        PieceRole::Code => "code",
        PieceRole::Aside => "aside",
    }
}

fn unresolved(session: &Session, shown: &Shown) -> Vec<Value> {
    let mut out = Vec::new();
    for analysed in &session.project.programs {
        for item in &analysed.scan.unresolved {
            let why =
                Text::new("使用了什么要到运行时才知道", "what is used is only known at run time");
            out.push(json!({ "place": place_text(&item.place, shown), "why": why, "text": one_line(&item.text) }));
        }
        for item in &analysed.scan.unanalysed {
            let place = item
                .place
                .as_ref()
                .map_or_else(|| shown.path(&item.file), |place| place_text(place, shown));
            out.push(json!({ "place": one_line(&place), "why": item.reason.why(), "text": one_line(&item.detail) }));
        }
        for missing in &analysed.program.missing {
            let name = one_line(&missing.name);
            let why = Text::new(
                format!("npm 包 {name} 不在这里，没有查看"),
                format!("package {name} is not here and was not looked into"),
            );
            out.push(json!({ "place": place_text(&missing.place, shown), "why": why, "text": "" }));
        }
    }
    for skipped in session.project.skipped_outside_programs() {
        out.push(json!({ "place": one_line(&shown.path(&skipped.path)), "why": skipped.reason.why(), "text": "" }));
    }
    out
}

/// Statements that the person who signs has to confirm, because no tool can check them.
fn points() -> Vec<Text> {
    [
        ("每一条用途都是真实的，并且没有遗漏其他用途", "Every purpose is true, and no other purpose is left out"),
        (
            "服务器和后台怎样使用收到的信息，与指引一致",
            "What servers and back offices do with the information agrees with the guide",
        ),
        (
            "表单等没有接口的收集（例如邮箱、身份证号）都已声明",
            "What is collected without an interface, such as by forms (e-mail, identity numbers), is declared",
        ),
        (
            "第三方和接收方齐全，名称、目的、联系方式与合同一致",
            "Third parties and recipients are complete; names, purposes and contacts agree with the contracts",
        ),
        ("存储期限和地点属实", "The period and place of storage are true"),
        ("敏感个人信息和未成年人信息取得了单独同意", "Separate consent is obtained for sensitive information and that of minors"),
        ("没有查明的每一项都有人看过", "Somebody has looked at everything that could not be worked out"),
        (
            "需要重新同意的变化，已安排弹窗等告知方式",
            "Where users must consent again, they will be asked, for example by a dialog",
        ),
    ]
    .map(|(zh, en)| Text::new(zh, en))
    .to_vec()
}

/// `pages/map/map.js:12:5`
fn place_text(place: &Place, shown: &Shown) -> String {
    one_line(&format!("{}:{}:{}", shown.path(&place.file), place.line, place.column))
}

/// A text of the tool that may contain names from the project.
fn clean(text: &Text) -> Text {
    Text::new(plain(&text.zh), plain(&text.en))
}

/// The developer's text in both languages; if one is missing, the other is used.
fn both(
    zh: Option<&privguide::declaration::Spanned<String>>,
    en: Option<&privguide::declaration::Spanned<String>>,
) -> Option<Text> {
    let given = |one: Option<&privguide::declaration::Spanned<String>>| {
        one.map(|one| one_line(one.value.trim())).filter(|one| !one.is_empty())
    };
    match (given(zh), given(en)) {
        (None, None) => None,
        (Some(zh), None) => Some(Text::new(zh.clone(), zh)),
        (None, Some(en)) => Some(Text::new(en.clone(), en)),
        (Some(zh), Some(en)) => Some(Text::new(zh, en)),
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use sha2::{Digest as _, Sha256};

    use super::{SCRIPT, SCRIPT_DIGEST, STYLE, STYLE_DIGEST};

    #[test]
    fn the_policy_has_the_digests_of_style_and_script() {
        for (text, digest) in [(STYLE, STYLE_DIGEST), (SCRIPT, SCRIPT_DIGEST)] {
            assert_eq!(STANDARD.encode(Sha256::digest(text)), digest, "write the left one down");
        }
    }
}
