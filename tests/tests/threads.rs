//! The report is the same for any number of threads.

use std::{fmt::Write as _, fs, path::Path};

use privguide_tests::privguide;

const MODULES: usize = 300;

/// Modules that pass the platform, names and recorders to each other, in cycles.
fn write_program(folder: &Path) {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("every file lies in a folder"))
            .expect("a temporary folder can be written");
        fs::write(path, text).expect("a temporary folder can be written");
    };
    let names = ["getLocation", "chooseImage", "chooseMedia", "getClipboardData", "chooseAddress"];
    let mut pages = String::new();
    for at in 0..MODULES {
        let (next, far, name) =
            ((at + 1) % MODULES, (at * 7 + 3) % MODULES, names[at % names.len()]);
        let host = if at % 29 == 0 { "wx".to_owned() } else { format!("next{next}.host") };
        let again =
            if at % 50 == 0 { format!("export * from './m{far}'\n") } else { String::new() };
        let text = format!(
            "import * as next{next} from './m{next}'\nimport * as far from './m{far}'\n{again}\
             export const host = {host}\nexport const name{at} = '{name}'\n\
             export const call = (name, options) => host[name](options)\nexport const recorder = far.recorder || wx.getRecorderManager()\n\
             export const table = {{ run: next{next}.call, key: far.name{far}, own: {{ {name}() {{}} }} }}\n\
             export function go() {{ far.call('{name}'); table.run(table.key); host.{name}(); recorder.start({{}}); table.own.{name}() }}\n"
        );
        write(&format!("lib/m{at}.js"), &text);
        if at % 10 == 0 {
            write(
                &format!("pages/p{at}.js"),
                &format!("import {{ go }} from '../lib/m{at}'\nPage({{ onLoad() {{ go() }} }})\n"),
            );
            write(&format!("pages/p{at}.wxml"), "<button open-type=\"getPhoneNumber\" />\n");
            write!(pages, "{}\"pages/p{at}\"", if at == 0 { "" } else { ", " })
                .expect("a String takes everything");
        }
    }
    write("app.json", &format!("{{ \"pages\": [{pages}] }}"));
    write("app.js", "App({})\n");
}

#[test]
fn reports_are_the_same_for_one_two_and_eight_threads() {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    write_program(folder.path());
    let report = |threads: &str| {
        let mut command = privguide(folder.path(), &["scan", "--format", "json"]);
        let output = command.env("RAYON_NUM_THREADS", threads).output().expect("the binary starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("a report is UTF-8")
    };
    let first = report("1");
    let uses = first.matches("\"interface\": \"wx.").count();
    assert!(uses > MODULES, "only {uses} uses: the modules are not linked");
    for threads in ["2", "8"] {
        assert_eq!(first, report(threads), "{threads} threads");
    }
}
