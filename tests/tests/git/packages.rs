//! Projects with installed packages and a lock file, for tests of the record.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::lab::{Lab, said, write};

/// A guide with one declared information type, which only a package may use.
pub const DECLARED: &str = "format = 1\n[program]\nname = \"示例\"\n[developer]\nname = \"示例公司\"\nemail = \"a@example.com\"\n\
     [guide]\nupdated = 2026-01-01\neffective = 2026-01-01\nnotice = \"弹窗\"\n\
     [information.Location]\npurpose = \"展示附近的门店\"\n";

/// A repository that only contains a `.gitignore`.
pub fn empty(lab: &Lab) -> PathBuf {
    let folder = lab.repository("shop");
    lab.git(&folder, &["rm", "-rq", "--ignore-unmatch", "."]);
    write(&folder, ".gitignore", "node_modules\n");
    folder
}

/// Writes a `package-lock.json` with a package at each place: its version and checksum.
pub fn lock(folder: &Path, packages: &[(&str, &str)]) {
    let one = |(place, version): &(&str, &str)| {
        format!(
            "\"{place}\": {{ \"version\": \"{version}\", \"integrity\": \"sha512-{version}\" }}"
        )
    };
    let packages: Vec<String> = packages.iter().map(one).collect();
    write(
        folder,
        "package-lock.json",
        format!("{{ \"lockfileVersion\": 3, \"packages\": {{ {} }} }}\n", packages.join(", ")),
    );
}

/// Installs a package with one script at a place.
pub fn install(folder: &Path, place: &str, version: &str, code: &str) {
    let name = place.rsplit_once("node_modules/").map_or(place, |(_, name)| name);
    write(
        folder,
        &format!("{place}/package.json"),
        format!("{{ \"name\": \"{name}\", \"version\": \"{version}\" }}"),
    );
    write(folder, &format!("{place}/index.js"), code);
}

/// A Taro program with the given page, and one package for each name and code.
pub fn taro(lab: &Lab, page: &str, packages: &[(&str, &str)]) -> PathBuf {
    let folder = empty(lab);
    for (path, text) in [
        ("package.json", "{}\n"),
        ("project.config.json", "{ \"miniprogramRoot\": \"dist/\" }\n"),
        ("config/index.js", "module.exports = { sourceRoot: 'src', outputRoot: 'dist' }\n"),
        (
            "src/app.config.ts",
            "export default { pages: ['pages/index'], requiredPrivateInfos: ['getLocation'] }\n",
        ),
        ("src/app.tsx", "export default (props: { children: any }) => props.children\n"),
        ("src/pages/index.tsx", page),
        ("privguide.toml", DECLARED),
    ] {
        write(&folder, path, text);
    }
    let places: Vec<String> =
        packages.iter().map(|(name, _)| format!("node_modules/{name}")).collect();
    lock(&folder, &places.iter().map(|place| (place.as_str(), "1.0.0")).collect::<Vec<_>>());
    for (place, (_, code)) in places.iter().zip(packages) {
        install(&folder, place, "1.0.0", code);
    }
    folder
}

/// The exit code and both streams.
pub fn run(lab: &Lab, folder: &Path, arguments: &[&str]) -> String {
    let output = lab.try_privguide(folder, arguments);
    format!("{:?}\n{}", output.status.code(), said(&output))
        .replace(&folder.display().to_string(), "")
}

/// Records, and returns the report, which must be the same with and without the packages.
pub fn recorded(lab: &Lab, folder: &Path, asked: &[&[&str]]) -> String {
    lab.privguide(folder, &["record"]);
    lab.privguide(folder, &["record", "--check"]);
    let seen =
        || -> Vec<String> { asked.iter().map(|arguments| run(lab, folder, arguments)).collect() };
    let with = seen();
    fs::rename(folder.join("node_modules"), folder.join("../aside")).expect("moved");
    let without = seen();
    fs::rename(folder.join("../aside"), folder.join("node_modules")).expect("moved back");
    assert_eq!(with, without);
    with.concat()
}
