//! Configuration is rejected exactly where the platform's tool rejects it (measured with
//! `miniprogram-ci` 2.1.42), but still read.

use crate::{DECLARATIONS, owned, pairs, project, report, run};

const USE: (&str, &str) = ("p/a.js", "Page({ onLoad() { wx.getLocation() } })");

/// The findings about configuration: file, line and message.
fn broken(files: &[(&str, &str)]) -> Vec<(String, u64, String)> {
    let folder = project(
        &[&[("p/a.wxml", "<view/>"), USE, ("privguide.toml", DECLARATIONS)], files].concat(),
    );
    let report = report(folder.path(), &["check"]);
    let findings = report["findings"].as_array().expect("findings").iter();
    findings
        .filter(|finding| finding["rule"] == "broken-configuration")
        .flat_map(|finding| {
            finding["places"].as_array().expect("places").iter().map(move |place| (finding, place))
        })
        .map(|(finding, place)| {
            let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
            (
                text(&place["file"]),
                place["line"].as_u64().expect("a line"),
                text(&finding["message"]),
            )
        })
        .collect()
}

#[test]
fn every_fault_of_app_json_is_a_finding() {
    let app = "{\n  \"pages\": [\n    'p/a'\n  ]\n  \"debug\": true,\n  \"a\": +1,\n  \"b\": 0x10,\n  // c\n  d: 1,\n}\n";
    let mut lines: Vec<u64> =
        broken(&[("app.json", app)]).into_iter().map(|(_, line, _)| line).collect();
    lines.sort_unstable();
    assert_eq!(lines, [3, 5, 6, 7, 8, 9, 9]);
    let (chinese, _) = {
        let folder = project(&[("app.json", app), USE, ("privguide.toml", DECLARATIONS)]);
        run(folder.path(), &["check", "--lang", "zh-CN", "--format", "short"])
    };
    assert!(chinese.contains("app.json 不是合格的 JSON：前面缺少逗号"), "{chinese}");
}

#[test]
fn the_json_of_pages_components_and_themes_is_held_to_the_same() {
    for text in [
        "",
        "{ /* a */ }",
        "{\"usingComponents\":{",
        "\u{feff}{}",
        "{'a':1}",
        "[{}]",
        "null",
        "\"{}\"",
        "1",
    ] {
        let app = (
            "app.json",
            "{ \"pages\": [\"p/a\"], \"usingComponents\": { \"c\": \"/c/c\" }, \"themeLocation\": \"theme.json\" }",
        );
        let component = [("c/c.wxml", ""), ("c/c.js", "")];
        let refused = |file: &str| {
            let mut files = vec![app, ("p/a.json", "{}"), ("c/c.json", "{}"), ("theme.json", "{}")];
            files.retain(|(name, _)| *name != file);
            files.extend(component);
            files.push((file, text));
            broken(&files).into_iter().map(|(file, ..)| file).collect::<Vec<_>>()
        };
        for file in ["p/a.json", "c/c.json", "theme.json"] {
            assert!(refused(file).iter().any(|named| named == file), "{file}: {text:?}");
        }
        // The tool reads neither data files nor files that are not reached.
        for file in ["data/x.json", "unused/u.json", "project.private.config.json", "sitemap.json"]
        {
            assert_eq!(refused(file), [""; 0], "{file}: {text:?}");
        }
    }
}

/// If the tool rejects a configuration, no file is known to be left out.
#[test]
fn a_broken_configuration_strips_nothing() {
    let strip = ("project.config.json", "{ \"setting\": { \"ignoreUploadUnusedFiles\": true } }");
    let files: &[&[(&str, &str)]] = &[
        &[("app.json", "{ \"pages\": [\"p/a\",] }")],
        &[("app.json", "{ \"pages\": [\"p/a\"")],
        &[("app.json", "[{ \"pages\": [\"p/a\"] }]")],
        &[("app.json", "null")],
        &[
            ("app.json", "{ \"pages\": [\"p/a\"] }"),
            ("p/a.json", "[{ \"usingComponents\": { \"c\": \"/c/c\" } }]"),
        ],
        &[
            ("app.json", "{ \"pages\": [\"p/a\"] }"),
            ("p/a.json", "{ \"usingComponents\": { \"c\": \"/c/c\" }, }"),
        ],
    ];
    for files in files {
        let component = [
            ("c/c.json", "{}"),
            ("c/c.js", "wx.chooseImage()"),
            ("c/c.wxml", ""),
            ("p/a.wxml", ""),
            USE,
            strip,
        ];
        let folder = project(&[&component[..], *files].concat());
        let scan = report(folder.path(), &["scan"]);
        let uses = pairs(&scan, "uses", ["file", "interface"]);
        assert_eq!(
            uses,
            owned(&[("c/c.js", "wx.chooseImage"), ("p/a.js", "wx.getLocation")]),
            "{files:?}"
        );
        let (_, status) = run(folder.path(), &["init"]);
        let written =
            std::fs::read_to_string(folder.path().join("privguide.toml")).expect("written");
        assert!(status == Some(0) && written.contains("[information.Location]"), "{written}");
    }
    // Without a fault, the filter is applied.
    let folder = project(&[
        ("app.json", "{ \"pages\": [\"p/a\"] }"),
        ("p/a.wxml", ""),
        USE,
        ("c/c.js", "wx.chooseImage()"),
        strip,
    ]);
    assert_eq!(
        pairs(&report(folder.path(), &["scan"]), "uses", ["file", "interface"]),
        owned(&[("p/a.js", "wx.getLocation")])
    );
}

#[test]
fn a_configuration_written_as_a_script_that_does_not_parse_is_said() {
    let folder = project(&[
        ("package.json", "{\"dependencies\":{\"@tarojs/taro\":\"3\"}}"),
        (
            "src/app.config.ts",
            "export default defineAppConfig({\n  pages: ['p/a'],\n  # window\n})\n",
        ),
        ("src/app.ts", ""),
        ("src/p/a.tsx", "wx.getLocation()"),
        ("privguide.toml", DECLARATIONS),
    ]);
    let report = report(folder.path(), &["check"]);
    let findings = report["findings"].as_array().expect("findings");
    let said = findings
        .iter()
        .find(|finding| finding["rule"] == "broken-configuration")
        .expect("it is said");
    assert_eq!(
        (said["places"][0]["file"].as_str(), said["places"][0]["line"].as_u64()),
        (Some("src/app.config.ts"), Some(3))
    );
}
