//! The configuration names a file that does not exist.

use std::{cell::OnceCell, collections::HashSet};

use crate::{
    program::{ProblemKind, Program, UnreadPath},
    review::{context::Context, remark::Remark},
    tree::Place,
};

pub(in crate::review) fn check(context: &Context<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for reviewed in context.input.programs {
        let program = reviewed.program;
        let folders = OnceCell::new();
        for problem in &program.problems {
            let is_component = match problem.kind {
                ProblemKind::MissingFile => false,
                ProblemKind::MissingComponent => true,
                _ => continue,
            };
            let place =
                problem.place.clone().unwrap_or_else(|| Place::file_start(program.root.clone()));
            remarks.push(remark(program, &folders, &problem.subject, place, is_component));
        }
    }
    remarks
}

fn remark<'p>(
    program: &'p Program,
    folders: &OnceCell<Folders<'p>>,
    subject: &str,
    place: Place,
    is_component: bool,
) -> Remark {
    if let Some(unread) = not_read(program, subject, &place) {
        let (path, why) = (&unread.path, &unread.why);
        return Remark::new(
            format!("`{subject}` 没有读取：{path}，{}", why.zh),
            format!("`{subject}` is not read: {path}: {}", why.en),
        )
        .at(place)
        .help(
            "它可能存在，但这里看不到里面用到的接口",
            "it may be there, but the interfaces in it cannot be seen",
        );
    }
    let is_folder = |name: &str| folders.get_or_init(|| folders_of(program)).contains(name);
    let package = if is_component { package(subject, is_folder) } else { None };
    let Some(package) = package else {
        return Remark::new(format!("找不到 `{subject}`"), format!("`{subject}` does not exist"))
            .at(place)
            .help(
                "改正路径或补上文件；它若是生成的，请先构建",
                "correct the path or add the file; if it is generated, build first",
            );
    };
    // Reported once for all components of the package. A name without a scope may be a folder, too.
    let remark = if package.starts_with('@') {
        Remark::new(
            format!("npm 包 `{package}` 还没有构建"),
            format!("the npm package `{package}` is not built"),
        )
    } else {
        Remark::new(
            format!("`{package}` 既不是这里的文件夹，也不是已构建的 npm 包"),
            format!("`{package}` is neither a folder here nor an npm package that is built"),
        )
    };
    remark
        .at_labelled(place, subject, subject)
        .help(
            "如果它是 npm 包，先运行 npm install，再在开发者工具里点“工具 → 构建 npm”；否则改正路径或补上文件。在此之前，里面用到的隐私接口检查不到",
            "if it is an npm package, run npm install, then let the developer tool build npm; if not, correct the path or add the file. Until then the interfaces inside it cannot be seen",
        )
}

/// The entry that exists but is not read, for a file that a configuration or script names.
fn not_read<'p>(program: &'p Program, subject: &str, place: &Place) -> Option<&'p UnreadPath> {
    let named = subject.trim_start_matches('/');
    let meant = [place.file.parent().join(named), program.root.join(named)];
    meant.into_iter().flatten().find_map(|path| program.unread_at(&path))
}

/// The names of all folders of a program.
type Folders<'p> = HashSet<&'p str>;

fn folders_of(program: &Program) -> Folders<'_> {
    let mut folders = Folders::default();
    // The files of a folder follow each other.
    let mut last = "";
    for file in &program.files {
        let folder = file.path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        if std::mem::replace(&mut last, folder) != folder {
            folders.extend(folder.split('/'));
        }
    }
    folders
}

/// `tdesign-miniprogram/button/button`, `@vant/weapp/button/index`: the package that a component
/// may come from. `None` if the program has a folder with this name: then it is a missing file.
fn package(subject: &str, is_folder: impl Fn(&str) -> bool) -> Option<&str> {
    let scoped = subject.starts_with('@');
    let mut ends = subject.match_indices('/').map(|(at, _)| at);
    let end = ends.nth(usize::from(scoped)).unwrap_or(subject.len());
    let package = &subject[..end];
    let plain =
        package.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@/-_.".contains(&byte));
    if !plain || scoped && !package.contains('/') || subject.contains("..") {
        return None;
    }
    (scoped || !is_folder(package)).then_some(package)
}

#[cfg(test)]
mod tests {
    use crate::{
        review::{ReviewSettings, examples::findings_with},
        tree::MemoryTree,
    };

    /// The messages of this rule.
    fn messages(tree: &MemoryTree) -> Vec<String> {
        let mut messages: Vec<String> = findings_with(
            &tree.clone().with("privguide.toml", "format = 1"),
            None,
            &ReviewSettings::default(),
        )
        .into_iter()
        .filter(|finding| finding.rule == "missing-file")
        .map(|finding| finding.message.en)
        .collect();
        messages.sort();
        messages
    }

    fn native(app: &str, script: &str, template: &str) -> MemoryTree {
        MemoryTree::new()
            .with("app.json", app)
            .with("pages/i.js", script)
            .with("pages/i.wxml", template)
            .with("u/known.js", "")
    }

    #[test]
    fn only_components_may_be_those_of_packages() {
        let components = r#"{ "a": "parts/a", "b": "u/b", "c": "@x/y/c", "d": "./d" }"#;
        let app = format!(
            r#"{{ "pages": ["pages/i"], "usingComponents": {components}, "subPackages": [{{ "root": "s", "pages": ["a"] }}] }}"#
        );
        assert_eq!(
            messages(&native(&app, "", "")),
            [
                "`./d` does not exist",
                "`parts` is neither a folder here nor an npm package that is built",
                "`s/a.js` does not exist",
                "`s/a.wxml` does not exist",
                "`u/b` does not exist",
                "the npm package `@x/y` is not built",
            ]
        );
        let plugin = MemoryTree::new()
            .with("plugin.json", r#"{ "pages": { "i": "test/i" }, "publicComponents": { "c": "parts/c" }, "main": "i.js" }"#)
            .with("i.js", "");
        let expected = ["parts/c", "test/i.js", "test/i.wxml"];
        assert_eq!(messages(&plugin), expected.map(|file| format!("`{file}` does not exist")));
        let game = MemoryTree::new()
            .with("game.json", r#"{ "subpackages": [{ "root": "s/" }], "openDataContext": "o/p" }"#)
            .with("game.js", "");
        let expected = ["o/p/index.js", "s/game.js"];
        assert_eq!(messages(&game), expected.map(|file| format!("`{file}` does not exist")));
    }

    #[test]
    fn names_of_files_need_no_dot() {
        let app = r#"{ "pages": ["pages/i"] }"#;
        let script = "require('d.js'); require('/u/d'); import '/u/known'; require('u/e')\n\
                      require('lodash'); require('fs'); require('a/b'); require('./i')";
        let template =
            "<include src=\"inc.wxml\"/><import src=\"/t\"/><wxs src=\"m.wxs\" module=\"m\"/>";
        let expected = ["/t", "/u/d", "d.js", "inc.wxml", "m.wxs", "u/e"];
        assert_eq!(
            messages(&native(app, script, template)),
            expected.map(|file| format!("`{file}` does not exist"))
        );
    }

    #[test]
    fn pages_of_frameworks_must_exist() {
        let uni = MemoryTree::new()
            .with("manifest.json", "{}")
            .with(
                "pages.json",
                r#"{
                    "pages": [{ "path": "pages/i", "style": { "usingComponents": { "a": "/wxcomponents/a" } } }, { "path": "x/x" },
                        // #ifdef H5
                        { "path": "h5/x" },
                        // #endif
                        { "path": "pages/j" }],
                    "subPackages": [{ "root": "s", "pages": [{ "path": "a" }] }],
                    "tabBar": { "list": [{ "pagePath": "pages/q", "iconPath": "static/a.png" }] }
                }"#,
            )
            .with("App.vue", "")
            .with("pages/i.vue", "<template src='./gone.html'/><script src='./i.js'></script>")
            .with("pages/i.js", "")
            .with("pages/j.vue", "<script src='./gone.js'></script>");
        let expected = ["./gone.html", "./gone.js", "/wxcomponents/a", "s/a", "x/x"];
        assert_eq!(messages(&uni), expected.map(|file| format!("`{file}` does not exist")));
        let taro = MemoryTree::new()
            .with("src/app.config.ts", "export default { pages: ['i', 'x/y', DEV ? 'x/z' : 'i'] }")
            .with("src/app.ts", "const other = { pages: ['no/page'] }")
            .with("src/i.tsx", "");
        assert_eq!(messages(&taro), ["`x/y` does not exist"]);
        let wepy = MemoryTree::new()
            .with(
                "src/app.wpy",
                "<script>export default class { config = { pages: ['i', 'x/y'] }\n data = { pages: ['no/page'] } }</script>",
            )
            .with("src/i.wpy", "");
        assert_eq!(messages(&wepy), ["`x/y` does not exist"]);
    }
}
