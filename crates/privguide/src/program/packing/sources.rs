//! Which sources of a framework's program or of a library are product code.

use crate::language::Text;

/// Folders that no build includes in the product, at any depth.
const FOLDERS: [&str; 10] = [
    "test",
    "tests",
    "__tests__",
    "__test__",
    "__mocks__",
    "e2e",
    "docs",
    "cloudfunctions",
    "cypress",
    "coverage",
];

/// Why a source file is not part of the product; `None` when it is.
pub(super) fn why_outside(relative: &str) -> Option<Text> {
    let (folders, name) = relative.rsplit_once('/').unwrap_or(("", relative));
    if let Some(folder) = folders.split('/').find(|folder| FOLDERS.contains(folder)) {
        return Some(Text::new(
            format!("{folder}/ 不属于小程序代码"),
            format!("{folder}/ is not part of the program's code"),
        ));
    }
    if name.ends_with(".d.ts") {
        return Some(Text::new("类型声明文件不含可执行代码", "type declarations contain no code"));
    }
    if name.contains(".test.") || name.contains(".spec.") {
        return Some(Text::new(
            "测试文件不属于小程序代码",
            "tests are not part of the program's code",
        ));
    }
    let configures = folders.is_empty()
        && (name.contains(".config.") && !name.starts_with("app.config.") || name == "gulpfile.js");
    configures.then(|| {
        Text::new(
            "构建配置不属于小程序代码",
            "build configuration is not part of the program's code",
        )
    })
}
