//! Crates from outside the project: their bindings count where the project's crate calls them.

use std::{fs, path::Path, process::Command};

use privguide_tests::{privguide, run};

const BINDINGS: &str = r#"
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = wx, js_name = getLocation)]
    fn get_location(options: &str);
    #[wasm_bindgen(js_namespace = wx, js_name = chooseAddress)]
    fn choose_address(options: &str);
}

pub fn locate() {
    get_location("");
}

pub fn address() {
    choose_address("");
}
"#;

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(file, text).expect("written");
}

/// A project whose crate depends on bindings outside of its tree, in the same repository.
fn project() -> (tempfile::TempDir, std::path::PathBuf) {
    let top = tempfile::tempdir().expect("a folder");
    let package = |name: &str, rest: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.1.27\"\nedition = \"2021\"\n{rest}")
    };
    let at = |path: &str, text: &str| write(top.path(), path, text);
    at(".git/HEAD", "ref: refs/heads/main\n");
    at("elsewhere/wasm-bindgen/Cargo.toml", &package("wasm-bindgen", ""));
    at("elsewhere/wasm-bindgen/src/lib.rs", "");
    at(
        "elsewhere/api/Cargo.toml",
        &package("wx_api", "[dependencies]\nwasm-bindgen = { path = \"../wasm-bindgen\" }\n"),
    );
    at("elsewhere/api/src/lib.rs", BINDINGS);
    let metadata = "[package.metadata.privguide]\nprograms = [\"../mini\"]\n[workspace]\n";
    let needs = "[dependencies]\nwx_api = { path = \"../../elsewhere/api\" }\n";
    at("shop/core/Cargo.toml", &package("shop-core", &format!("{needs}{metadata}")));
    at("shop/core/src/lib.rs", "pub fn nearest() {\n    wx_api::locate();\n}\n");
    at("shop/mini/app.json", "{ \"pages\": [] }");
    at("shop/privguide.toml", "format = 1\n");
    let shop = top.path().join("shop");
    (top, shop)
}

fn lock(shop: &Path) {
    let made = Command::new(env!("CARGO"))
        .args(["generate-lockfile", "--offline"])
        .current_dir(shop.join("core"))
        .output();
    assert!(made.expect("cargo runs").status.success());
}

#[test]
fn what_a_crate_from_elsewhere_binds_counts_where_it_is_called() {
    let (_top, shop) = project();
    lock(&shop);
    let uses =
        || String::from_utf8(run(&shop, &["scan", "--format", "short"]).stdout).expect("text");
    assert_eq!(uses(), "core/src/lib.rs:2:5: wx.getLocation: Location\n");
    write(&shop, "core/src/lib.rs", "pub fn nearest() {\n    wx_api::address();\n}\n");
    assert_eq!(uses(), "core/src/lib.rs:2:5: wx.chooseAddress: Address\n");
    write(&shop, "core/src/lib.rs", "");
    assert_eq!(uses(), "");
}

#[test]
fn without_a_lock_file_nothing_is_written_and_that_is_said() {
    let (_top, shop) = project();
    let output = run(&shop, &["scan", "--format", "short"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("were not looked into: there is no Cargo.lock"), "{said}");
    assert!(!shop.join("core/Cargo.lock").exists());
}

/// Runs with a cargo home that contains a package from a registry.
fn scan_with_home(shop: &Path, home: &Path) -> (String, String) {
    let output = privguide(shop, &["scan", "--format", "short"])
        .env("CARGO_HOME", home)
        .output()
        .expect("it runs");
    (
        String::from_utf8(output.stdout).expect("text"),
        String::from_utf8(output.stderr).expect("text"),
    )
}

#[test]
fn a_registry_is_read_where_cargo_unpacked_it_and_cargo_is_not_asked() {
    let (top, shop) = project();
    let needs = |text: &str| {
        text.replace("wx_api = { path = \"../../elsewhere/api\" }", "wx_api = \"0.1\"")
    };
    let manifest = fs::read_to_string(shop.join("core/Cargo.toml")).expect("a manifest");
    write(&shop, "core/Cargo.toml", &needs(&manifest));
    let entry = |name: &str, source: &str, needs: &str| {
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"0.1.27\"\n{source}dependencies = [{needs}]\n"
        )
    };
    let registry = "source = \"sparse+https://mirror.example/index/\"\n";
    let lock = [
        entry("shop-core", "", "\"wx_api\""),
        entry("wx_api", registry, "\"wasm-bindgen\""),
        entry("wasm-bindgen", registry, ""),
    ];
    write(&shop, "core/Cargo.lock", &format!("version = 4\n{}", lock.concat()));
    let home = top.path().join("home");
    fs::create_dir_all(&home).expect("made");
    let (uses, said) = scan_with_home(&shop, &home);
    assert_eq!(uses, "");
    assert!(said.contains("the sources of wx_api 0.1.27 are not on this machine"), "{said}");
    fs::create_dir_all(home.join("registry/src/mirror.example-1")).expect("made");
    fs::rename(
        top.path().join("elsewhere/api"),
        home.join("registry/src/mirror.example-1/wx_api-0.1.27"),
    )
    .expect("moved");
    let (uses, said) = scan_with_home(&shop, &home);
    assert_eq!(
        (uses.as_str(), said.as_str()),
        ("core/src/lib.rs:2:5: wx.getLocation: Location\n", "")
    );
}

#[test]
fn a_path_out_of_the_repository_is_not_read_and_that_is_said() {
    let (top, shop) = project();
    lock(&shop);
    fs::rename(top.path().join(".git"), shop.join(".git")).expect("moved");
    let output = run(&shop, &["scan", "--format", "short"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(
        output.stdout.is_empty() && said.contains("the path of wx_api leads out of the repository"),
        "{said}"
    );
}
