//! `privguide.lock` does not agree with the lock file, with the imports, or with the installed
//! packages.

use crate::{
    declaration::record::{RecordProblem, RecordTrouble},
    language::Text,
    review::{Level, context::Context, remark::Remark},
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    context.input.record.iter().filter_map(remark).collect()
}

fn remark(problem: &RecordProblem) -> Option<Remark> {
    let RecordProblem { subject, version, .. } = problem;
    let message = message(&problem.trouble, subject, version)?;
    let mut remark = Remark::new(message.zh, message.en);
    if let Some(place) = &problem.imported {
        remark = remark.at_labelled(
            place.clone(),
            format!("引用 {subject}"),
            format!("imports {subject}"),
        );
    }
    if let Some(place) = &problem.recorded {
        remark = match problem.imported {
            None => remark.at(place.clone()),
            Some(_) => remark.decided_by(place.clone(), "记录", "the record"),
        };
    }
    if is_mild(&problem.trouble) {
        remark = remark.level(Level::Warning);
    }
    Some(match &problem.trouble {
        RecordTrouble::LockUnreadable(_) => remark.help(
            "修好锁文件（例如重新安装依赖），再运行 cargo privguide record",
            "repair the lock file, for example by installing the packages again, and run cargo privguide record",
        ),
        RecordTrouble::NoLock => remark.help(
            "提交包管理器的锁文件，再运行 cargo privguide record",
            "commit the lock file of the package manager and run cargo privguide record",
        ),
        RecordTrouble::OtherSources => remark.help(
            "重新构建，再运行 cargo privguide record --built 加构建结果的文件夹",
            "build again, and run cargo privguide record --built with the folder that the build wrote",
        ),
        _ => remark.help(
            "安装依赖后运行 cargo privguide record，核对 privguide.lock 的改动并提交",
            "install the packages, run cargo privguide record, look at what changes in privguide.lock and commit it",
        ),
    })
}

/// Problems that do not make any recorded use wrong.
fn is_mild(trouble: &RecordTrouble) -> bool {
    matches!(
        trouble,
        RecordTrouble::NoLongerImported(_)
            | RecordTrouble::NoLock
            | RecordTrouble::OtherTables
            | RecordTrouble::OtherSources
    )
}

fn message(trouble: &RecordTrouble, subject: &str, version: &str) -> Option<Text> {
    package_message(trouble, subject, version).or_else(|| record_message(trouble, subject))
}

/// What is wrong with the record of one package.
fn package_message(trouble: &RecordTrouble, subject: &str, version: &str) -> Option<Text> {
    Some(match trouble {
        RecordTrouble::NotRecorded { adds } => {
            let adds = uses(adds);
            Text::new(
                format!("npm 包 {subject} {version} 没有记录在 privguide.lock 里{}", adds.zh),
                format!("the npm package {subject} {version} is not in privguide.lock{}", adds.en),
            )
        }
        RecordTrouble::OtherVersion { recorded, adds } => {
            let adds = beyond(adds);
            Text::new(
                format!(
                    "npm 包 {subject} 的版本是 {version}，privguide.lock 记录的是 {recorded}{}",
                    adds.zh
                ),
                format!(
                    "the npm package {subject} is at {version}, and privguide.lock records {recorded}{}",
                    adds.en
                ),
            )
        }
        RecordTrouble::OtherContent => Text::new(
            format!("npm 包 {subject} {version} 的校验值与 privguide.lock 记录的不同"),
            format!(
                "the npm package {subject} {version} has another checksum than privguide.lock records"
            ),
        ),
        RecordTrouble::OtherEntries(entries) => Text::new(
            format!(
                "npm 包 {subject} {version} 现在还引用了 {}，privguide.lock 没有记录",
                entries.join("、")
            ),
            format!(
                "of the npm package {subject} {version}, {} is imported, too, and not in privguide.lock",
                entries.join(", ")
            ),
        ),
        RecordTrouble::NotGiven => Text::new(
            format!(
                "平台对象现在交给了 npm 包 {subject} {version}，privguide.lock 没有记录它拿去做什么"
            ),
            format!(
                "the platform's object is handed to the npm package {subject} {version} now, and privguide.lock does not say what it does with it"
            ),
        ),
        RecordTrouble::Differs { adds, lacks } => {
            let (more, less) = (beyond(adds), without(lacks));
            Text::new(
                format!(
                    "npm 包 {subject} {version} 与 privguide.lock 的记录不符{}{}",
                    more.zh, less.zh
                ),
                format!(
                    "the npm package {subject} {version} does not match privguide.lock{}{}",
                    more.en, less.en
                ),
            )
        }
        _ => return None,
    })
}

/// What is wrong with the record as a whole, or with the lock file beside it.
fn record_message(trouble: &RecordTrouble, subject: &str) -> Option<Text> {
    Some(match trouble {
        RecordTrouble::LeftElsewhere(places) => Text::new(
            format!(
                "代码把平台对象放到了 {}，privguide.lock 没有记录 npm 包从那里取用什么",
                places.join("、")
            ),
            format!(
                "the code leaves the platform's object in {}, and privguide.lock does not say what npm packages take from there",
                places.join(", ")
            ),
        ),
        RecordTrouble::NoLongerImported(names) => Text::new(
            format!("privguide.lock 记录了不再引用的 npm 包：{}", names.join("、")),
            format!(
                "privguide.lock records npm packages that nothing imports any more: {}",
                names.join(", ")
            ),
        ),
        RecordTrouble::LockUnreadable(why) => Text::new(
            format!("锁文件 {subject} 无法使用，没有核对 npm 包的版本：{}", why.zh),
            format!(
                "the lock file {subject} cannot be used, so no version was compared: {}",
                why.en
            ),
        ),
        RecordTrouble::NoLock => Text::new(
            "没有包管理器的锁文件，无法核对 privguide.lock 记录的版本",
            "there is no lock file of a package manager with which the versions in privguide.lock can be compared",
        ),
        RecordTrouble::OtherTables => Text::new(
            "privguide.lock 是按另一版接口表写的，新增的接口没有在包里查找",
            "privguide.lock was written by another table of interfaces; those that are new were not looked for in packages",
        ),
        RecordTrouble::OtherSources => Text::new(
            "privguide.lock 记录的构建结果不是由现在的源码构建的",
            "the build that privguide.lock records was not made from these sources",
        ),
        RecordTrouble::Unreadable(_)
        | RecordTrouble::NotRecorded { .. }
        | RecordTrouble::OtherVersion { .. }
        | RecordTrouble::OtherContent
        | RecordTrouble::OtherEntries(_)
        | RecordTrouble::NotGiven
        | RecordTrouble::Differs { .. } => return None,
    })
}

fn uses(names: &[String]) -> Text {
    with(names, "；它用到", "; it uses")
}

fn beyond(names: &[String]) -> Text {
    with(names, "；多用了", "; it adds")
}

fn without(names: &[String]) -> Text {
    with(names, "；记录里的这些没有用到：", "; it does not use, as recorded,")
}

fn with(names: &[String], zh: &str, en: &str) -> Text {
    if names.is_empty() {
        return Text::new("", "");
    }
    Text::new(format!("{zh} {}", names.join("、")), format!("{en} {}", names.join(", ")))
}
