//! Checks that every rule reports its failing examples, does not report its passing ones, and has
//! its texts in both languages.

use super::{
    BASELINE_FILE, Baseline, Example, Finding, GuideFile, GuideFreshness, ReviewInput,
    ReviewSettings, Reviewed, Rule, RuleDocument, Strictness, document, review,
};
use crate::{
    program::Otherwise,
    project::{AnalysedProgram, LoadOptions, Project},
    tree::{MemoryTree, SourceText, SourceTree as _, TreePath},
};

/// Files that an example need not contain.
const DEFAULTS: &[(&str, &str)] = &[
    ("app.json", "{ \"pages\": [\"pages/index/index\"] }\n"),
    ("pages/index/index.js", "Page({})\n"),
    ("pages/index/index.wxml", "<view></view>\n"),
    ("privguide.toml", "format = 1\n"),
];

/// The findings of a small project.
fn findings(
    files: &[(String, String)],
    guide: Option<GuideFreshness>,
    settings: &ReviewSettings,
    built: Option<&str>,
) -> Vec<Finding> {
    let mut tree = MemoryTree::new();
    let other = built.is_some()
        || files.iter().any(|(path, _)| {
            matches!(path.as_str(), "game.json" | "plugin.json" | "plugin/plugin.json")
        });
    for (path, content) in DEFAULTS {
        if !other || *path == "privguide.toml" {
            tree.insert(path, *content);
        }
    }
    for (path, content) in files {
        tree.insert(path, content.as_str());
    }
    findings_built(&tree, guide, settings, built)
}

/// The findings of the programs of a tree with a `privguide.toml`.
pub(super) fn findings_in(tree: &MemoryTree, guide: Option<GuideFreshness>) -> Vec<Finding> {
    findings_with(tree, guide, &ReviewSettings::default())
}

/// Like [`findings_in`], with settings of the user.
pub(super) fn findings_with(
    tree: &MemoryTree,
    guide: Option<GuideFreshness>,
    settings: &ReviewSettings,
) -> Vec<Finding> {
    findings_built(tree, guide, settings, None)
}

/// Like [`findings_in`], with the output folder of a build for comparison.
fn findings_built(
    tree: &MemoryTree,
    guide: Option<GuideFreshness>,
    settings: &ReviewSettings,
    built: Option<&str>,
) -> Vec<Finding> {
    let path = TreePath::new("privguide.toml").expect("inside");
    let options = LoadOptions {
        declarations: Some(path),
        otherwise: Otherwise::ReadFolder,
        built: built.and_then(TreePath::new),
        ..LoadOptions::default()
    };
    let project = Project::load(tree, &options).expect("a program");
    let programs: Vec<Reviewed<'_>> = project.programs.iter().map(reviewed).collect();
    let built: Vec<Reviewed<'_>> = project.built.iter().map(reviewed).collect();
    let parsed = project.declarations.as_ref().expect("there are some");
    let guide = guide.map(|state| GuideFile {
        path: TreePath::new("privacy-guide.zh-CN.md").expect("inside"),
        state,
    });
    let baseline = TreePath::new(BASELINE_FILE).expect("inside");
    let baseline =
        tree.read(&baseline).ok().map(|bytes| Baseline::parse(SourceText::decode(baseline, bytes)));
    review(ReviewInput {
        tree,
        programs: &programs,
        built: &built,
        declarations: parsed,
        record: &project.recorded.problems,
        is_record_open: false,
        guides: guide.as_slice(),
        baseline: baseline.as_ref(),
        settings,
    })
    .findings
}

fn reviewed(analysed: &AnalysedProgram) -> Reviewed<'_> {
    Reviewed { program: &analysed.program, catalog: &analysed.catalog, scan: &analysed.scan }
}

/// The strictness of a small project.
fn strictness(files: &[(String, String)]) -> Strictness {
    let mut tree = MemoryTree::new();
    for (path, content) in DEFAULTS
        .iter()
        .copied()
        .chain(files.iter().map(|(path, content)| (path.as_str(), content.as_str())))
    {
        tree.insert(path, content);
    }
    let mut strictness = Strictness::default();
    strictness.add(&tree, &TreePath::root(), &TreePath::new("privguide.toml").expect("inside"));
    strictness
}

fn of_rule(id: &str, example: &Example) -> Vec<Finding> {
    let built = example.setting.as_deref().and_then(|setting| setting.strip_prefix("built: "));
    let guide =
        example.setting.as_deref().and_then(|setting| match setting.strip_prefix("guide: ")? {
            "missing" => Some(GuideFreshness::Missing),
            "stale" => Some(GuideFreshness::Stale),
            "current" => Some(GuideFreshness::Current),
            other => panic!("{id}: `{other}` is no state of a guide"),
        });
    let base = example
        .setting
        .as_deref()
        .and_then(|setting| setting.strip_prefix("base: ")?.split_once(','));
    let weakened = base
        .map(|(name, _)| strictness(&example.files).weakened_since(&strictness(&[]), name))
        .unwrap_or_default();
    let settings = ReviewSettings {
        undated_since: base.map(|(name, _)| name.to_owned()),
        weakened,
        ..ReviewSettings::default()
    };
    let mut found = findings(&example.files, guide, &settings, built);
    found.retain(|finding| finding.rule == id);
    found
}

#[test]
fn every_markdown_file_is_listed_and_every_rule_has_its_own() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of the rules")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let listed: Vec<String> = Rule::all().iter().map(|rule| format!("{}.md", rule.id)).collect();
    assert_eq!(files, listed, "rules are listed once, sorted by id");
}

#[test]
fn every_document_is_complete() {
    for rule in Rule::all() {
        let document =
            RuleDocument::parse(rule.text).unwrap_or_else(|why| panic!("{}: {why}", rule.id));
        assert_eq!(document.id, rule.id);
        assert!(
            document.examples.iter().any(|example| example.fails),
            "{} has no failing example",
            rule.id
        );
        assert!(
            document.examples.iter().any(|example| !example.fails),
            "{} has no passing example",
            rule.id
        );
        assert!(!document.title.zh.is_ascii(), "{}", rule.id);
    }
}

#[test]
fn every_rule_fires_on_its_failing_examples_and_is_silent_on_its_passing_ones() {
    for rule in Rule::all() {
        for (at, example) in document(rule.id).examples.iter().enumerate() {
            let found = of_rule(rule.id, example);
            assert_eq!(!found.is_empty(), example.fails, "{}: example {at}: {found:#?}", rule.id);
        }
    }
}

#[test]
fn every_finding_reads_well() {
    for rule in Rule::all() {
        for example in &document(rule.id).examples {
            for finding in of_rule(rule.id, example) {
                let texts = finding.help.iter().chain([&finding.message]);
                for text in texts {
                    for language in [&text.zh, &text.en] {
                        assert!(
                            !language.is_empty() && !language.ends_with(['.', '。']),
                            "{}: {language}",
                            rule.id
                        );
                        assert!(!language.contains("  "), "{}: {language}", rule.id);
                    }
                    assert!(!text.zh.is_ascii(), "{}: {}", rule.id, text.zh);
                    let english = text.en.split(['"', '`']).step_by(2).collect::<String>();
                    assert!(
                        english.matches(|c: char| ('\u{4e00}'..'\u{9fff}').contains(&c)).count()
                            <= 8,
                        "{}: {english}",
                        rule.id
                    );
                }
                assert!(
                    !finding.places.is_empty(),
                    "{}: {} has no place",
                    rule.id,
                    finding.message.en
                );
                assert!(
                    !finding.help.is_empty(),
                    "{}: {} does not say what to do",
                    rule.id,
                    finding.message.en
                );
            }
        }
    }
}
