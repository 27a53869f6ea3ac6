//! Whatever can grow with the input is handled in linear (or n log n) time.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use privguide::{
    project::{LoadOptions, Project},
    review::Settings,
    tree::{MemoryTree, TreePath},
};

use crate::DECLARATIONS;

/// The project of a size.
type Grows = fn(usize) -> MemoryTree;

fn with(declarations: &str) -> MemoryTree {
    MemoryTree::new()
        .with("app.json", "{ \"pages\": [\"p/a\"] }")
        .with("p/a.wxml", "")
        .with("p/a.js", "wx.getLocation()")
        .with("privguide.toml", declarations)
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        writeln!(text, "{}", line(at)).expect("a string takes everything");
        text
    })
}

/// What can grow, and a size at which a quadratic way would be seen.
const LISTS: &[(&str, usize, Grows)] = &[
    ("suppressions without a reason", 1_500, |n| {
        with(DECLARATIONS).with("p/a.js", lines(n, |_| "wx.getLocation() // privguide-allow undeclared-information".to_owned()))
    }),
    ("suppressions of nothing", 1_500, |n| {
        with(DECLARATIONS).with("p/a.js", lines(n, |at| format!("wx.chooseImage() // privguide-allow vague-purpose: {at}")))
    }),
    ("suppressions that take away", 1_500, |n| {
        with(DECLARATIONS)
            .with("p/a.js", lines(n, |at| format!("wx.chooseImage() // privguide-allow undeclared-information: {at}")))
    }),
    ("suppressions of unknown rules", 1_000, |n| {
        with(DECLARATIONS).with("p/a.js", lines(n, |at| format!("wx.chooseImage() // privguide-allow rule-{at}: x")))
    }),
    ("places of one finding", 2_500, |n| with(DECLARATIONS).with("p/a.js", lines(n, |_| "wx.chooseImage()".to_owned()))),
    ("accesses that are open", 1_000, |n| with(DECLARATIONS).with("p/a.js", lines(n, |at| format!("wx[a{at}]()")))),
    ("unknown keys", 750, |n| with(&format!("{DECLARATIONS}[program.x]\n{}", lines(n, |at| format!("key{at} = 1"))))),
    ("unknown sections", 750, |n| with(&format!("{DECLARATIONS}{}", lines(n, |at| format!("[section{at}]"))))),
    ("unknown information", 500, |n| {
        with(&format!("{DECLARATIONS}{}", lines(n, |at| format!("[information.Thing{at}]\npurpose = \"用途{at}\""))))
    }),
    ("third parties", 500, |n| {
        with(&format!(
            "{DECLARATIONS}{}",
            lines(n, |at| format!("[[sdk]]\nname = \"a{at}\"\nprovider = \"b{at}\"\ninformation.Location = \"c\""))
        ))
    }),
    ("a long purpose in Chinese", 5_000, |n| {
        with(&DECLARATIONS.replace("展示你附近的门店并计算配送距离", &"展示你附近的门店并且计算配送的距离，".repeat(n / 18)))
    }),
    ("a long purpose in English", 5_000, |n| {
        let english = "show you the shops nearby and to work out the distance ".repeat(n / 55);
        with(
            &DECLARATIONS.replace(
                "\"展示你附近的门店并计算配送距离\"",
                &format!("{{ zh-CN = \"展示你附近的门店\", en = \"{english}\" }}"),
            ),
        )
    }),
    ("a long purpose without blanks", 5_000, |n| with(&DECLARATIONS.replace("展示你附近的门店并计算配送距离", &"a".repeat(n)))),
    ("files that are broken", 125, |n| {
        (0..n).fold(with(DECLARATIONS), |tree, at| tree.with(&format!("broken/{at}.js"), "let x = ; wx.getLocation()"))
    }),
    ("faults of a page's JSON", 250, |n| {
        (0..n).fold(
            with(DECLARATIONS).with("app.json", format!("{{ \"pages\": [{}\"p/a\"] }}", lines(n, |at| format!("\"q/{at}\",")))),
            |tree, at| {
                tree.with(&format!("q/{at}.json"), "{ 'a': 1, }")
                    .with(&format!("q/{at}.wxml"), "")
                    .with(&format!("q/{at}.js"), "")
            },
        )
    }),
    ("sub-packages", 250, |n| {
        let list = lines(n, |at| format!("{{ \"root\": \"s{at}\", \"pages\": [\"a\"] }},"));
        let app = format!("{{ \"pages\": [\"p/a\"], \"subPackages\": [{}] }}", list.trim_end().trim_end_matches(','));
        (0..n).fold(with(DECLARATIONS).with("app.json", app), |tree, at| {
            tree.with(&format!("s{at}/a.wxml"), "").with(&format!("s{at}/a.js"), "")
        })
    }),
];

fn time(tree: &MemoryTree) -> Duration {
    let started = Instant::now();
    let declarations = TreePath::new("privguide.toml");
    let project = Project::load(tree, &LoadOptions { declarations, ..LoadOptions::default() }).expect("a program");
    let review = project.review(tree, &Settings::default()).expect("a review");
    assert!(!review.findings.is_empty());
    started.elapsed()
}

/// The better of two, so that a busy machine is not taken for a slow program.
fn best(tree: &MemoryTree) -> f64 {
    time(tree).min(time(tree)).as_secs_f64()
}

#[test]
fn four_times_as_much_takes_about_four_times_as_long() {
    let mut slow = Vec::new();
    for (name, size, grows) in LISTS {
        let (one, four) = (best(&grows(*size)), best(&grows(4 * size)));
        // Quadratic is sixteen; what is too fast to be measured is no worry.
        if four > 0.25 && four > 9.0 * one {
            slow.push(format!("{name}: {one:.3} s, four times as much {four:.3} s"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
