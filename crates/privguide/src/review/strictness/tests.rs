use super::Strictness;
use crate::{
    review::{Level, WeakeningKind},
    tree::{MemoryTree, TreePath},
};

fn shop() -> MemoryTree {
    MemoryTree::new()
        .with("app.json", "{ \"pages\": [\"a\"] }")
        .with("a.js", "Page({})\n")
        .with("privguide.toml", "format = 1\n")
}

/// Adds the folder of each `privguide.toml`, as a caller finds them.
fn strictness(tree: &MemoryTree, judged: bool) -> Strictness {
    let mut strictness = Strictness::default();
    let root = TreePath::root();
    if judged {
        strictness.add(tree, &root, &TreePath::new("privguide.toml").expect("inside"));
    }
    strictness.add_programs(tree, &root);
    strictness
}

fn weakenings(before: &MemoryTree, after: &MemoryTree) -> Vec<(WeakeningKind, Level, String)> {
    let found = strictness(after, true).weakened_since(&strictness(before, true), "v1");
    found.into_iter().map(|one| (one.kind, one.level(), one.message.en)).collect()
}

fn kinds(before: &MemoryTree, after: &MemoryTree) -> Vec<WeakeningKind> {
    let mut kinds: Vec<WeakeningKind> =
        weakenings(before, after).into_iter().map(|(kind, ..)| kind).collect();
    kinds.dedup();
    kinds
}

#[test]
fn a_rule_that_counts_less_is_told_and_one_that_counts_more_is_not() {
    let with =
        |rules: &str| shop().with("privguide.toml", format!("format = 1\n[rules]\n{rules}\n"));
    for lower in [
        "undeclared-information = \"allow\"",
        "undeclared-information = \"warn\"",
        "vague-purpose = \"allow\"",
    ] {
        assert_eq!(kinds(&shop(), &with(lower)), [WeakeningKind::Level], "{lower}");
        assert_eq!(kinds(&with(lower), &shop()), [], "{lower}");
        assert_eq!(kinds(&with(lower), &with(lower)), [], "{lower}");
    }
    assert_eq!(kinds(&with("unused-declaration = \"deny\""), &shop()), [WeakeningKind::Level]);
    // A single word for all warnings disables many rules.
    assert!(weakenings(&shop(), &with("warnings = \"allow\"")).len() > 5);
    let (_, level, message) =
        weakenings(&shop(), &with("undeclared-information = \"warn\"")).remove(0);
    assert_eq!(
        (level, message.as_str()),
        (Level::Error, "the rule undeclared-information is an error in v1, and a warning now")
    );
}

#[test]
fn a_program_that_is_still_there_needs_its_judge() {
    let gone =
        MemoryTree::new().with("app.json", "{ \"pages\": [\"a\"] }").with("a.js", "Page({})\n");
    let found = strictness(&gone, false).weakened_since(&strictness(&shop(), true), "v1");
    assert_eq!(
        found[0].message.en,
        "the program ., which v1 judges by privguide.toml, is still there and no longer judged"
    );
    // Moved to a folder that is not judged.
    let moved = MemoryTree::new()
        .with("store/app.json", "{ \"pages\": [\"a\"] }")
        .with("store/a.js", "Page({})\n");
    let found = strictness(&moved, false).weakened_since(&strictness(&shop(), true), "v1");
    assert!(
        found[0].message.en.ends_with("is gone, and store, which is new, is not judged"),
        "{found:?}"
    );
    // Removed together with its code: nothing is left to judge.
    let empty = MemoryTree::new().with("README.md", "");
    assert_eq!(strictness(&empty, false).weakened_since(&strictness(&shop(), true), "v1"), []);
}

#[test]
fn a_decoy_takes_no_judge_away() {
    let decoy = shop()
        .with("decoy/app.json", "{ \"pages\": [] }")
        .with("privguide.toml", "format = 1\n[program]\nroot = \"decoy\"\n");
    assert_eq!(kinds(&shop(), &decoy), [WeakeningKind::Program]);
}

#[test]
fn what_was_never_judged_can_lose_nothing() {
    let bare = MemoryTree::new().with("app.json", "{ \"pages\": [] }");
    let first = shop().with("privguide.toml", "format = 1\n[rules]\nwarnings = \"allow\"\n").with(
        "privguide-baseline.toml",
        "[[allow]]\nfile = \"a.js\"\nrule = \"undeclared-information\"\ncount = 1\n",
    );
    assert_eq!(strictness(&first, true).weakened_since(&strictness(&bare, false), "v1"), []);
}

#[test]
fn a_baseline_may_only_shrink() {
    let with = |count: usize| {
        let entry = format!(
            "[[allow]]\nfile = \"a.js\"\nrule = \"undeclared-information\"\ncount = {count}\n"
        );
        shop().with("privguide-baseline.toml", entry)
    };
    assert_eq!(kinds(&shop(), &with(1)), [WeakeningKind::Baseline]);
    assert_eq!(kinds(&with(1), &with(2)), [WeakeningKind::Baseline]);
    assert_eq!(kinds(&with(2), &with(1)), []);
    assert_eq!(kinds(&with(2), &with(2)), []);
}

#[test]
fn a_comment_with_a_reason_is_told_and_lets_pass() {
    let with = |text: &str| shop().with("a.js", format!("{text}\nPage({{}})\n"));
    let allow = "// privguide-allow undeclared-information: a test page";
    let found = weakenings(&shop(), &with(allow));
    assert_eq!(
        (found.len(), found[0].0, found[0].1),
        (1, WeakeningKind::Suppression, Level::Warning)
    );
    assert_eq!(kinds(&with(allow), &with(&format!("\n{allow}"))), []);
    assert_eq!(weakenings(&with(allow), &with(&format!("{allow}\n{allow}"))).len(), 1);
    assert!(strictness(&with(allow), true).has_suppressions());
    assert!(!strictness(&shop(), true).has_suppressions());
    let mut ignoring = Strictness::ignoring_suppressions();
    let declarations = TreePath::new("privguide.toml").expect("inside");
    ignoring.add(&with(allow), &TreePath::root(), &declarations);
    assert!(!ignoring.has_suppressions());
}

#[test]
fn an_interface_of_the_project_that_needs_less_is_told() {
    let with = |name: &str, information: &str| {
        shop().with(
            "privguide.toml",
            format!(
                "format = 1\n[[interface]]\nname = \"{name}\"\ninformation = [{information}]\n"
            ),
        )
    };
    assert_eq!(kinds(&shop(), &with("wx.getLocation", "")), [WeakeningKind::Interface]);
    assert_eq!(kinds(&with("my-picker", "\"Location\""), &shop()), [WeakeningKind::Interface]);
    assert_eq!(kinds(&shop(), &with("my-picker", "\"Location\"")), []);
}
