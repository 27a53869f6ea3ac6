//! What looks like a program but was not analysed as one: for notes.

use super::{Program, Status};
use crate::{language::Text, tree::TreePath};

/// The maximum number of folders that a note names.
const NAMED: usize = 8;

/// The folder of packages in uni-app's own format: their examples are not programs of the project.
const UNI_MODULES: &str = "uni_modules";

/// Notes about folders inside programs that look like other programs, and about folders that were
/// taken for the output of a build.
pub(super) fn notes(nested: &[TreePath], outputs: &[TreePath], programs: &[Program]) -> Vec<Text> {
    let lost: Vec<&TreePath> = nested
        .iter()
        .filter(|folder| !is_in_package(folder) && is_lost(folder, programs))
        .collect();
    let lost = Text::naming(lost.iter().map(|folder| folder.as_str()), NAMED);
    let lost = lost.map(|Text { zh, en }| {
        Text::new(
            format!("小程序的源码里还有另外的小程序，它们没有编译进去，这次没有查看：{zh}。请单独扫描"),
            format!(
                "inside the sources of a program there are others that are not built into it and were not looked at: {en}; scan them on their own"
            ),
        )
    });
    let outputs = Text::naming(outputs.iter().map(TreePath::as_str), NAMED);
    let outputs = outputs.map(|Text { zh, en }| {
        Text::new(
            format!("这些文件夹看起来是编译结果，这次没有查看：{zh}。如果是源码，请单独扫描"),
            format!(
                "taken for the output of a build and not looked at: {en}; if it is a source, scan it on its own"
            ),
        )
    });
    lost.into_iter().chain(outputs).collect()
}

fn is_in_package(folder: &TreePath) -> bool {
    folder.components().any(|part| part == UNI_MODULES)
}

/// Whether nothing in a folder counts for the program around it.
fn is_lost(folder: &TreePath, programs: &[Program]) -> bool {
    let counts = |program: &Program| {
        program.indices_below(folder).any(|index| program.files[index].status != Status::Outside)
    };
    !programs.iter().any(counts)
}

#[cfg(test)]
mod tests {
    use crate::{
        program::{FindSettings, find},
        tree::MemoryTree,
    };

    #[test]
    fn a_program_inside_another_is_mentioned_unless_it_counts() {
        let notes = |tree: &MemoryTree| -> Vec<String> {
            let found = find(tree, &FindSettings::default());
            found.programs.iter().flat_map(|one| &one.beside).map(|note| note.en.clone()).collect()
        };
        let app = r#"{ "pages": [{ "path": "pages/a" }] }"#;
        let uni = MemoryTree::new()
            .with("pages.json", app)
            .with("manifest.json", "{}")
            .with("main.js", "")
            .with("App.vue", "")
            .with("pages/a.vue", "");
        assert_eq!(notes(&uni), [""; 0]);
        let second = uni.clone().with("b/pages.json", app).with("b/manifest.json", "{}");
        assert!(notes(&second)[0].contains("not looked at: b;"));
        let native = uni.clone().with("c/app.json", r#"{ "pages": [] }"#).with("c/app.js", "");
        assert!(notes(&native)[0].contains("not looked at: c;"));
        let example =
            uni.with("uni_modules/x/pages.json", app).with("uni_modules/x/manifest.json", "{}");
        assert_eq!(notes(&example), [""; 0]);
        let copied = MemoryTree::new()
            .with("app.json", r#"{ "pages": [] }"#)
            .with("template/app.json", r#"{ "pages": [] }"#)
            .with("template/app.js", "");
        assert_eq!(notes(&copied), [""; 0]);
    }
}
