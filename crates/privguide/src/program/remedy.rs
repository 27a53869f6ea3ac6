//! How to remove a file from the package.

use super::{ChainStep, FileOrigin, Program, Status};
use crate::{
    language::Text,
    tree::{SourceTree, TreePath},
};

/// What removes a file from the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing: it is not in the package.
    None,
    /// An entry of `packOptions.ignore` in `project.config.json`: the program does not need the
    /// file.
    Ignore {
        /// Its type: `folder` or `file`.
        kind: &'static str,
        /// The folder or file, relative to the program's root.
        value: String,
    },
    /// Removing the line that imports the code, which is not the developers' own.
    RemoveImport(ChainStep),
    /// Only a change of the developers' own code.
    OwnCode,
    /// A rebuild: a framework's compiler wrote the file.
    Rebuild(&'static str),
}

impl Program {
    /// What would remove a file from the package.
    #[must_use]
    pub fn remedy(&self, tree: &dyn SourceTree, path: &TreePath) -> Remedy {
        let Some(file) = self.file(path).filter(|file| file.status != Status::Outside) else {
            return Remedy::None;
        };
        if file.status == Status::Packed && !file.runs {
            return self.ignore_entry(path);
        }
        if let FileOrigin::Template(framework) = self.file_origin(path) {
            return Remedy::Rebuild(framework);
        }
        let chain = self.chain(path).unwrap_or_default();
        let last_own = chain.iter().rposition(|file| self.file_origin(file) == FileOrigin::Own);
        // Finding the place of an import reads the files of the chain, so it comes last.
        let import = last_own
            .filter(|at| at + 1 < chain.len())
            .and_then(|at| self.steps(tree, path)?.into_iter().nth(at));
        import.map_or(Remedy::OwnCode, Remedy::RemoveImport)
    }

    /// An entry for the largest folder around an unneeded file that contains no needed file; if
    /// there is none, for the file.
    fn ignore_entry(&self, path: &TreePath) -> Remedy {
        let mut value = path.clone();
        let mut kind = "file";
        let mut folder = path.parent();
        while folder != self.root && !folder.is_root() && self.is_unneeded(&folder) {
            (value, kind) = (folder.clone(), "folder");
            folder = folder.parent();
        }
        Remedy::Ignore {
            kind,
            value: value.relative_to(&self.root).unwrap_or(value.as_str()).to_owned(),
        }
    }

    /// True if no file below a folder is reached. The analysis never reaches pictures, so an
    /// uploaded picture counts as needed unless there is only unneeded code beside it.
    fn is_unneeded(&self, folder: &TreePath) -> bool {
        let mut uploaded = self
            .indices_below(folder)
            .map(|index| &self.files[index])
            .filter(|file| file.status != Status::Outside);
        let code = |path: &TreePath| {
            matches!(
                path.extension(),
                "js" | "ts" | "json" | "wxml" | "wxs" | "wxss" | "less" | "scss" | "sass"
            )
        };
        uploaded.all(|file| file.status == Status::Packed && !file.runs && code(&file.path))
    }
}

impl Remedy {
    /// What to do, as a message. `shown` formats a path for the reader.
    #[must_use]
    pub fn text(&self, shown: &dyn Fn(&TreePath) -> String) -> Option<Text> {
        Some(match self {
            Self::None | Self::OwnCode => return None,
            Self::Ignore { kind, value } => {
                let json = serde_json::json!({ "type": kind, "value": value });
                Text::new(
                    format!(
                        "没有代码用到它。在 project.config.json 的 packOptions.ignore 里加上 {json}，它就不再上传"
                    ),
                    format!(
                        "no code needs it: with {json} in packOptions.ignore of project.config.json it is no longer uploaded"
                    ),
                )
            }
            Self::RemoveImport(step) => {
                let file = shown(&step.file);
                let line = step.names_next.as_ref().map_or(1, |place| place.line);
                Text::new(
                    format!("去掉 {file} 第 {line} 行的引用，它就不再需要；确实要用就声明这项信息"),
                    format!(
                        "without the reference on line {line} of {file} it is not needed; if you do need it, declare the information"
                    ),
                )
            }
            Self::Rebuild(framework) => Text::new(
                format!(
                    "这是 {framework} 编译时写入的公共模板。升级框架，或在构建配置中去掉用不到的组件，再重新构建"
                ),
                format!(
                    "{framework}'s compiler writes this shared template: update it, or leave out unused components in its configuration, and build again"
                ),
            ),
        })
    }
}

impl Remedy {
    /// A reminder to delete the item in the platform's console once the code is removed.
    #[must_use]
    pub fn console_reminder() -> Text {
        Text::new(
            "代码移除后要上传新版本，并在“版本管理”提交审核的信息页（不是“服务内容声明”）更新用户隐私保护指引、删除这一项",
            "once the code is gone, upload a new version and delete the item on the page that submits it for review (version management), not under the account's service declarations",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        program::{FindSettings, find},
        tree::MemoryTree,
    };

    #[test]
    fn an_unneeded_folder_is_ignored_whole() {
        let tree = MemoryTree::new()
            .with("app.json", r#"{ "pages": ["pages/a/a"] }"#)
            .with("pages/a/a.js", "")
            .with("pages/a/a.wxml", "")
            .with("pages/a/unused.js", "")
            .with("libs/map/index.js", "require('./sub/geo')")
            .with("libs/map/sub/geo.js", "");
        let program = find(&tree, &FindSettings::default()).programs.remove(0);
        let entry = |path: &str| program.remedy(&tree, &TreePath::new(path).expect("inside"));
        let ignore = |kind, value: &str| Remedy::Ignore { kind, value: value.to_owned() };
        assert_eq!(entry("libs/map/sub/geo.js"), ignore("folder", "libs"));
        assert_eq!(entry("pages/a/unused.js"), ignore("file", "pages/a/unused.js"));
        assert_eq!(entry("pages/a/a.js"), Remedy::OwnCode);
    }
}
