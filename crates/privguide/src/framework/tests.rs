use std::path::Path;

use super::{
    Choice, Config, ConfigForm, Description, Folders, Framework, FrameworkMark, PLAIN, Root,
};

/// A framework that occurs in no other file of the crate.
static INVENTED: Description = Description {
    name: "invented",
    marks: &[FrameworkMark {
        name: "app.inv.ts",
        holds: |look| look.contains("pages"),
        root: Root::Beside,
    }],
    app: &[Config { name: "app.inv.ts", form: ConfigForm::Script }],
    entries: &["app.inv.ts"],
    choice: Choice { own: &["we"], other: &["them"], extensions: &["ts"] },
    folders: Folders { never: &["server"], ..PLAIN.folders },
    globals: &["inv"],
    modules: &[("@invented/api", &["default"])],
    constants: &[("process.env.WHERE", "we")],
    ..PLAIN
};

/// The files that are for WeChat.
fn chosen<'f>(framework: &str, files: &[&'f str]) -> Vec<&'f str> {
    let framework = Framework::named(framework).expect("a framework");
    let has = |path: &str| files.contains(&path);
    files.iter().copied().filter(|file| framework.why_other(file, &has).is_none()).collect()
}

#[test]
fn a_framework_is_one_value() {
    use crate::{
        catalog::Catalog,
        program::{FindSettings, Status, find_with},
        scan::scan,
        tree::{MemoryTree, TreePath},
    };
    let tree = MemoryTree::new()
        .with("app.inv.ts", "export default { pages: ['pages/a'], requiredPrivateInfos: ['getLocation'] }")
        .with("pages/a.ts", "import api from '@invented/api'\nimport x from '../x'\nif (process.env.WHERE === 'them') api.chooseImage()\nelse inv.getLocation()")
        .with("x.ts", "export default 1")
        .with("x.we.ts", "import api from '@invented/api'\nexport default api.chooseMedia()")
        .with("unused.ts", "inv.chooseVideo()");
    let frameworks = [Framework::new(&INVENTED)];
    let found = find_with(&tree, &FindSettings::default(), &frameworks);
    let program = &found.programs[0];
    assert_eq!(program.framework.name(), "invented");
    assert!(program.settings().expect("settings").1.get("requiredPrivateInfos").is_some());
    let status =
        |path: &str| program.file(&TreePath::new(path).expect("inside")).map(|file| file.status);
    assert_eq!(
        (status("x.we.ts"), status("unused.ts")),
        (Some(Status::Reachable), Some(Status::Outside))
    );
    let scan = scan(&tree, program, &Catalog::for_kind(program.kind));
    let uses: Vec<String> = scan
        .uses
        .iter()
        .map(|found| format!("{} {}", found.place.file, found.interface.name))
        .collect();
    assert_eq!(uses, ["pages/a.ts wx.getLocation", "x.we.ts wx.chooseMedia"]);
}

/// Everything that is specific to a framework is in its own file; the modules that find and scan
/// programs name no framework.
#[test]
fn no_other_file_names_a_framework() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let names: Vec<String> = Framework::all()
        .map(Framework::name)
        .filter(|name| *name != "native")
        .map(|name| format!("\"{name}\""))
        .collect();
    let mut files = vec![source.join("program"), source.join("scan")];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                std::fs::read_dir(&path)
                    .expect("a folder")
                    .map(|entry| entry.expect("an entry").path()),
            );
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let is_test = path.file_name().is_some_and(|name| name == "tests.rs");
        seen += 1;
        // The platform offers a copy of kbone's runtime to native programs under this key of
        // `app.json`.
        let is_key = |name: &str| name == "\"kbone\"" && code.contains("useExtendedLib");
        for name in names.iter().filter(|name| !is_test && !is_key(name)) {
            assert!(!code.contains(name.as_str()), "{} names {name}", path.display());
        }
    }
    assert!(seen > 50, "only {seen} files");
}

#[test]
fn suffixes_choose_among_files_of_one_name() {
    let files = [
        "a/index.tsx",
        "a/index.h5.tsx",
        "a/index.weapp.ts",
        "b.js",
        "b.alipay.js",
        "c.min.js",
        "d.h5.css",
    ];
    assert_eq!(chosen("taro", &files), ["a/index.weapp.ts", "b.js", "c.min.js", "d.h5.css"]);
    let files = ["a.mpx", "a.ali.mpx", "b.wx.mpx", "b.mpx", "c.mpx"];
    assert_eq!(chosen("mpx", &files), ["a.mpx", "b.wx.mpx", "c.mpx"]);
    assert_eq!(chosen("remax", &["a.ali.ts", "a.wechat.ts", "a.ts"]), ["a.wechat.ts"]);
    assert_eq!(chosen("wepy", &["a.h5.js", "a.js"]), ["a.h5.js", "a.js"]);
}

#[test]
fn folders_of_platforms() {
    let files = [
        "static/h5/sdk.js",
        "static/mp-weixin/sdk.js",
        "static/a.js",
        "platforms/mp-alipay/pages/a.vue",
        "uni_modules/x/static/app-plus/a.js",
        "uni_modules/x/utssdk/app-android/index.uts",
        "mycomponents/a/a.js",
        "wxcomponents/a/a.js",
        "hybrid/html/a.js",
        "unpackage/dist/a.js",
        "pages/h5/a.vue",
    ];
    assert_eq!(
        chosen("uni-app", &files),
        ["static/mp-weixin/sdk.js", "static/a.js", "wxcomponents/a/a.js", "pages/h5/a.vue"]
    );
}

#[test]
fn a_page_for_apps_beside_the_one_for_all() {
    assert_eq!(chosen("uni-app", &["a.nvue", "a.vue", "b.nvue"]), ["a.vue", "b.nvue"]);
}
