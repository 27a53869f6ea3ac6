//! Tests how the GitHub action obtains the executable, with a local server of releases: valid,
//! damaged, missing, with a wrong checksum or attestation, and without any server.

#![cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Arc, Mutex},
    thread,
};

use privguide_tests::{binary, repository};

/// A server that answers from a map of paths, and records requests.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(files: BTreeMap<String, Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let (mut request, mut byte) = (Vec::new(), [0]);
                while !request.ends_with(b"\r\n\r\n")
                    && stream.read(&mut byte).is_ok_and(|read| read == 1)
                {
                    request.push(byte[0]);
                }
                let request = String::from_utf8_lossy(&request).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let (status, body) =
                    files.get(&path).map_or(("404 Not Found", &[][..]), |body| ("200 OK", body));
                log.lock().expect("the log").push(path);
                drop(write!(
                    stream,
                    "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                ));
                drop(stream.write_all(body));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("the log").clone()
    }
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn folder() -> String {
    format!("cargo-privguide-v{VERSION}-{}-unknown-linux-musl", std::env::consts::ARCH)
}

/// The paths and bytes of a release that contains an executable for these tests.
fn release() -> BTreeMap<String, Vec<u8>> {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let inside = scratch.path().join(folder());
    fs::create_dir(&inside).expect("a folder");
    // A stand-in: this tests how the executable is obtained, and other tests what it does.
    write_executable(
        &inside.join("cargo-privguide"),
        &format!("#!/bin/sh\nexec '{}' \"$@\"\n", binary().display()),
    );
    let archive = format!("{}.tar.gz", folder());
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(scratch.path())
            .output()
            .expect("it starts");
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    run("tar", &["-czf", &archive, &folder()]);
    let checksum = run("sha256sum", &[&archive]);
    let bytes = fs::read(scratch.path().join(&archive)).expect("an archive");
    let path = format!("/v{VERSION}/{archive}");
    BTreeMap::from([(format!("{path}.sha256"), checksum), (path, bytes)])
}

fn archive_path() -> String {
    format!("/v{VERSION}/{}.tar.gz", folder())
}

fn write_executable(path: &Path, text: &str) {
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("made executable");
}

/// A runner with its own `gh`.
struct Runner {
    folder: tempfile::TempDir,
}

impl Runner {
    /// `gh` exits with this status.
    fn new(gh: i32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let runner = Self { folder };
        for name in ["bin", "temp", "tools", "workspace"] {
            fs::create_dir(runner.path(name)).expect("a folder");
        }
        let log = runner.path("gh.log");
        write_executable(
            &runner.path("bin/gh"),
            &format!("#!/bin/sh\necho \"$@\" >> '{}'\nexit {gh}\n", log.display()),
        );
        // A workspace in which everything that could be started by mistake creates a file.
        write_executable(&runner.path("workspace/cargo"), "#!/bin/sh\ntouch started\n");
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn install(&self, releases: &str, variables: &[(&str, &str)]) -> Output {
        let action = repository().join(".github/actions/privguide");
        fs::write(self.path("output"), "").expect("written");
        let mut command = Command::new("bash");
        command.arg(action.join("install.sh")).current_dir(self.path("workspace")).env_clear();
        command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", self.path("bin").display()));
        command.env("GITHUB_ACTION_PATH", &action).env("GITHUB_OUTPUT", self.path("output"));
        command.env("RUNNER_TEMP", self.path("temp")).env("RUNNER_TOOL_CACHE", self.path("tools"));
        command
            .env("RUNNER_OS", "Linux")
            .env("PRIVGUIDE_RELEASES", releases)
            .envs(variables.iter().copied());
        command.output().expect("bash starts")
    }

    /// The executable that the step selected.
    fn executable(&self) -> PathBuf {
        let output = fs::read_to_string(self.path("output")).expect("outputs");
        output.lines().find_map(|line| line.strip_prefix("binary=")).expect("an output").into()
    }
}

/// Asserts that the step failed with this message and selected no executable.
fn refused(runner: &Runner, output: &Output, said: &str) {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.starts_with("::error title=privguide::"));
    assert!(line.is_some_and(|line| line.contains(said)), "{said:?} in {text}");
    assert_eq!(fs::read_to_string(runner.path("output")).expect("outputs"), "");
}

#[test]
fn the_release_of_the_actions_own_version_is_downloaded_and_verified() {
    let (server, runner) = (Server::start(release()), Runner::new(0));
    let output = runner.install(&server.address, &[]);
    assert!(output.status.success(), "{output:?}");
    let version = Command::new(runner.executable()).arg("--version").output().expect("it starts");
    assert!(String::from_utf8_lossy(&version.stdout).contains(VERSION), "{version:?}");
    let verified = fs::read_to_string(runner.path("gh.log")).expect("gh was called");
    for needed in [
        "attestation verify",
        "--signer-workflow",
        "release.yml",
        &format!("--source-ref refs/tags/v{VERSION}"),
    ] {
        assert!(verified.contains(needed), "{needed} in {verified}");
    }
    assert!(!runner.path("workspace/started").exists());
}

#[test]
fn a_second_job_of_the_same_runner_downloads_nothing() {
    let (server, runner) = (Server::start(release()), Runner::new(0));
    assert!(runner.install(&server.address, &[]).status.success());
    let asked = server.asked();
    assert_eq!(asked.len(), 2, "{asked:?}");
    // Neither the server nor gh is needed.
    fs::remove_file(runner.path("bin/gh")).expect("removed");
    let output = runner.install("http://127.0.0.1:9", &[]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(server.asked(), asked);
}

#[test]
fn what_is_kept_and_was_changed_is_downloaded_again() {
    let (server, runner) = (Server::start(release()), Runner::new(0));
    assert!(runner.install(&server.address, &[]).status.success());
    let kept = runner
        .path(&format!("tools/privguide/{VERSION}/{}-unknown-linux-musl", std::env::consts::ARCH));
    fs::write(kept.join(format!("{}.tar.gz", folder())), "something else").expect("written");
    assert!(runner.install(&server.address, &[]).status.success());
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn a_copy_that_was_only_compared_with_its_checksum_is_not_taken_for_an_attested_one() {
    let (server, runner) = (Server::start(release()), Runner::new(1));
    assert!(runner.install(&server.address, &[("PRIVGUIDE_VERIFY", "checksum")]).status.success());
    refused(&runner, &runner.install(&server.address, &[]), "the attestation of");
}

#[test]
fn a_damaged_archive_is_refused() {
    let mut files = release();
    files.get_mut(&archive_path()).expect("an archive").push(0);
    let (server, runner) = (Server::start(files), Runner::new(0));
    refused(&runner, &runner.install(&server.address, &[]), "the checksum of");
    assert!(!runner.path("gh.log").exists());
}

#[test]
fn a_checksum_of_something_else_is_refused() {
    for wrong in [
        format!("{}  other.tar.gz\n", "0".repeat(64)),
        String::new(),
        "<html>not found</html>".to_owned(),
    ] {
        let mut files = release();
        files.insert(format!("{}.sha256", archive_path()), wrong.clone().into_bytes());
        let (server, runner) = (Server::start(files), Runner::new(0));
        refused(&runner, &runner.install(&server.address, &[]), "the checksum of");
    }
}

#[test]
fn a_replaced_release_with_a_fitting_checksum_has_no_attestation() {
    let (server, runner) = (Server::start(release()), Runner::new(1));
    refused(&runner, &runner.install(&server.address, &[]), "the attestation of");
    // A rejected executable is rejected again: it was not cached.
    refused(&runner, &runner.install(&server.address, &[]), "the attestation of");
}

#[test]
fn without_gh_the_step_says_what_to_do_and_a_checksum_alone_must_be_asked_for() {
    let (server, runner) = (Server::start(release()), Runner::new(0));
    fs::remove_file(runner.path("bin/gh")).expect("removed");
    if Path::new("/usr/bin/gh").exists() || Path::new("/usr/local/bin/gh").exists() {
        return;
    }
    refused(&runner, &runner.install(&server.address, &[]), "verify: checksum");
    assert!(runner.install(&server.address, &[("PRIVGUIDE_VERIFY", "checksum")]).status.success());
}

#[test]
fn a_missing_version_and_a_missing_server_are_said() {
    let (server, runner) = (Server::start(release()), Runner::new(0));
    refused(
        &runner,
        &runner.install(&server.address, &[("PRIVGUIDE_VERSION", "9.9.9")]),
        "version 9.9.9 could not be downloaded",
    );
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    refused(
        &runner,
        &runner.install(&format!("http://{gone}"), &[]),
        "could not be downloaded from http://127.0.0.1",
    );
}

#[test]
fn strange_inputs_are_refused_before_anything_is_downloaded() {
    let (server, runner) = (Server::start(release()), Runner::new(0));
    for (name, value, said) in [
        ("PRIVGUIDE_VERSION", "1.2.3; touch owned", "version takes"),
        ("PRIVGUIDE_VERSION", "../../1.2.3", "version takes"),
        ("PRIVGUIDE_RELEASES", "file:///etc", "releases takes"),
        ("PRIVGUIDE_BUILD", "yes", "build takes"),
        ("RUNNER_ARCH", "X86", "no release for this runner"),
    ] {
        refused(&runner, &runner.install(&server.address, &[(name, value)]), said);
    }
    refused(
        &runner,
        &runner.install(&server.address, &[("PRIVGUIDE_VERIFY", "nothing")]),
        "verify takes",
    );
    assert!(server.asked().len() <= 2);
}

#[test]
fn building_happens_only_when_asked_and_outside_the_workspace() {
    let (server, runner) = (Server::start(release()), Runner::new(0));
    let target = runner.path("temp/privguide-target/release/cargo-privguide");
    let script = "#!/bin/sh\npwd > '$LOG'\nenv >> '$LOG'\nmkdir -p '$FOLDER'\ntouch '$FOLDER/cargo-privguide'\n"
        .replace("$LOG", &runner.path("cargo.log").display().to_string())
        .replace("$FOLDER", &target.parent().expect("a folder").display().to_string());
    write_executable(&runner.path("bin/cargo"), &script);
    let output =
        runner.install(&server.address, &[("PRIVGUIDE_BUILD", "true"), ("GH_TOKEN", "secret")]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(runner.executable(), target);
    let log = fs::read_to_string(runner.path("cargo.log")).expect("cargo was called");
    assert_eq!(log.lines().next().map(Path::new), Some(&*runner.path("temp")));
    assert!(!log.contains("secret"), "a build script sees no token");
    assert_eq!(server.asked(), [""; 0]);
}
