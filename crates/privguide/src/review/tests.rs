//! Tests levels, suppressions, the baseline and fixes through the public interface.

use super::{
    BASELINE_FILE, Baseline, FixedFile, Level, LevelSetting, Review, ReviewSettings, Rule,
    examples::findings_with,
};
use crate::tree::MemoryTree;

/// One undeclared type (an error) and one retired interface (a warning).
const PAGE: &str = "Page({ onLoad() { wx.getUserProfile({}) } })\n";

fn shop(declared: &str, page: &str) -> MemoryTree {
    MemoryTree::new()
        .with("app.json", "{ \"pages\": [\"pages/index/index\"] }\n")
        .with("pages/index/index.js", page)
        .with("pages/index/index.wxml", "<view></view>\n")
        .with("privguide.toml", format!("format = 1\n{declared}"))
}

/// The level of a rule's finding, if it is reported.
fn level(tree: &MemoryTree, levels: &[(&str, LevelSetting)], rule: &str) -> Option<Level> {
    let levels = levels.iter().map(|(rule, level)| ((*rule).to_owned(), *level)).collect();
    let settings = ReviewSettings { levels, ..ReviewSettings::default() };
    findings_with(tree, None, &settings)
        .into_iter()
        .find(|finding| finding.rule == rule)
        .map(|finding| finding.level)
}

#[test]
fn the_project_sets_levels_and_the_command_line_has_the_last_word() {
    use LevelSetting::{Allow, Deny, Warn};
    let rule = "retired-interface";
    let plain = shop("", PAGE);
    assert_eq!(level(&plain, &[], rule), Some(Level::Warning));
    assert_eq!(level(&plain, &[(rule, Deny)], rule), Some(Level::Error));
    assert_eq!(level(&plain, &[(rule, Allow)], rule), None);
    let denied = shop("[rules]\nretired-interface = \"deny\"\n", PAGE);
    assert_eq!(level(&denied, &[], rule), Some(Level::Error));
    assert_eq!(level(&denied, &[(rule, Warn)], rule), Some(Level::Warning));
    assert_eq!(
        level(&denied, &[(rule, Allow), (rule, Deny)], rule),
        Some(Level::Error),
        "the last one wins"
    );
    let allowed = shop("[rules]\nretired-interface = \"allow\"\n", PAGE);
    assert_eq!(level(&allowed, &[], rule), None);
    assert_eq!(
        level(&allowed, &[], "undeclared-information"),
        Some(Level::Error),
        "other rules are as they were"
    );
}

#[test]
fn all_warnings_can_be_denied_but_for_one() {
    let rule = "retired-interface";
    let plain = shop("", PAGE);
    assert_eq!(level(&plain, &[("warnings", LevelSetting::Deny)], rule), Some(Level::Error));
    assert_eq!(level(&plain, &[("warnings", LevelSetting::Allow)], rule), None);
    assert_eq!(
        level(&plain, &[("warnings", LevelSetting::Allow)], "undeclared-information"),
        Some(Level::Error)
    );
    let but_one = [("warnings", LevelSetting::Deny), (rule, LevelSetting::Allow)];
    assert_eq!(level(&plain, &but_one, rule), None);
}

#[test]
fn a_suppression_needs_a_reason_and_a_finding() {
    let page = |comment: &str| {
        format!("Page({{ onLoad() {{\n  // {comment}\n  wx.getUserProfile({{}})\n}} }})\n")
    };
    let findings_for = |comment: &str| {
        let found = findings_with(&shop("", &page(comment)), None, &ReviewSettings::default());
        found.into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    let reasoned = findings_for("privguide-allow retired-interface: old clients");
    assert!(
        !reasoned.contains(&"retired-interface") && reasoned.contains(&"undeclared-information"),
        "{reasoned:?}"
    );
    let bare = findings_for("privguide-allow retired-interface");
    assert!(bare.contains(&"suppression-without-reason"), "{bare:?}");
    let idle = findings_for("privguide-allow use-outside-where: no idea");
    assert!(
        idle.contains(&"unused-suppression") && idle.contains(&"retired-interface"),
        "{idle:?}"
    );
}

#[test]
fn a_baseline_lets_pass_what_it_counts_and_no_more() {
    let allow = |count: u32| {
        format!(
            "[[allow]]\nfile = \"pages/index/index.js\"\nrule = \"retired-interface\"\ninterface = \"wx.getUserProfile\"\ncount = {count}\n"
        )
    };
    let findings_for = |count: u32, page: &str| {
        let tree = shop("", page).with(BASELINE_FILE, allow(count));
        let found = findings_with(&tree, None, &ReviewSettings::default());
        ["retired-interface", "stale-baseline"]
            .map(|rule| found.iter().any(|finding| finding.rule == rule))
    };
    let twice = "Page({ onLoad() { wx.getUserProfile({}); wx.getUserProfile({}) } })\n";
    assert_eq!(findings_for(1, PAGE), [false, false]);
    assert_eq!(findings_for(1, twice), [true, false], "one more than allowed");
    assert_eq!(findings_for(2, PAGE), [false, true], "one less than allowed");
}

#[test]
fn a_baseline_just_written_leaves_nothing_to_say() {
    let page = "// privguide-allow undeclared-information\nwx.getLocation({})\n// privguide-allow unresolved-access: gone\nwx.startCompass()\n";
    let tree = shop("[information.Camera]\npurpose = \"x\"\n", page);
    let review = Review { findings: findings_with(&tree, None, &ReviewSettings::default()) };
    let tree = tree.with(BASELINE_FILE, Baseline::text_for(&review).as_str());
    let left = findings_with(&tree, None, &ReviewSettings::default());
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn a_fix_keeps_the_rest_of_the_file_and_is_made_once() {
    let page = "Page({ onLoad() { wx.getLocation({}); wx.chooseAddress({}) } })\n";
    let app = "{\n  \"pages\": [\n    \"pages/index/index\"\n  ],\n  \"requiredPrivateInfos\": [\n    \"chooseAddress\"\n  ]\n}\n";
    let tree = shop("", page).with("app.json", app);
    let files =
        FixedFile::from_findings(&tree, &findings_with(&tree, None, &ReviewSettings::default()));
    assert_eq!(files.len(), 1);
    assert_eq!(
        files[0].after,
        app.replace("\"chooseAddress\"\n", "\"chooseAddress\",\n    \"getLocation\"\n")
    );
    let tree = tree.with("app.json", files[0].after.as_str());
    assert!(
        FixedFile::from_findings(&tree, &findings_with(&tree, None, &ReviewSettings::default()))
            .is_empty()
    );
}

#[test]
fn a_source_is_never_fixed() {
    let tree = MemoryTree::new()
        .with(
            "src/app.config.ts",
            "export default defineAppConfig({ pages: ['pages/index/index'] })\n",
        )
        .with(
            "src/pages/index/index.tsx",
            "import Taro from '@tarojs/taro'\nTaro.getLocation({})\n",
        )
        .with("package.json", "{ \"dependencies\": { \"@tarojs/taro\": \"4.0.0\" } }\n")
        .with("privguide.toml", "format = 1\n");
    let found = findings_with(&tree, None, &ReviewSettings::default());
    assert!(found.iter().any(|finding| finding.rule == "missing-private-info"), "{found:#?}");
    assert!(FixedFile::from_findings(&tree, &found).is_empty());
}

/// The help texts of a rule.
fn helps(tree: &MemoryTree, rule: &str) -> Vec<String> {
    let found = findings_with(tree, None, &ReviewSettings::default())
        .into_iter()
        .filter(|finding| finding.rule == rule);
    found.flat_map(|finding| finding.help).map(|help| help.en).collect()
}

#[test]
fn nobody_is_told_to_edit_a_library_and_own_code_is_not_called_one() {
    let own = helps(&shop("", PAGE), "retired-interface");
    assert!(own.iter().all(|help| !help.contains("library")), "{own:?}");
    let both = shop("", &format!("require('../../lib/sdk.min.js')\n{PAGE}"))
        .with("lib/sdk.min.js", "wx.getUserProfile({}); function f(n) { wx[n]() }\n");
    let mixed = helps(&both, "retired-interface");
    assert!(
        mixed.len() == 2 && mixed[0].starts_with("what stands in folders such as"),
        "{mixed:?}"
    );
    let minified = helps(&both, "unresolved-access");
    assert!(
        minified.len() == 1 && minified[0].starts_with("this is a library's code"),
        "{minified:?}"
    );
}

#[test]
fn the_help_names_the_file_that_holds_the_configuration() {
    let uni = MemoryTree::new()
        .with("pages.json", "{ \"pages\": [{ \"path\": \"pages/a\" }] }")
        .with("manifest.json", "{ \"mp-weixin\": { \"appid\": \"\" } }")
        .with("App.vue", "<script>export default { onLaunch() { uni.startLocationUpdateBackground({}) } }</script>")
        .with("privguide.toml", "format = 1\n");
    assert_eq!(
        helps(&uni, "invalid-background-modes"),
        ["write \"requiredBackgroundModes\": [\"location\"] in manifest.json"]
    );
}

#[test]
fn a_syntax_error_has_its_line() {
    let torn = shop("", "Page({\n  a: wx.getLocation\n  b: 2\n})\n");
    let found = findings_with(&torn, None, &ReviewSettings::default());
    let place =
        &found.iter().find(|finding| finding.rule == "unanalysed-file").expect("told").places[0]
            .place;
    assert!(place.line == 3 && place.start < place.end, "{place:?}");
}

#[test]
fn what_a_plugin_lacks_is_told_at_once() {
    let found = findings_with(
        &shop("[[plugin]]\nappid = \"wx76a9a06e5b4e693e\"\n", ""),
        None,
        &ReviewSettings::default(),
    );
    let findings_for: Vec<&str> = found
        .iter()
        .filter(|finding| finding.rule == "incomplete-third-party")
        .map(|finding| finding.message.en.as_str())
        .collect();
    assert_eq!(findings_for, ["[[plugin]] has no name, provider, information"]);
}

/// The review reports every gap of the guide, so that `generate` and `check` agree.
#[test]
fn every_gap_of_a_guide_has_its_rule() {
    use crate::{guide::Gap, language::Language};
    let text = || "x".to_owned();
    let gaps = [
        Gap::ProgramName,
        Gap::DeveloperName,
        Gap::Purpose { information: text(), declared: true },
        Gap::Purpose { information: text(), declared: false },
        Gap::ThirdPartyPurpose { party: text(), information: text() },
        Gap::ThirdParty { party: text(), key: "name" },
        Gap::Plugin { alias: text() },
        Gap::List { table: text(), key: "scene" },
        Gap::Unlisted { party: text() },
        Gap::Contact,
        Gap::Notice,
        Gap::Updated,
        Gap::Effective,
        Gap::Translation { key: text(), language: Language::En },
        Gap::Translation { key: text(), language: Language::ZhCn },
    ];
    for gap in gaps {
        let found = Rule::named(gap.rule()).unwrap_or_else(|| panic!("{gap:?}"));
        assert_eq!(found.document().level, Level::Error, "{gap:?}");
        assert!(!gap.next_step().zh.is_empty() && !gap.next_step().en.is_empty());
    }
}
