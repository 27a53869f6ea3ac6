//! Reads the configuration of a framework's program: the files that replace `app.json`.
//!
//! uni-app has two JSON files with `#ifdef`; others use a script or a block of a component. Each
//! form is converted to a [`JsonFile`] whose places are places in the original file.

mod block;
mod script;

pub(super) use block::scripts as script_blocks;

use std::sync::Arc;

use super::{Conditions, JsonFile, JsonNode, Program, condition::BuildSettings, locate::Spot};
use crate::{
    framework::{Config, ConfigForm},
    tree::{FileSet, SourceText, SourceTree},
};

/// The configuration that replaces `app.json`.
#[derive(Default)]
pub(super) struct SourceConfig {
    pub(super) app: Option<JsonFile>,
    /// uni-app's `pages.json`.
    pub(super) pages: Option<JsonFile>,
}

/// Reads the configuration of a program that a framework compiles.
pub(super) fn read(tree: &dyn SourceTree, files: &FileSet, spot: &Spot) -> SourceConfig {
    let description = spot.framework.describe();
    let read = |config: &Config| {
        let path = spot.root.join(config.name).filter(|path| files.contains(path.as_str()))?;
        let source = tree.source(&path).ok()?;
        match config.form {
            ConfigForm::ConditionalJson => Some(conditional(source)),
            ConfigForm::Json => Some(JsonFile::parse(source)),
            ConfigForm::Script => script::read(source),
            ConfigForm::Block => block::json(source),
            ConfigForm::ComponentScript => script::read_block(source),
        }
    };
    SourceConfig {
        app: description.app.iter().find_map(read),
        pages: description.pages.iter().find_map(read),
    }
}

/// uni-app's JSON, which may contain comments; some of them are conditions.
fn conditional(source: Arc<SourceText>) -> JsonFile {
    let text = Conditions::UniApp(BuildSettings::default()).cut("json", source.text()).into_owned();
    JsonFile::parse_within(source, &text)
}

impl Program {
    /// The object with the settings of the whole program, and its file: `app.json` itself, or
    /// `mp-weixin` in uni-app's `manifest.json`.
    #[must_use]
    pub(crate) fn settings(&self) -> Option<(&JsonFile, &JsonNode)> {
        let app = self.config.app.as_ref()?;
        let key = self.framework.describe().settings;
        let node = if key.is_empty() { app.root.as_ref()? } else { app.get(&[key])? };
        Some((app, node))
    }

    /// The object that lists pages and sub-packages, and its file: `app.json` itself, or uni-app's
    /// `pages.json`.
    #[must_use]
    pub(crate) fn listing(&self) -> Option<(&JsonFile, &JsonNode)> {
        match &self.config.pages {
            Some(pages) => Some((pages, pages.root.as_ref()?)),
            None => self.settings(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        program::{FindSettings, JsonNode, ProblemKind, Program, find},
        tree::MemoryTree,
    };

    fn program(files: &[(&str, &str)]) -> Program {
        let tree =
            files.iter().fold(MemoryTree::new(), |tree, (path, text)| tree.with(path, *text));
        find(&tree, &FindSettings::default()).programs.remove(0)
    }

    /// The spans of `requiredPrivateInfos` and of its first item.
    fn listed(program: &Program) -> Option<(String, u32, String)> {
        let (file, settings) = program.settings()?;
        let list = settings.get("requiredPrivateInfos")?;
        let place = file.place(list.range.clone());
        Some((place.file.to_string(), place.line, list.items().first()?.as_str()?.to_owned()))
    }

    #[test]
    fn every_framework_has_its_own_app_json() {
        for (framework, files, line) in [
            (
                "uni-app",
                &[
                    ("pages.json", "{}"),
                    (
                        "manifest.json",
                        "{ // x\n\"mp-weixin\": {\n\"requiredPrivateInfos\": [\"a\",] } }",
                    ),
                ][..],
                3,
            ),
            (
                "taro",
                &[(
                    "app.config.ts",
                    "const c: X = {\npages: ['p'],\nrequiredPrivateInfos: ['a', b()] as const }\nexport default c",
                )],
                3,
            ),
            (
                "taro",
                &[(
                    "app.js",
                    "import Taro from '@tarojs/taro'\nclass App { config = { pages: [],\nrequiredPrivateInfos: ['a'] } }",
                )],
                3,
            ),
            (
                "mpx",
                &[(
                    "app.mpx",
                    "<script>\n</script>\n<script type=\"application/json\">\n{ \"requiredPrivateInfos\": [\"a\"] }\n</script>",
                )],
                4,
            ),
            (
                "wepy",
                &[(
                    "app.wpy",
                    "<script>\nexport default class extends wepy.app {\nconfig = { pages: [], requiredPrivateInfos: ['a'] } }\n</script>",
                )],
                3,
            ),
        ] {
            let program = program(files);
            assert_eq!(program.framework.name(), framework);
            assert_eq!(
                listed(&program),
                Some((files.last().expect("one").0.to_owned(), line, "a".to_owned())),
                "{files:?}"
            );
            // Their pages are not there.
            let mut problems = program.problems.iter();
            assert!(problems.all(|problem| problem.kind == ProblemKind::MissingFile));
        }
    }

    #[test]
    fn what_code_works_out_is_open() {
        let list = |text: &str| {
            let program = program(&[("app.config.ts", text)]);
            let (_, settings) = program.settings().expect("settings");
            let list = settings.get("requiredPrivateInfos").expect("a list");
            (
                list.items()
                    .iter()
                    .filter_map(JsonNode::as_str)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
                    .join(" "),
                list.is_open(),
            )
        };
        let known = list(
            "const more = ['b']\nexport default { pages: ['p'], requiredPrivateInfos: ['a', ...more] }",
        );
        assert_eq!(known, ("a b".to_owned(), false));
        let imported = list(
            "import { more } from './x'\nexport default { pages: ['p'], requiredPrivateInfos: ['a', ...more] }",
        );
        assert_eq!(imported, ("a".to_owned(), true));
        assert_eq!(
            list("export default { pages: ['p'], requiredPrivateInfos: infos() }"),
            (String::new(), true)
        );
    }

    #[test]
    fn conditions_decide_what_the_configuration_says() {
        let manifest = r#"{ "mp-weixin": {
            // #ifdef H5
            "requiredPrivateInfos": ["h5"],
            // #endif
            // #ifdef MP-WEIXIN || MP-QQ
            "requiredPrivateInfos": ["wx"],
            // #endif
            "plugins": { "map": { "provider": "wx1" } } } }"#;
        let pages = r#"{ "pages": [], "subPackages": [
            // #ifndef MP
            { "root": "other", "pages": [], "plugins": { "b": { "provider": "wx2" } } },
            // #endif
            { "root": "shop", "pages": [] } ] }"#;
        let program = program(&[
            ("pages.json", pages),
            ("manifest.json", manifest),
            ("shop/a.vue", ""),
            ("other/a.vue", ""),
        ]);
        assert_eq!(listed(&program), Some(("manifest.json".to_owned(), 6, "wx".to_owned())));
        assert_eq!(
            program.plugins().iter().map(|plugin| plugin.alias.as_str()).collect::<Vec<_>>(),
            ["map"]
        );
        let packages: Vec<_> = program.files.iter().map(|file| file.package.as_str()).collect();
        assert_eq!(packages, ["main", "main", "main", "shop"]);
    }
}
