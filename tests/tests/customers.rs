//! `customers`: a template, a table of customers, and the files that each of them gets.

use std::{fs, path::Path};

use privguide_tests::privguide;
use serde_json::Value;

const TEMPLATE: &[(&str, &str)] = &[
    (
        "template/project.config.json",
        r#"{ "compileType": "miniprogram", "miniprogramRoot": "mini/" }"#,
    ),
    ("template/mini/app.json", r#"{ "pages": ["a"] }"#),
    ("template/mini/a.js", "Page({ onLoad() { wx.getLocation({}); wx.chooseMedia({}) } })"),
    ("template/mini/a.wxml", "<view/>"),
    (
        "template/privguide.toml",
        "format = 2\n[program]\nname = { zh-CN = \"模板\", en = \"Template\" }\n[developer]\nname = \"服务商\"\nemail = \"t@example.com\"\n\
         [guide]\nlanguages = [\"zh-CN\", \"en\"]\npath = \"docs/guide.{lang}.md\"\nupdated = 2026-11-01\neffective = 2026-11-01\n\
         notice = { zh-CN = \"弹窗\", en = \"a pop-up window\" }\n\
         [information.Location]\npurpose = { zh-CN = \"展示附近的门店\", en = \"show the stores near you\" }\n",
    ),
];
const TABLE: &str = "\u{feff}id,appid,program.name,program.name.en,developer.name,developer.name.en,developer.phone,guide.updated\n\
                     a,wx0123456789abcdef,甲店,Shop A,甲公司,Company A,010-12345678,2026-11-20\n\
                     b,,\"乙,\"\"店\"\"\",,乙公司,,,\n";

fn lab(table: &str) -> tempfile::TempDir {
    let lab = tempfile::tempdir().expect("a folder");
    write(lab.path(), TEMPLATE);
    write(lab.path(), &[("table.csv", table)]);
    lab
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, content).expect("written");
    }
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = privguide(folder, arguments).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

fn customers(folder: &Path, more: &[&str]) -> (i32, Vec<Value>) {
    let usual = [
        "customers",
        "table.csv",
        "--output",
        "out",
        "--format",
        "ndjson",
        "--lang",
        "en",
        "template",
    ];
    let (code, out, _) = run(folder, &[&usual[..], more].concat());
    (code, out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
}

/// The expected result comes from the tool itself: it is run on the template with the customer's
/// declarations.
#[test]
fn a_customer_is_given_what_a_project_of_its_own_would_be_given() {
    let lab = lab(TABLE);
    let (code, lines) = customers(lab.path(), &[]);
    assert_eq!((code, lines.len()), (1, 2), "the photos are not declared: {lines:?}");
    assert_eq!(
        (lines[0]["customer"].as_str(), lines[0]["appid"].as_str()),
        (Some("a"), Some("wx0123456789abcdef"))
    );
    for line in &lines {
        let id = line["customer"].as_str().expect("named");
        let (out, single) = (lab.path().join("out").join(id), lab.path().join("template"));
        let read = |path: &Path| {
            fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        fs::copy(out.join("privguide.toml"), single.join("privguide.toml")).expect("copied");
        run(&single, &["generate"]);
        for guide in ["docs/guide.zh-CN.md", "docs/guide.en.md"] {
            assert_eq!(read(&out.join(guide)), read(&single.join(guide)), "{id} {guide}");
        }
        assert_eq!(read(&out.join("setprivacysetting.json")), run(&single, &["export"]).1, "{id}");
        let check: Value = serde_json::from_str(
            &run(lab.path(), &["check", "--format", "json", "--lang", "en", "template"]).1,
        )
        .expect("JSON");
        assert_eq!(line["findings"], check["findings"], "{id}");
        let files: Vec<&str> = line["files"]
            .as_array()
            .expect("files")
            .iter()
            .filter_map(|file| file["path"].as_str())
            .collect();
        let expected =
            ["privguide.toml", "setprivacysetting.json", "docs/guide.zh-CN.md", "docs/guide.en.md"];
        assert_eq!(files, expected.map(|name| format!("{id}/{name}")));
    }
    let guide = |id: &str, language: &str| {
        fs::read_to_string(lab.path().join(format!("out/{id}/docs/guide.{language}.md")))
            .expect("written")
    };
    assert!(guide("a", "zh-CN").contains("甲公司") && guide("a", "en").contains("Company A"));
    assert!(
        guide("a", "zh-CN").contains("010-12345678")
            && !guide("a", "zh-CN").contains("t@example.com"),
        "its own contacts alone"
    );
    assert!(guide("b", "zh-CN").contains("t@example.com"), "the template's, having none");
    assert!(!guide("b", "en").contains("Template"), "no name of another program");
}

#[test]
fn files_that_are_right_stay_and_check_says_which_are_not() {
    let lab = lab(TABLE);
    let states = |lines: &[Value]| -> Vec<String> {
        let files = lines.iter().flat_map(|line| line["files"].as_array().into_iter().flatten());
        files.filter_map(|file| file["state"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(states(&customers(lab.path(), &["--check"]).1), ["stale"; 8]);
    assert!(!lab.path().join("out").exists(), "nothing is written");
    assert_eq!(states(&customers(lab.path(), &[]).1), ["written"; 8]);
    assert_eq!(states(&customers(lab.path(), &[]).1), ["unchanged"; 8]);
    assert_eq!(states(&customers(lab.path(), &["--check"]).1), ["unchanged"; 8]);
    fs::write(lab.path().join("out/b/docs/guide.en.md"), "edited").expect("written");
    let (code, lines) = customers(lab.path(), &["--check"]);
    assert_eq!((code, states(&lines).iter().filter(|state| *state == "stale").count()), (1, 1));
}

#[test]
fn a_row_that_is_wrong_is_said_and_takes_no_other_with_it() {
    let lab = lab(&format!("{TABLE}../c,,,,,,,\nd,,,,,,,tomorrow\nA,,,,,,,\ne,x\nf,,,,,,,\n"));
    let (code, lines) = customers(lab.path(), &[]);
    assert_eq!(code, 2);
    let said: Vec<(Option<&str>, Option<u64>, Option<&str>)> = lines
        .iter()
        .map(|line| (line["customer"].as_str(), line["line"].as_u64(), line["column"].as_str()))
        .collect();
    let expected = [
        (Some("a"), Some(2), None),
        (Some("b"), Some(3), None),
        (None, Some(4), Some("id")),
        (None, Some(5), Some("guide.updated")),
        (None, Some(6), Some("id")),
        (None, Some(7), None),
        (Some("f"), Some(8), None),
    ];
    assert_eq!(said, expected);
    let (code, human, _) = run(
        lab.path(),
        &["customers", "table.csv", "--output", "out", "--lang", "zh-CN", "template"],
    );
    assert_eq!(code, 2);
    assert!(
        human.contains("table.csv:5：guide.updated：") && human.contains("3 个客户：全部"),
        "{human}"
    );
    assert_eq!(human.matches("undeclared-information").count(), 1, "once for all: {human}");
}

#[test]
fn information_types_are_the_templates() {
    for column in [
        "information.Location.purpose",
        "rules.undeclared-information",
        "program.root",
        "guide.path",
        "sdk",
    ] {
        let lab = lab(&format!("id,{column}\na,x\n"));
        let (code, out, said) = run(
            lab.path(),
            &["customers", "table.csv", "--output", "out", "--lang", "en", "template"],
        );
        assert_eq!(
            (code, out.as_str(), lab.path().join("out").exists()),
            (2, "", false),
            "{column}"
        );
        assert!(said.contains(column), "{said}");
    }
}

#[test]
fn a_table_beyond_its_bound_is_refused_and_not_cut() {
    let lab = lab(TABLE);
    fs::File::create(lab.path().join("table.csv"))
        .expect("made")
        .set_len((64 << 20) + 1)
        .expect("a sparse file");
    let (code, _, said) =
        run(lab.path(), &["customers", "table.csv", "--output", "out", "--lang", "en", "template"]);
    assert!(code == 2 && said.contains("64 MB"), "{said}");
    assert!(!lab.path().join("out").exists());
}

#[test]
fn nothing_is_written_over_what_is_not_ours_or_outside() {
    let lab = lab(TABLE);
    write(lab.path(), &[("out/a/privguide.toml", "format = 2\n"), ("out/b/README.md", "")]);
    let (code, lines) = customers(lab.path(), &[]);
    assert_eq!((code, lines.len()), (2, 2));
    assert!(lines.iter().all(|line| {
        line["error"]["message"].as_str().is_some_and(|said| said.contains("nothing was written"))
    }));
    assert_eq!(
        fs::read_to_string(lab.path().join("out/a/privguide.toml")).expect("there"),
        "format = 2\n"
    );
    for output in ["template/mini/out", "template/mini"] {
        let (code, _, said) = run(
            lab.path(),
            &["customers", "table.csv", "--output", output, "--lang", "en", "template"],
        );
        assert!(code == 2 && said.contains("uploaded"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_leads_no_file_away() {
    let lab = lab(TABLE);
    write(lab.path(), &[("elsewhere/keep", "")]);
    fs::create_dir(lab.path().join("out")).expect("made");
    fs::create_dir(lab.path().join("empty")).expect("made");
    std::os::unix::fs::symlink("../empty", lab.path().join("out/a")).expect("linked");
    let (code, lines) = customers(lab.path(), &[]);
    assert_eq!(
        (code, lines[0]["error"].is_null(), lines[1]["error"].is_null()),
        (2, false, true),
        "{lines:?}"
    );
    assert_eq!(fs::read_dir(lab.path().join("empty")).expect("there").count(), 0);
}

#[cfg(unix)]
#[test]
fn a_committed_link_or_device_neither_leads_files_away_nor_is_read() {
    let lab = lab(TABLE);
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(from, lab.path().join(to)).expect("linked");
    };
    fs::create_dir_all(lab.path().join(".git")).expect("made");
    let elsewhere = tempfile::tempdir().expect("a folder");
    link(&elsewhere.path().display().to_string(), "linked");
    for output in ["linked", "linked/deep", ".git/z"] {
        let (code, _, said) =
            run(lab.path(), &["customers", "table.csv", "--output", output, "template"]);
        assert_eq!(code, 2, "{output}: {said}");
    }
    assert_eq!(
        fs::read_dir(elsewhere.path()).expect("there").count()
            + fs::read_dir(lab.path().join(".git")).expect("there").count(),
        0
    );
    // Reading these never ends.
    fs::create_dir_all(lab.path().join("out/a")).expect("made");
    link("/dev/zero", "out/a/privguide.toml");
    for check in [&["--check"][..], &[]] {
        let (code, lines) = customers(lab.path(), check);
        assert_eq!((code, lines[0]["error"].is_null()), (2, false), "{lines:?}");
    }
}

#[test]
fn the_order_of_rows_and_other_rows_change_nothing() {
    let rows: Vec<String> = (0..200).map(|at| format!("c{at},,店{at},,公司{at},,,\n")).collect();
    let header = TABLE.lines().next().expect("a header");
    let all = |rows: &mut dyn Iterator<Item = &String>| {
        lab(&format!("{header}\n{}", rows.cloned().collect::<String>()))
    };
    let (forward, backward) = (all(&mut rows.iter()), all(&mut rows.iter().rev()));
    let lines = |lab: &tempfile::TempDir| {
        let mut lines = customers(lab.path(), &[]).1;
        for line in &mut lines {
            line["line"].take();
        }
        lines.sort_by_key(|line| line["customer"].as_str().map(str::to_owned));
        lines
    };
    assert_eq!(lines(&forward), lines(&backward));
    for id in ["c0", "c117"] {
        let guide = |lab: &tempfile::TempDir| {
            fs::read(lab.path().join(format!("out/{id}/docs/guide.zh-CN.md"))).expect("written")
        };
        assert_eq!(guide(&forward), guide(&backward));
    }
}

/// The same comparison for content that does not fit in a cell: a file of declarations and an
/// `ext.json`.
#[test]
fn a_customer_has_third_parties_and_a_configuration_of_its_own() {
    let lab = lab("id,appid,service-provider.name,overlay,ext\n\
                   a,wx0123456789abcdef,丙公司,a/own.toml,a/ext.json\n\
                   b,wx1123456789abcdef,,,b/ext.json\n\
                   c,,,,\n");
    let ext = |appid: &str, infos: &str| {
        format!(
            r#"{{ "extEnable": true, "extAppid": "{appid}", "requiredPrivateInfos": [{infos}] }}"#
        )
    };
    write(
        lab.path(),
        &[
            (
                "a/own.toml",
                "[[recipient]]\nname = \"丁公司\"\nhosts = [\"d.example\"]\n\
                 information = { Location = \"计算运费\" }\n[supplement]\nfiles = [\"more/a.txt\"]\n",
            ),
            ("template/more/a.txt", "补充说明\n"),
            ("a/ext.json", &ext("wx0123456789abcdef", "\"getLocation\"")),
            ("b/ext.json", &ext("wx1123456789abcdef", "\"chooseAddress\"")),
        ],
    );
    let (_, lines) = customers(lab.path(), &[]);
    assert_eq!(lines.len(), 3);
    let rules = |line: &Value| -> Vec<String> {
        let findings = line["findings"].as_array().expect("findings").iter();
        findings.map(|finding| finding["rule"].as_str().expect("named").to_owned()).collect()
    };
    for line in &lines {
        let id = line["customer"].as_str().expect("named");
        let (out, single) = (lab.path().join("out").join(id), lab.path().join("template"));
        fs::copy(out.join("privguide.toml"), single.join("privguide.toml")).expect("copied");
        let own = single.join("mini/ext.json");
        drop(fs::remove_file(&own));
        if id != "c" {
            fs::copy(out.join("ext.json"), &own).expect("copied");
        }
        run(&single, &["generate"]);
        let guide = "docs/guide.zh-CN.md";
        let text = fs::read_to_string(out.join(guide)).expect("written");
        assert_eq!(text, fs::read_to_string(single.join(guide)).expect("written"), "{id}");
        let check: Value = serde_json::from_str(
            &run(lab.path(), &["check", "--format", "json", "--lang", "en", "template"]).1,
        )
        .expect("JSON");
        assert_eq!(line["findings"], check["findings"], "{id}");
        assert_eq!(text.contains("丙公司"), id == "a", "{text}");
        assert_eq!(text.contains("丁公司"), id == "a", "{text}");
    }
    let missing = |line: &Value| rules(line).contains(&"missing-private-info".to_owned());
    assert!(!missing(&lines[0]) && missing(&lines[1]), "{lines:?}");
    let supplement = fs::read_to_string(lab.path().join("out/a/more/a.txt")).expect("copied");
    assert_eq!(supplement, "补充说明\n");
}

/// The judge once more, for what an `ext.json` says beside the list of interfaces: plugins and
/// permissions of one customer are no other's.
#[test]
fn plugins_and_permissions_of_an_ext_json_are_the_customers_own() {
    let lab = lab("id,ext\nplugin,plugin.json\npermission,permission.json\nboth,both.json\n\
                   off,off.json\nnone,\n");
    let plugin = r#""plugins": { "p": { "version": "1.0.0", "provider": "wx2123456789abcdef" } }"#;
    let permission = r#""permission": { "scope.userLocation": { "desc": "" } }"#;
    let (on, off) = (r#""extEnable": true"#, r#""extEnable": false"#);
    let ext = |parts: &[&str]| format!("{{ {} }}", parts.join(", "));
    write(
        lab.path(),
        &[
            ("plugin.json", &ext(&[on, plugin])),
            ("permission.json", &ext(&[on, permission])),
            ("both.json", &ext(&[on, plugin, permission])),
            ("off.json", &ext(&[off, plugin, permission])),
        ],
    );
    let (_, lines) = customers(lab.path(), &[]);
    let has = |line: &Value, rule: &str| line["findings"].to_string().contains(rule);
    for line in &lines {
        let id = line["customer"].as_str().expect("named");
        let (out, single) = (lab.path().join("out").join(id), lab.path().join("template"));
        fs::copy(out.join("privguide.toml"), single.join("privguide.toml")).expect("copied");
        let own = single.join("mini/ext.json");
        drop(fs::remove_file(&own));
        if id != "none" {
            fs::copy(out.join("ext.json"), &own).expect("copied");
        }
        run(&single, &["generate"]);
        let alone = run(lab.path(), &["check", "--format", "json", "--lang", "en", "template"]).1;
        let alone: Value = serde_json::from_str(&alone).expect("JSON");
        assert_eq!(line["findings"], alone["findings"], "{id}");
        let (plugin, permission) =
            (has(line, "undeclared-plugin"), has(line, "invalid-permission"));
        assert_eq!(plugin, matches!(id, "plugin" | "both"), "{id}: {line}");
        assert_eq!(permission, matches!(id, "permission" | "both"), "{id}: {line}");
    }
    assert_eq!(lines.len(), 5);
}

#[test]
fn files_that_rows_name_are_the_customers_own() {
    let lab = lab("id,appid,overlay,ext\n\
                   up,,../own.toml,\n\
                   none,,missing.toml,\n\
                   wide,,wide.toml,\n\
                   json,,,wide.toml\n\
                   other,wx0123456789abcdef,,other.json\n\
                   off,,,off.json\n");
    let wide = "[information.Location]\npurpose = \"x\"\n";
    write(
        lab.path(),
        &[
            ("wide.toml", wide),
            ("other.json", r#"{ "extEnable": true, "extAppid": "wx1123456789abcdef" }"#),
            ("off.json", r#"{ "ext": {} }"#),
        ],
    );
    let (code, lines) = customers(lab.path(), &[]);
    assert_eq!(code, 2);
    let columns: Vec<Option<&str>> = lines.iter().map(|line| line["column"].as_str()).collect();
    let (overlay, ext) = (Some("overlay"), Some("ext"));
    assert_eq!(columns, [overlay, overlay, overlay, ext, ext, None]);
    let said: Vec<&str> =
        lines.iter().filter_map(|line| line["error"]["message"].as_str()).collect();
    assert!(said[2].contains("information") && said[4].contains("extAppid"), "{said:?}");
    assert!(lines[5]["notes"].to_string().contains("it has no effect"), "{}", lines[5]);
}
