//! Runs the `cargo` program to get the members of a workspace.
//!
//! cargo and rustup read configuration files in and above the folder in which they run: a
//! `.cargo/config.toml` may name wrappers and aliases, a `rust-toolchain.toml` another toolchain,
//! and environment variables can do the same. So cargo is only run if a Cargo option was given. It
//! runs in a folder without such files, with almost no environment variables and an empty home
//! folder, and without network access. The command (`cargo metadata --no-deps`) reads manifests and
//! compiles nothing.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use cargo_metadata::{Metadata, MetadataCommand};
use privguide_git::{process, trust};

use crate::failure::Failure;

/// cargo only reads some files, but a pipe in the place of a file must not block it forever.
const PATIENCE: Duration = Duration::from_secs(30);

/// Files that cargo and rustup read in the folder in which they run, and in those above it.
const OBEYED: [&str; 3] = [".cargo", "rust-toolchain", "rust-toolchain.toml"];

/// The environment variables that are passed on: the locations of programs, the user's toolchains
/// and temporary files.
const SEEN: [&str; 9] = [
    "HOME",
    "USERPROFILE",
    "RUSTUP_HOME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SystemRoot",
    "RUSTUP_AUTO_INSTALL",
    "LD_LIBRARY_PATH",
];

/// The workspace of a manifest, according to cargo.
///
/// # Errors
/// When there is no cargo outside the project, no neutral folder to run it in, or cargo rejects the
/// manifest.
pub fn workspace(manifest: &Path, flags: Vec<String>) -> Result<Metadata, Failure> {
    let project = manifest.parent().unwrap_or(manifest);
    let program = program(project).ok_or_else(|| {
        Failure::new("在项目之外找不到 cargo", "there is no cargo outside the project")
            .help("安装 Rust，或去掉 Cargo 的选项", "install Rust, or drop the Cargo options")
    })?;
    let home = tempfile::tempdir()?;
    let neutral = neutral_folder(project, home.path()).ok_or_else(|| {
        Failure::new("找不到可以安全运行 cargo 的文件夹", "there is no folder in which cargo can be run safely").help(
            "临时文件夹和根目录的上级都有 .cargo 或 rust-toolchain 文件：移走它们，或去掉 Cargo 的选项",
            "both the root and the temporary folder have a .cargo or rust-toolchain file at or above them: move it, or drop the Cargo options",
        )
    })?;
    let mut command = process::command(&program, project);
    command
        .args(["metadata", "--format-version", "1", "--no-deps", "--manifest-path"])
        .arg(manifest)
        .args(flags);
    let path = trust::search_path_variable(project);
    command.current_dir(neutral).env_clear().env("PATH", path).env("CARGO_HOME", home.path());
    command.env("CARGO_NET_OFFLINE", "true").envs(environment(project));
    let failed = |message: &str| {
        Failure::new(
            format!("cargo metadata 失败：{message}"),
            format!("cargo metadata failed: {message}"),
        )
        .help("核对 Cargo.toml，或去掉 Cargo 的选项", "check Cargo.toml, or drop the Cargo options")
    };
    let ended = process::run(&mut command, Vec::new(), PATIENCE)
        .map_err(|error| failed(&error.to_string()))?;
    if !ended.status.success() {
        return Err(failed(&ended.message));
    }
    MetadataCommand::parse(String::from_utf8_lossy(&ended.out))
        .map_err(|error| failed(&error.to_string()))
}

/// The cargo that runs this program, if it belongs to the user; otherwise the first in PATH.
/// Toolchains inside the project are not used.
fn program(project: &Path) -> Option<PathBuf> {
    let running = std::env::var_os("CARGO").map(PathBuf::from);
    running.filter(|cargo| cargo.is_file() && trust::lies_outside(cargo, project)).or_else(|| {
        let toolchains = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
        let toolchains = toolchains.or_else(|| Some(std::env::home_dir()?.join(".rustup")))?;
        // rustup executes the programs that it finds there.
        let safe = !toolchains.exists() || trust::lies_outside(&toolchains, project);
        safe.then(|| trust::program("cargo", project)).flatten()
    })
}

/// A folder that is neither in nor below a folder with files that cargo or rustup would read.
fn neutral_folder<'a>(project: &'a Path, empty: &'a Path) -> Option<&'a Path> {
    let root = project.ancestors().last().filter(|root| root.is_absolute());
    root.into_iter().chain([empty]).find(|folder| {
        let holds =
            |above: &Path| OBEYED.iter().any(|name| above.join(name).symlink_metadata().is_ok());
        folder.canonicalize().is_ok_and(|folder| !folder.ancestors().any(holds))
    })
}

fn environment(project: &Path) -> Vec<(&'static str, OsString)> {
    let mut seen: Vec<(&'static str, OsString)> =
        SEEN.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))).collect();
    // A toolchain that is given by name is one of the user's; a path may lead into the project.
    let toolchain = std::env::var_os("RUSTUP_TOOLCHAIN");
    let is_trusted = |name: &OsString| {
        let path = Path::new(name);
        path.components().count() == 1 && !path.is_absolute() || trust::lies_outside(path, project)
    };
    seen.extend(toolchain.filter(is_trusted).map(|name| ("RUSTUP_TOOLCHAIN", name)));
    seen
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::neutral_folder;

    #[test]
    fn cargo_runs_only_where_nothing_is_obeyed() {
        let (project, empty) =
            (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let root = project.path().ancestors().last().expect("a root");
        assert_eq!(neutral_folder(project.path(), empty.path()), Some(root));
        // Without an absolute path to start from, the empty folder is used, unless it contains a
        // file that cargo would read.
        assert_eq!(neutral_folder(Path::new("relative"), empty.path()), Some(empty.path()));
        for name in [".cargo", "rust-toolchain", "rust-toolchain.toml"] {
            fs::write(empty.path().join(name), "").expect("written");
            assert_eq!(neutral_folder(Path::new("relative"), empty.path()), None, "{name}");
            fs::remove_file(empty.path().join(name)).expect("removed");
        }
    }
}
