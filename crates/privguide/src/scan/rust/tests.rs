//! Cases of uses in Rust.

use super::*;
use crate::catalog::ProgramKind;

fn file(path: &str, text: &str) -> SourceText {
    SourceText::new(TreePath::new(path).expect("inside"), text)
}

fn krate(name: &str, role: RustRole, files: &[(&str, &str)]) -> RustCrate {
    RustCrate {
        name: name.into(),
        folder: TreePath::root(),
        root: TreePath::new(files[0].0).expect("inside"),
        unread: Vec::new(),
        files: files.iter().map(|(path, text)| Arc::new(file(path, text))).collect(),
        role,
    }
}

fn found(crates: &[RustCrate]) -> Vec<String> {
    let scan = scan_rust(crates, &Catalog::for_kind(ProgramKind::MiniProgram)).scan;
    assert_eq!(scan.unanalysed, []);
    let mut lines: Vec<String> = scan
        .uses
        .iter()
        .map(|found| {
            format!(
                "{}:{} {} {:?}",
                found.place.file, found.place.line, found.interface.name, found.kind
            )
        })
        .collect();
    lines.extend(
        scan.unresolved
            .iter()
            .map(|item| format!("{}:{} {:?}", item.place.file, item.place.line, item.reason)),
    );
    lines
}

fn member(text: &str) -> Vec<String> {
    found(&[krate("app", RustRole::Member, &[("src/lib.rs", text)])])
}

#[test]
fn a_binding_counts_where_it_is_called() {
    let text = r#"
        #[wasm_bindgen]
        extern "C" {
            #[wasm_bindgen(js_namespace = wx, js_name = getLocation)]
            fn locate(options: &Object);
            #[wasm_bindgen(js_namespace = wx)]
            pub fn chooseImage(options: &Object);
            #[wasm_bindgen(js_namespace = wx, js_name = chooseVideo)]
            fn video(options: &Object);
            #[wasm_bindgen(js_namespace = other)]
            fn getUserInfo(options: &Object);
        }
        fn f() { locate(&o); getUserInfo(&o); list.map(video); println!("{}", self::locate(&o)); }
        #[cfg(test)]
        mod tests { use super::*; fn g() { chooseImage(&o); } }
    "#;
    let expected = [
        "src/lib.rs:13 wx.getLocation Call",
        "src/lib.rs:13 wx.chooseVideo Reference",
        "src/lib.rs:13 wx.getLocation Call",
    ];
    assert_eq!(member(text), expected);
}

#[test]
fn names_lead_through_modules_and_a_function_of_the_same_name_is_another() {
    let lib = "mod api; mod page; mod own; use api::wx as host;";
    let api = r#"pub mod wx { #[wasm_bindgen] extern "C" { #[wasm_bindgen(js_namespace = wx)] pub fn getLocation(o: &Object); } }"#;
    let page = "use crate::api::wx::getLocation as here;\nfn f() { here(&o) }\nfn g() { crate::host::getLocation(&o) }";
    let own = "fn getLocation() {}\nfn f() { getLocation() }";
    let files = [
        ("src/lib.rs", lib),
        ("src/api.rs", api),
        ("src/page/mod.rs", page),
        ("src/own.rs", own),
        ("src/unused.rs", "fn f( {"),
    ];
    let expected =
        ["src/page/mod.rs:2 wx.getLocation Call", "src/page/mod.rs:3 wx.getLocation Call"];
    assert_eq!(found(&[krate("app", RustRole::Member, &files)]), expected);
}

#[test]
fn what_a_dependency_wraps_counts_where_it_is_called() {
    let library = r#"
        mod inner {
            #[wasm_bindgen] extern "C" { #[wasm_bindgen(js_namespace = wx, js_name = saveImageToPhotosAlbum)] fn save(o: &Object); }
            #[wasm_bindgen] extern "C" { #[wasm_bindgen(js_namespace = wx)] fn authorize(o: &Object); }
            fn promise() { save(&o); }
            pub async fn wx_save<T>(path: T) { promise() }
            pub async fn wx_other() {}
            pub fn wx_authorize(scope: &str) { authorize(&o) }
            pub fn wx_never() { save(&o) }
        }
        pub mod prelude { pub use crate::inner::*; }
    "#;
    let app = "use wx_mini_api::prelude::*;
        async fn f() { wx_save(\"a\").await; wx_other().await; }
        fn g() { wx_authorize(\"scope.record\") }
        fn h(scope: &str) { wx_authorize(scope) }";
    let crates = [
        krate("app", RustRole::Member, &[("src/lib.rs", app)]),
        krate("wx_mini_api", RustRole::Dependency, &[("dep/src/lib.rs", library)]),
    ];
    let expected = [
        "src/lib.rs:2 wx.saveImageToPhotosAlbum Call",
        "src/lib.rs:3 scope.record Scope",
        "src/lib.rs:4 DynamicScope",
    ];
    assert_eq!(found(&crates), expected);
}

#[test]
fn reflection_on_the_host() {
    let text = r#"
        const NAME: &str = "chooseMedia";
        #[wasm_bindgen] extern "C" { #[wasm_bindgen(thread_local_v2, js_name = wx)] static WX: JsValue; }
        fn f() -> Result<(), JsValue> {
            let wx = js_sys::Reflect::get(&js_sys::global(), &"wx".into())?;
            let locate: Function = Reflect::get(&wx, &JsValue::from_str("getLocation"))?.dyn_into()?;
            locate.call1(&wx, &options)?;
            Reflect::get(&wx, &NAME.into());
            Reflect::get(&options, &"getUserInfo".into());
            WX.with(|host| Reflect::get(host, &"chooseImage".into()).unwrap().unchecked_into::<Function>().call0(host));
        }
    "#;
    let expected = [
        "src/lib.rs:6 wx.getLocation Call",
        "src/lib.rs:8 wx.chooseMedia Reference",
        "src/lib.rs:10 wx.chooseImage Call",
    ];
    assert_eq!(member(text), expected);
}

#[test]
fn objects_of_the_platform() {
    let text = r#"
        #[wasm_bindgen]
        extern "C" {
            type Recorder;
            type Other;
            #[wasm_bindgen(js_namespace = wx, js_name = getRecorderManager)]
            fn recorder() -> Recorder;
            #[wasm_bindgen(method)]
            fn start(this: &Recorder, options: &Object);
            #[wasm_bindgen(method)]
            fn stop(this: &Other);
        }
        fn f() { let manager = recorder(); manager.start(&o); }
        fn g(other: Other) { other.stop() }
    "#;
    assert_eq!(member(text), ["src/lib.rs:13 RecorderManager.start Call"]);
}

#[test]
fn javascript_inside_rust_goes_to_the_script_scanner() {
    let text = "#[wasm_bindgen(inline_js = \"export function f() {\\n wx.getLocation(\\\"a\\\") }\")] extern \"C\" { fn f(); }\n\
        #[wasm_bindgen(module = \"/js/glue.js\")] extern \"C\" { fn g(); }\n\
        fn h() { js_sys::eval(r#\"wx.chooseImage({})\"#); }";
    let found = scan_rust(
        &[krate("app", RustRole::Member, &[("src/lib.rs", text)])],
        &Catalog::for_kind(ProgramKind::MiniProgram),
    );
    let scripts: Vec<&str> = found.scripts.iter().map(|module| module.text().trim()).collect();
    assert_eq!(
        scripts,
        ["export function f() { \n wx.getLocation( \"a \") }", "wx.chooseImage({})"]
    );
    assert!(found.scripts.iter().all(|module| module.text().len() == text.len()));
    assert_eq!(found.script_files, [TreePath::new("js/glue.js").expect("inside")]);
}

#[test]
fn broken_and_hostile_files_are_reported() {
    let deep = format!("fn f() {{ {}1 }}", "!".repeat(300_000));
    for (text, reason) in [("fn (", "Syntax"), ("\"", "Syntax"), (deep.as_str(), "TooDeep")] {
        let found = scan_rust(
            &[krate("app", RustRole::Member, &[("src/lib.rs", text)])],
            &Catalog::for_kind(ProgramKind::MiniProgram),
        );
        assert_eq!(format!("{:?}", found.scan.unanalysed[0].reason), reason);
    }
}

#[test]
fn modules_that_are_not_there_are_reported() {
    let text = "mod here; mod gone; #[path = \"made/x.rs\"] mod made; #[cfg_attr(target_arch = \"wasm32\", path = \"wasm.rs\")] mod imp; mod a { #[path = \"b.rs\"] mod c; } #[cfg(test)] mod tests; include!(\"gen.rs\");";
    let files = [
        ("src/lib.rs", text),
        ("src/here.rs", "mod inner;"),
        ("src/wasm.rs", "mod deep;"),
        ("src/a/b.rs", ""),
    ];
    let scan = scan_rust(
        &[krate("app", RustRole::Member, &files)],
        &Catalog::for_kind(ProgramKind::MiniProgram),
    )
    .scan;
    let mut said: Vec<String> = scan
        .unanalysed
        .iter()
        .map(|one| format!("{} {:?} {}", one.file, one.reason, one.detail))
        .collect();
    said.sort();
    let expected = [
        "src/deep.rs Unreadable `mod deep` in src/wasm.rs",
        "src/gen.rs Unreadable `include!` in src/lib.rs",
        "src/gone.rs Unreadable `mod gone` in src/lib.rs",
        "src/here/inner.rs Unreadable `mod inner` in src/here.rs",
        "src/made/x.rs Unreadable `mod made` in src/lib.rs",
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_file_that_is_too_many_modules_is_reported() {
    let scan = |count: usize| {
        let text: String = (0..count)
            .fold(String::new(), |text, at| text + &format!("#[path = \"one.rs\"] mod m{at};"));
        let files = [("src/lib.rs", text.as_str()), ("src/one.rs", "")];
        let crates = [krate("app", RustRole::Member, &files)];
        scan_rust(&crates, &Catalog::for_kind(ProgramKind::MiniProgram)).scan.unanalysed
    };
    assert_eq!(scan(8), []);
    let said = scan(9);
    assert_eq!(said.len(), 1);
    assert_eq!(
        (said[0].file.as_str(), said[0].reason),
        ("src/one.rs", crate::scan::UnanalysedReason::TooLarge)
    );
}

/// A binding of `wx.getLocation` as `locate`.
const LOCATE: &str = "#[wasm_bindgen] extern \"C\" { #[wasm_bindgen(js_namespace = wx, js_name = getLocation)] pub fn locate(o: &Object); }";

#[test]
fn macros_of_any_syntax_are_searched_for_names() {
    let call = ["src/lib.rs:2 wx.getLocation Call"];
    for item in [
        "cfg_if! { if #[cfg(feature = \"x\")] { fn b() { locate(&o); } } else { } }",
        "lazy_static! { static ref X: u8 = { locate(&o); 1 }; }",
        "wrap! { static ref X => self::locate(&o) }",
        "macro_rules! now { ($x:expr) => { $crate::locate($x) }; }",
        "macro_rules! now { ($($x:expr),*) => { $( locate($x); )* }; }",
    ] {
        assert_eq!(member(&format!("{LOCATE}\n{item}")), call, "{item}");
    }
    for item in [
        "cfg_if! { if #[cfg(test)] { fn b() { locate(&o); } } else { } }",
        "wrap! { static ref X => fn locate(o: u8) }",
    ] {
        assert_eq!(member(&format!("{LOCATE}\n{item}")), [""; 0], "{item}");
    }
}

#[test]
fn a_macro_of_a_dependency_counts_where_it_is_called() {
    let api =
        format!("{LOCATE}\n#[macro_export] macro_rules! now {{ () => {{ $crate::locate() }} }}");
    for call in ["fn f() { api::now!() }", "use api::now; fn f() { now!() }"] {
        let crates = [
            krate("app", RustRole::Member, &[("src/lib.rs", call)]),
            krate("api", RustRole::Dependency, &[("api/lib.rs", &api)]),
        ];
        assert_eq!(found(&crates), ["src/lib.rs:1 wx.getLocation Call"], "{call}");
    }
}

#[test]
fn a_member_with_an_unknown_name_is_unresolved() {
    let wx = "let wx = Reflect::get(&global(), &\"wx\".into()).unwrap();";
    let unknown = ["src/lib.rs:1 ComputedMember"];
    for key in ["&k.into()", "&format!(\"get{}\", k).into()"] {
        let text = format!("fn f(k: &str) {{ {wx} Reflect::get(&wx, {key}); }}");
        assert_eq!(member(&text), unknown, "{key}");
    }
    let text = format!("fn f() {{ {wx} let k = \"getLocation\"; Reflect::get(&wx, &k.into()); }}");
    assert_eq!(member(&text), ["src/lib.rs:1 wx.getLocation Reference"]);
    let helper = format!("pub fn call(k: &str) {{ {wx} Reflect::get(&wx, &k.into()); }}");
    let crates = [
        krate(
            "app",
            RustRole::Member,
            &[("src/lib.rs", "fn f() { api::call(\"x\"); o.call(1); }")],
        ),
        krate("api", RustRole::Dependency, &[("api/lib.rs", &helper)]),
    ];
    assert_eq!(found(&crates), unknown);
}

#[test]
fn included_files_belong_to_the_module() {
    let lib = "include!(\"gen.rs\"); include!(\"lib.rs\");";
    let included = format!("{LOCATE}\nfn f() {{ locate(&o); }}");
    let files = [("src/lib.rs", lib), ("src/gen.rs", included.as_str())];
    let crates = [krate("app", RustRole::Member, &files)];
    assert_eq!(found(&crates), ["src/gen.rs:2 wx.getLocation Call"]);
}

#[test]
fn a_chain_of_imports_that_is_too_long_is_reported() {
    use std::fmt::Write as _;
    let mut text = format!("mod m0 {{ {LOCATE} }}\n");
    for at in 1..=210 {
        let before = at - 1;
        let _ = writeln!(text, "mod m{at} {{ pub use crate::m{before}::locate; }}");
    }
    text.push_str("use crate::m210::locate; fn f() { locate(&o); }");
    let crates = [krate("app", RustRole::Member, &[("src/lib.rs", text.as_str())])];
    let scan = scan_rust(&crates, &Catalog::for_kind(ProgramKind::MiniProgram)).scan;
    assert!(scan.uses.is_empty());
    assert_eq!(scan.unanalysed.len(), 1);
}
