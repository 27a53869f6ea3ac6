//! Everything that could redirect a verb that reads.

use crate::lab::Lab;

#[test]
fn a_configuration_that_leads_out() {
    let attacks: &[(&str, &str)] = &[
        (
            "app.json",
            "{ \"pages\": [\"../victim/a\", \"pages/../../victim/a\", \"/../victim/a\"] }",
        ),
        (
            "app.json",
            "{ \"pages\": [\"pages/a/a\"], \"subPackages\": [{ \"root\": \"../victim\", \"pages\": [\"a\"] }] }",
        ),
        (
            "app.json",
            "{ \"pages\": [\"pages/a/a\"], \"usingComponents\": { \"x\": \"../victim/a\", \"y\": \"/../../victim/a\" } }",
        ),
        (
            "project.config.json",
            "{ \"miniprogramRoot\": \"../victim\", \"pluginRoot\": \"../victim\" }",
        ),
        (
            "project.config.json",
            "{ \"setting\": { \"packNpmManually\": true, \"packNpmRelationList\": [{ \"packageJsonPath\": \"../victim/package.json\", \"miniprogramNpmDistDir\": \"../victim\" }] } }",
        ),
        (
            "pages/a/a.js",
            "require('../../../victim/secret'); import '../../../victim/a'; export * from '/../victim/a'\n",
        ),
        ("pages/a/a.js", "//# sourceMappingURL=../../../victim/secret.js\n"),
        (
            "pages/a/a.wxml",
            "<import src=\"../../../victim/a.wxml\"/><include src=\"/../victim/a.wxml\"/>\n",
        ),
        (
            "package.json",
            "{ \"main\": \"../victim/secret.js\", \"workspaces\": [\"../victim\"], \"miniprogram\": \"../victim\" }",
        ),
        (
            "tsconfig.json",
            "{ \"extends\": \"../victim/tsconfig.json\", \"compilerOptions\": { \"baseUrl\": \"../victim\", \"paths\": { \"*\": [\"../victim/*\"] } } }",
        ),
        (
            "src/lib.rs",
            "#[path = \"../../victim/lib.rs\"] mod x; include!(\"../../victim/a.rs\");\n",
        ),
    ];
    for (file, text) in attacks {
        let lab = Lab::new();
        lab.write(file, text);
        lab.survives_briefly(text);
    }
}

#[test]
fn declarations_that_lead_out() {
    for line in [
        "[supplement]\nfiles = [\"../victim/guide.md\"]",
        "[supplement]\nfiles = [\"/etc/hostname\", \"link.txt\"]",
        "[information.Location]\npurpose = \"x\"\nwhere = [\"../victim/**\"]",
    ] {
        let lab = Lab::new();
        lab.link(lab.victim().join("guide.md"), "link.txt");
        lab.append("privguide.toml", &format!("{line}\n"));
        lab.survives_briefly(line);
    }
    for root in ["../victim", "/etc", "link", "a/../../victim"] {
        let lab = Lab::new();
        lab.link(lab.victim(), "link");
        lab.write("privguide.toml", format!("format = 1\n[program]\nroot = \"{root}\"\n"));
        lab.survives_briefly(root);
    }
}

#[test]
fn links_that_lead_out() {
    for (target, link) in [
        ("a.js", "pages/a/a.js"),
        ("app.json", "app.json"),
        ("", "node_modules"),
        ("", "node_modules/victim"),
        ("", "pages/b"),
        ("secret.js", "utils.js"),
        ("Cargo.toml", "Cargo.toml"),
        ("app.json", "project.config.json"),
        ("", "dist"),
    ] {
        let lab = Lab::new();
        if lab.repository().join(link).is_dir() {
            lab.remove(link);
        }
        lab.link(lab.victim().join(target), link);
        lab.survives_briefly(&format!("{link} -> {target}"));
        // The same link, now committed.
        lab.commit("a link");
        lab.survives_briefly(&format!("{link} -> {target}, committed"));
    }
}

#[test]
fn files_that_are_none() {
    for file in [
        "privguide.toml",
        "app.json",
        "Cargo.toml",
        "pages/a/a.js",
        "privguide-baseline.toml",
        "Cargo.lock",
        "response.json",
    ] {
        let lab = Lab::new();
        if lab.repository().join(file).exists() {
            lab.remove(file);
        }
        let made = std::process::Command::new("mkfifo")
            .arg(lab.repository().join(file))
            .status()
            .expect("mkfifo runs");
        assert!(made.success());
        lab.survives(&format!("{file} is a pipe"), &[]);
        lab.remove(file);
        std::fs::create_dir(lab.repository().join(file)).expect("made");
        lab.survives(&format!("{file} is a folder"), &[]);
    }
}
