//! The run time is linear (or n log n) in every dimension of the input.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use privguide::{
    project::{LoadOptions, Project},
    review::ReviewSettings,
    tree::{MemoryTree, TreePath},
};

use crate::{DECLARATIONS, growth_frameworks};

/// Creates a project of a given size.
pub type Grows = fn(usize) -> MemoryTree;

fn with(declarations: &str) -> MemoryTree {
    MemoryTree::new()
        .with("app.json", "{ \"pages\": [\"p/a\"] }")
        .with("p/a.wxml", "")
        .with("p/a.js", "wx.getLocation()")
        .with("privguide.toml", declarations)
}

pub fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        writeln!(text, "{}", line(at)).expect("a string takes everything");
        text
    })
}

/// The dimensions, each with a size at which quadratic time would be noticed.
const LISTS: &[(&str, usize, Grows)] = &[
    ("suppressions without a reason", 1_500, |n| {
        with(DECLARATIONS).with(
            "p/a.js",
            lines(n, |_| "wx.getLocation() // privguide-allow undeclared-information".to_owned()),
        )
    }),
    ("suppressions of nothing", 1_500, |n| {
        with(DECLARATIONS).with(
            "p/a.js",
            lines(n, |at| format!("wx.chooseImage() // privguide-allow vague-purpose: {at}")),
        )
    }),
    ("suppressions that take away", 1_500, |n| {
        with(DECLARATIONS).with(
            "p/a.js",
            lines(n, |at| {
                format!("wx.chooseImage() // privguide-allow undeclared-information: {at}")
            }),
        )
    }),
    ("suppressions of unknown rules", 1_000, |n| {
        with(DECLARATIONS).with(
            "p/a.js",
            lines(n, |at| format!("wx.chooseImage() // privguide-allow rule-{at}: x")),
        )
    }),
    ("places of one finding", 2_500, |n| {
        with(DECLARATIONS).with("p/a.js", lines(n, |_| "wx.chooseImage()".to_owned()))
    }),
    ("accesses that are open", 1_000, |n| {
        with(DECLARATIONS).with("p/a.js", lines(n, |at| format!("wx[a{at}]()")))
    }),
    ("unknown keys", 750, |n| {
        with(&format!("{DECLARATIONS}[program.x]\n{}", lines(n, |at| format!("key{at} = 1"))))
    }),
    ("unknown sections", 750, |n| {
        with(&format!("{DECLARATIONS}{}", lines(n, |at| format!("[section{at}]"))))
    }),
    ("unknown information", 500, |n| {
        with(&format!(
            "{DECLARATIONS}{}",
            lines(n, |at| format!("[information.Thing{at}]\npurpose = \"用途{at}\""))
        ))
    }),
    ("third parties", 500, |n| {
        with(&format!(
            "{DECLARATIONS}{}",
            lines(n, |at| format!(
                "[[sdk]]\nname = \"a{at}\"\nprovider = \"b{at}\"\ninformation.Location = \"c\""
            ))
        ))
    }),
    ("a long purpose in Chinese", 5_000, |n| {
        with(&DECLARATIONS.replace(
            "展示你附近的门店并计算配送距离",
            &"展示你附近的门店并且计算配送的距离，".repeat(n / 18),
        ))
    }),
    ("a long purpose in English", 5_000, |n| {
        let english = "show you the shops nearby and to work out the distance ".repeat(n / 55);
        with(&DECLARATIONS.replace(
            "\"展示你附近的门店并计算配送距离\"",
            &format!("{{ zh-CN = \"展示你附近的门店\", en = \"{english}\" }}"),
        ))
    }),
    ("a long purpose without blanks", 5_000, |n| {
        with(&DECLARATIONS.replace("展示你附近的门店并计算配送距离", &"a".repeat(n)))
    }),
    ("files that are broken", 125, |n| {
        (0..n).fold(with(DECLARATIONS), |tree, at| {
            tree.with(&format!("broken/{at}.js"), "let x = ; wx.getLocation()")
        })
    }),
    ("faults of a page's JSON", 250, |n| {
        (0..n).fold(
            with(DECLARATIONS).with(
                "app.json",
                format!("{{ \"pages\": [{}\"p/a\"] }}", lines(n, |at| format!("\"q/{at}\","))),
            ),
            |tree, at| {
                tree.with(&format!("q/{at}.json"), "{ 'a': 1, }")
                    .with(&format!("q/{at}.wxml"), "")
                    .with(&format!("q/{at}.js"), "")
            },
        )
    }),
    ("plugins", 1_000, |n| {
        let list = lines(n, |at| {
            format!("\"p{at}\": {{ \"version\": \"1.0.0\", \"provider\": \"wx{at:016x}\" }},")
        });
        let app = format!(
            "{{ \"pages\": [\"p/a\"], \"plugins\": {{ {} }} }}",
            list.trim_end().trim_end_matches(',')
        );
        with(DECLARATIONS).with("app.json", app)
    }),
    ("components", 250, |n| {
        let list = lines(n, |at| format!("\"c-{at}\": \"/c/{at}\","));
        let page =
            format!("{{ \"usingComponents\": {{ {} }} }}", list.trim_end().trim_end_matches(','));
        let tree = with(DECLARATIONS)
            .with("p/a.json", page)
            .with("p/a.wxml", lines(n, |at| format!("<c-{at} type=\"{{{{a}}}}\"/>")));
        (0..n).fold(tree, |tree, at| {
            tree.with(&format!("c/{at}.json"), "{ \"component\": true }")
                .with(&format!("c/{at}.wxml"), "<button open-type=\"{{type}}\"/>")
                .with(&format!("c/{at}.js"), "Component({ properties: { type: String } })")
        })
    }),
    ("scripts that ask for the next one", 250, |n| {
        (0..n).fold(with(DECLARATIONS).with("p/a.js", "require('../m/0')"), |tree, at| {
            tree.with(&format!("m/{at}.js"), format!("require('./{}'); wx.chooseImage()", at + 1))
        })
    }),
    ("scripts that one asks for", 500, |n| {
        let tree =
            with(DECLARATIONS).with("p/a.js", lines(n, |at| format!("require('../m/{at}')")));
        (0..n).fold(tree, |tree, at| tree.with(&format!("m/{at}.js"), "wx.chooseImage()"))
    }),
    ("files that are not there", 1_000, |n| {
        with(DECLARATIONS).with("p/a.js", lines(n, |at| format!("require('../m/{at}')")))
    }),
    ("packages that are not there", 500, |n| {
        with(DECLARATIONS).with("p/a.js", lines(n, |at| format!("require('package-{at}')")))
    }),
    ("elements", 2_500, |n| {
        with(DECLARATIONS).with(
            "p/a.wxml",
            lines(n, |at| format!("<button open-type=\"{{{{a{at}}}}}\"/><camera/>")),
        )
    }),
    ("elements in one another", 2_500, |n| {
        with(DECLARATIONS)
            .with("p/a.wxml", format!("{}<camera/>{}", "<view>".repeat(n), "</view>".repeat(n)))
    }),
    ("attributes", 2_500, |n| {
        with(DECLARATIONS).with(
            "p/a.wxml",
            format!("<button {}/>", lines(n, |at| format!("a{at}=\"{{{{b}}}}\""))),
        )
    }),
    ("tags without an end", 2_500, |n| {
        with(DECLARATIONS).with("p/a.wxml", "<button open-type=\"".repeat(n))
    }),
    ("comments without an end", 2_500, |n| {
        with(DECLARATIONS)
            .with("p/a.wxml", "<!-- {{ ".repeat(n))
            .with("p/b.js", "/* `${ ".repeat(n))
    }),
    ("templates by name", 250, |n| {
        with(DECLARATIONS).with("p/a.wxml", lines(n, |at| format!("<template name=\"t{at}\"><button open-type=\"{{{{a}}}}\"/></template><template is=\"t{at}\" data=\"{{{{a: 'getPhoneNumber'}}}}\"/>")))
    }),
    ("templates that import the next one", 250, |n| {
        (0..n).fold(
            with(DECLARATIONS).with("p/a.wxml", "<include src=\"../t/0.wxml\"/>"),
            |tree, at| {
                tree.with(
                    &format!("t/{at}.wxml"),
                    format!("<include src=\"{}.wxml\"/><camera/>", at + 1),
                )
            },
        )
    }),
    ("patterns of packOptions, and files", 60, |n| {
        let rules =
            lines(n, |at| format!("{{ \"type\": \"glob\", \"value\": \"x/**/a{at}*.js\" }},"));
        let config = format!(
            "{{ \"packOptions\": {{ \"ignore\": [{}] }} }}",
            rules.trim_end().trim_end_matches(',')
        );
        let tree = with(DECLARATIONS).with("project.config.json", config);
        // The product of patterns and files grows four times if one of them does.
        (0..200).fold(tree, |tree, at| tree.with(&format!("x/y/z{at}.js"), ""))
    }),
    ("patterns of where", 250, |n| {
        let list = lines(n, |at| format!("\"x{at}/**\","));
        with(&format!("{DECLARATIONS}where = [{list}]\n"))
            .with("p/a.js", lines(1_000, |_| "wx.getLocation()".to_owned()))
    }),
    ("keys of an object of a configuration", 2_500, |n| {
        let list = lines(n, |at| format!("\"k{at}\": {{ \"k{at}\": 1 }},"));
        with(DECLARATIONS)
            .with("p/a.json", format!("{{ {} }}", list.trim_end().trim_end_matches(',')))
    }),
    ("conditions in one another", 500, |n| {
        let text = format!(
            "{}wx.getLocation()\n{}",
            lines(n, |_| "// #ifdef MP-WEIXIN".to_owned()),
            lines(n, |_| "// #endif".to_owned())
        );
        with(DECLARATIONS)
            .with("manifest.json", "{}")
            .with("pages.json", "{ \"pages\": [{ \"path\": \"p/a\" }] }")
            .with("p/a.vue", format!("<script>\n{text}</script>"))
    }),
    ("mappings of a source map", 2_500, |n| {
        let map = format!(
            "{{ \"version\": 3, \"sources\": [\"a.ts\"], \"names\": [], \"mappings\": \"{}\" }}",
            "AAAA;".repeat(n)
        );
        let script =
            format!("{}//# sourceMappingURL=a.js.map", lines(n, |_| "wx.chooseImage()".to_owned()));
        with(DECLARATIONS).with("p/a.js", script).with("p/a.js.map", map)
    }),
    ("plugins that are declared", 500, |n| {
        let list = lines(n, |at| {
            format!("\"p{at}\": {{ \"version\": \"1.0.0\", \"provider\": \"wx{at:016x}\" }},")
        });
        let app = format!(
            "{{ \"pages\": [\"p/a\"], \"plugins\": {{ {} }} }}",
            list.trim_end().trim_end_matches(',')
        );
        let declared = lines(n, |at| {
            format!("[[plugin]]\nname = \"p{at}\"\nappid = \"wx{at:016x}\"\nprovider = \"b\"")
        });
        with(&format!("{DECLARATIONS}{declared}")).with("app.json", app)
    }),
    ("private interfaces of a configuration", 1_000, |n| {
        let app = format!(
            "{{ \"pages\": [\"p/a\"], \"requiredPrivateInfos\": [{}\"getLocation\"] }}",
            lines(n, |at| format!("\"getLocation\", \"x{at}\","))
        );
        with(DECLARATIONS).with("app.json", app)
    }),
    ("keys that are nearly right", 500, |n| {
        let list = lines(n, |_| "\"requiredPrivateInfo\": [], \"permissions\": {},".to_owned());
        with(DECLARATIONS).with("app.json", format!("{{ {list} \"pages\": [\"p/a\"] }}"))
    }),
    ("buttons of consent", 1_000, |n| {
        with(DECLARATIONS)
            .with("p/a.wxml", lines(n, |at| format!("<button id=\"b{at}\" open-type=\"agreePrivacyAuthorization\"/>")))
            .with(
                "p/a.js",
                lines(n, |at| format!("wx.onNeedPrivacyAuthorization(r => r({{ buttonId: 'c{at}', event: 'agree' }}))")),
            )
    }),
    ("programs", 60, |n| {
        (0..n).fold(with(DECLARATIONS), |tree, at| {
            tree.with(&format!("m{at}/project.config.json"), "{}")
                .with(&format!("m{at}/app.json"), "{ \"pages\": [\"p/a\"] }")
                .with(&format!("m{at}/p/a.js"), "wx.chooseImage()")
                .with(&format!("m{at}/p/a.wxml"), "")
        })
    }),
    ("sub-packages", 250, |n| {
        let list = lines(n, |at| format!("{{ \"root\": \"s{at}\", \"pages\": [\"a\"] }},"));
        let app = format!(
            "{{ \"pages\": [\"p/a\"], \"subPackages\": [{}] }}",
            list.trim_end().trim_end_matches(',')
        );
        (0..n).fold(with(DECLARATIONS).with("app.json", app), |tree, at| {
            tree.with(&format!("s{at}/a.wxml"), "").with(&format!("s{at}/a.js"), "")
        })
    }),
];

fn time(tree: &MemoryTree) -> Duration {
    let started = Instant::now();
    let declarations = TreePath::new("privguide.toml");
    let project = Project::load(tree, &LoadOptions { declarations, ..LoadOptions::default() })
        .expect("a program");
    let review = project.review(tree, &ReviewSettings::default()).expect("a review");
    assert!(!review.findings.is_empty());
    started.elapsed()
}

/// The better of two measurements, because a busy machine may delay one.
fn best(tree: &MemoryTree) -> f64 {
    time(tree).min(time(tree)).as_secs_f64()
}

/// A message if four times the size takes far more than four times as long (quadratic time:
/// sixteen). Times that are too short to measure are ignored, and suspicious times are measured
/// again.
fn is_quadratic(name: &str, least: f64, measure: impl Fn() -> (f64, f64)) -> Option<String> {
    let mut said = None;
    for _ in 0..3 {
        let (one, four) = measure();
        if four <= least || four <= 9.0 * one {
            return None;
        }
        said = Some(format!("{name}: {one:.3} s, four times as much {four:.3} s"));
    }
    said
}

#[test]
fn four_times_as_much_takes_about_four_times_as_long() {
    let mut slow = Vec::new();
    for (name, size, grows) in LISTS.iter().chain(growth_frameworks::LISTS) {
        let (small, large) = (grows(*size), grows(4 * size));
        slow.extend(is_quadratic(name, 0.25, || (best(&small), best(&large))));
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Every report format with the real program: many places in one finding, and many findings in one
/// file.
#[test]
fn reports_are_written_in_linear_time() {
    let written = |size: usize, arguments: &[&str]| {
        let folder = crate::project(&[
            ("app.json", "{ \"pages\": [\"p/a\"] }"),
            ("p/a.wxml", ""),
            (
                "p/a.js",
                &lines(size, |at| {
                    format!("wx.chooseImage(); wx[a{at}]() // privguide-allow vague-purpose")
                }),
            ),
            ("privguide.toml", DECLARATIONS),
        ]);
        let run = || {
            let started = Instant::now();
            let (text, _) = crate::run(folder.path(), arguments);
            assert!(!text.is_empty(), "{arguments:?}");
            started.elapsed()
        };
        run().min(run()).as_secs_f64()
    };
    let mut slow = Vec::new();
    for format in ["human", "short", "json", "sarif", "github", "gitlab", "summary"] {
        let arguments = ["check", "--no-cache", "--verbose", "--format", format];
        slow.extend(is_quadratic(format, 1.0, || {
            (written(1_500, &arguments), written(6_000, &arguments))
        }));
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
