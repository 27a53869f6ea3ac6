//! Notes for the reader of a report beyond its findings: what was not analysed, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::{Observed, Project};
use crate::{
    framework::is_code,
    language::Text,
    program::MissingPackage,
    tree::{SkipReason, Skipped, TreePath},
};

/// The maximum number of files in a note that names interfaces, too.
const FEW_NAMED: usize = 5;

/// The maximum number of names in one note; of the others, only the number is given.
const NAMED: usize = 20;

impl Project {
    /// Notes for the reader of a report: packages that were neither analysed nor recorded, the
    /// interfaces that `observed` packages use, programs in which everything counts because it is
    /// not known what is built, and programs and other files that could not be read.
    #[must_use]
    pub fn notes(&self, observed: &Observed) -> Vec<Text> {
        let (at_hand, missing) = self.packages_beyond(observed);
        let (at_hand, missing): (Vec<_>, Vec<_>) =
            (at_hand.iter().collect(), missing.iter().collect());
        let programs = self.programs.iter().map(|analysed| &analysed.program);
        let of_names =
            programs.flat_map(|program| program.open.iter().chain(&program.doubtful_names));
        let mut notes: Vec<Text> = of_names.cloned().collect();
        let programs = self.programs.iter();
        notes.extend(programs.flat_map(|analysed| analysed.program.beside.iter().cloned()));
        notes.extend(self.unnamed_crates());
        notes.extend(self.recorded.notes.iter().cloned());
        notes.extend(at_hand.iter().filter_map(|package| observed.note(package)));
        notes.extend(missing_packages(&missing));
        notes.extend(self.unbuilt_uses());
        notes.extend(self.lost_programs());
        notes.extend(self.unread_outside_programs());
        notes
    }

    /// Imported packages that the record does not describe: those among the installed ones that were
    /// `observed`, and the others.
    fn packages_beyond(&self, observed: &Observed) -> (Vec<MissingPackage>, Vec<MissingPackage>) {
        let mut packages = self.missing();
        packages.retain(|package| !self.recorded.answers(&package.name));
        packages.into_iter().partition(|package| observed.roots.contains_key(&package.name))
    }

    /// Imported packages of which nothing is known: neither installed nor recorded.
    #[must_use]
    pub fn unknown_packages(&self, observed: &Observed) -> Vec<MissingPackage> {
        self.packages_beyond(observed).1
    }

    /// Files that use interfaces although nothing leads to them.
    fn unbuilt_uses(&self) -> Option<Text> {
        let unbuilt: Vec<_> =
            self.programs.iter().flat_map(|analysed| &analysed.scan.unbuilt).collect();
        let count = unbuilt.len();
        let list = |separator: &str, comma: &str, (open, close): (&str, &str)| {
            let named = unbuilt.iter().take(FEW_NAMED);
            let one = |(path, names): &&(TreePath, Vec<String>)| {
                format!("{path}{open}{}{close}", names.join(comma))
            };
            named.map(one).collect::<Vec<_>>().join(separator)
        };
        let (zh_more, en_more) = if count > FEW_NAMED { ("……", ", …") } else { ("", "") };
        (count > 0).then(|| {
            Text::new(
                format!(
                    "有 {count} 个文件用到隐私接口，但没有页面、组件或模块引用它们，因此不计入：{}{zh_more}。如果其中有会编译进小程序的，请用写明的路径引用它",
                    list("；", "、", ("（", "）"))
                ),
                format!(
                    "{count} {} privacy interfaces, but no page, component or module leads there, so they do not count: {}{en_more}. \
                     If one of them is built, refer to it by a path that is written out",
                    if count == 1 { "file uses" } else { "files use" },
                    list(", ", ", ", (" (", ")"))
                ),
            )
        })
    }

    fn unnamed_crates(&self) -> Vec<Text> {
        let crates: BTreeSet<&TreePath> =
            self.programs.iter().flat_map(|analysed| &analysed.program.unnamed_crates).collect();
        let note = |manifest: &TreePath| {
            Text::new(
                format!(
                    "{manifest} 的 crate 绑定了 wx，却没有指明小程序，因此没有计入。如果它编译进小程序，请在 {manifest} 里写 [package.metadata.privguide] programs = [\"小程序的文件夹\"]"
                ),
                format!(
                    "the crate of {manifest} binds wx and names no program, so it does not count; if it is built for one, write \
                     [package.metadata.privguide] programs = [\"folder of the program\"] in {manifest}"
                ),
            )
        };
        crates.into_iter().map(note).collect()
    }

    /// Project configurations that point to no program, although others do.
    fn lost_programs(&self) -> Vec<Text> {
        let note = |(subject, detail): (&str, Option<&Text>)| match detail {
            Some(Text { zh, en }) => Text::new(
                format!("有一个 project.config.json 指向 {subject}，那个小程序没有查看：{zh}"),
                format!(
                    "a project.config.json leads to {subject}, and that program was not looked at: {en}"
                ),
            ),
            None => Text::new(
                format!(
                    "有一个 project.config.json 指向 {subject}，但这个文件不存在，那个小程序没有查看；请核对 miniprogramRoot"
                ),
                format!(
                    "a project.config.json leads to {subject}, which does not exist, so that program was not looked at; check its miniprogramRoot"
                ),
            ),
        };
        let named = self.problems.iter();
        let subjects: BTreeMap<&str, Option<&Text>> =
            named.map(|problem| (problem.subject.as_str(), problem.detail.as_ref())).collect();
        subjects.into_iter().map(note).collect()
    }

    /// Entries outside of the programs that were not read. Entries inside a program are among its
    /// files.
    pub fn skipped_outside_programs(&self) -> impl Iterator<Item = &Skipped> {
        let is_beside = |path: &TreePath| {
            !self.programs.iter().any(|analysed| path.is_inside(&analysed.program.root))
        };
        self.skipped.iter().filter(move |skipped| is_beside(&skipped.path))
    }

    /// Those of these entries that may contain code: a program, or files that a build includes.
    fn unread_outside_programs(&self) -> Option<Text> {
        let unread: Vec<&Skipped> =
            self.skipped_outside_programs().filter(|skipped| may_hold_code(skipped)).collect();
        let list = |separator: &str, name: fn(&Skipped) -> String| {
            unread
                .iter()
                .take(NAMED)
                .map(|skipped| name(skipped))
                .collect::<Vec<_>>()
                .join(separator)
        };
        let count = unread.len();
        let zh = list("；", |skipped| format!("{}（{}）", skipped.path, skipped.reason.why().zh));
        let en = list("; ", |skipped| format!("{} ({})", skipped.path, skipped.reason.why().en));
        let (zh_more, en_more) = if count > NAMED { ("……", ", …") } else { ("", "") };
        (count > 0).then(|| {
            Text::new(
                format!("小程序之外有 {count} 项没有读取，其中可能有代码：{zh}{zh_more}"),
                format!("{count} entries beside the programs were not read and may contain code: {en}{en_more}"),
            )
        })
    }
}

fn missing_packages(missing: &[&MissingPackage]) -> Option<Text> {
    let list = |separator: &str, open: &str, close: &str| {
        let one = |package: &&MissingPackage| {
            let MissingPackage { name, place, .. } = package;
            format!("{name}{open}{}:{}{close}", place.file, place.line)
        };
        missing.iter().map(one).collect::<Vec<_>>().join(separator)
    };
    let count = missing.len();
    (count > 0).then(|| {
        Text::new(
            format!(
                "没有查看 {count} 个不在这里的 npm 包，它们可能用到隐私接口：{}。安装依赖后运行 cargo privguide record，把它们用到的接口记入 privguide.lock",
                list("、", "（", "）")
            ),
            format!(
                "{count} imported packages are not here and were not looked into; they may use privacy interfaces: {}. Install them, and \
                 cargo privguide record writes what they use into privguide.lock",
                list(", ", " (", ")")
            ),
        )
    })
}

/// False only if certainly nothing is missed: the target of a link to a folder in the tree is read
/// at its own path, and a broken link has no content.
fn may_hold_code(skipped: &Skipped) -> bool {
    match skipped.reason {
        SkipReason::LinkToFolder | SkipReason::LinkNowhere | SkipReason::NotAFile => false,
        SkipReason::Submodule | SkipReason::UnreadableFolder => true,
        SkipReason::LinkOutside | SkipReason::UnreadableName | SkipReason::Unreadable => {
            is_code(&skipped.path) || !skipped.path.name().contains('.')
        }
    }
}
