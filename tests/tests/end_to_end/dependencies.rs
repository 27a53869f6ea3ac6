//! Crates from elsewhere: what they bind counts where the project's crate calls it.

use std::{fs, path::Path, process::Command};

use privguide_tests::run;

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

/// A project whose crate depends on bindings that lie outside its tree, as those from a registry do.
fn project() -> (tempfile::TempDir, std::path::PathBuf) {
    let top = tempfile::tempdir().expect("a folder");
    let package =
        |name: &str, rest: &str| format!("[package]\nname = \"{name}\"\nversion = \"0.1.27\"\nedition = \"2021\"\n{rest}");
    let at = |path: &str, text: &str| write(top.path(), path, text);
    at("elsewhere/wasm-bindgen/Cargo.toml", &package("wasm-bindgen", ""));
    at("elsewhere/wasm-bindgen/src/lib.rs", "");
    at("elsewhere/api/Cargo.toml", &package("wx_api", "[dependencies]\nwasm-bindgen = { path = \"../wasm-bindgen\" }\n"));
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
    let made = Command::new(env!("CARGO")).args(["generate-lockfile", "--offline"]).current_dir(shop.join("core")).output();
    assert!(made.expect("cargo runs").status.success());
}

#[test]
fn what_a_crate_from_elsewhere_binds_counts_where_it_is_called() {
    let (_top, shop) = project();
    lock(&shop);
    let uses = || String::from_utf8(run(&shop, &["scan", "--format", "short"]).stdout).expect("text");
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
