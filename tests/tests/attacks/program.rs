//! Everything that could make cargo, rustup or git run a program that the repository chooses.

use std::fs;

use crate::lab::Lab;

/// Keys of `.cargo/config.toml`; `{}` is replaced by the canary.
const CARGO_KEYS: &[&str] = &[
    "[build]\nrustc-wrapper = \"{}\"",
    "[build]\nrustc-workspace-wrapper = \"{}\"",
    "[build]\nrustc = \"{}\"",
    "[build]\nrustdoc = \"{}\"\ntarget = \"evil.json\"",
    "[target.'cfg(all())']\nrunner = \"{}\"\nlinker = \"{}\"",
    "[target.x86_64-unknown-linux-gnu]\nlinker = \"{}\"\nrunner = [\"{}\"]",
    "[alias]\nmetadata = \"run\"\nprivguide = \"run\"",
    "[registry]\nglobal-credential-providers = [\"{}\"]\n[registry.crates-io]\n",
    "[credential-alias]\ncargo = [\"{}\"]\n[registries.evil]\nindex = \"sparse+https://a.invalid/\"\ncredential-provider = \"{}\"",
    "[net]\ngit-fetch-with-cli = true\noffline = false",
    "[source.crates-io]\nreplace-with = \"evil\"\n[source.evil]\ngit = \"ext::sh -c {}\"",
    "[env]\nRUSTC_WRAPPER = { value = \"{}\", force = true }\nPATH = { value = \".\", force = true }",
    "include = [\"evil.toml\"]\n[build]\nrustc-wrapper = \"{}\"",
    "[doc]\nbrowser = \"{}\"",
];

#[test]
fn a_configuration_of_cargo() {
    for (at, key) in CARGO_KEYS.iter().enumerate() {
        let lab = Lab::new();
        let text = key.replace("{}", &lab.canary());
        lab.write(".cargo/config.toml", &text);
        lab.write(".cargo/evil.toml", &text);
        // A configuration above is obeyed as well, and so is one with the older name.
        fs::create_dir_all(lab.above().join(".cargo")).expect("made");
        fs::write(lab.above().join(".cargo/config"), &text).expect("written");
        if at % 2 == 0 {
            lab.remove("privguide.toml");
        }
        // The first keys are those that were really exploited, so every verb is tested with them.
        if at < 2 { lab.survives(key, &[]) } else { lab.survives_briefly(key) }
    }
}

#[test]
fn a_toolchain_of_the_repository() {
    for (file, text) in [
        ("rust-toolchain.toml", "[toolchain]\npath = \"toolchain\"\n"),
        ("rust-toolchain", "[toolchain]\npath = \"toolchain\"\n"),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"nightly-2020-01-01\"\n"),
    ] {
        let lab = Lab::new();
        lab.remove("privguide.toml");
        lab.write(file, text);
        for program in ["cargo", "rustc", "rustup"] {
            lab.plant(&format!("toolchain/bin/{program}"));
        }
        lab.survives(file, &[]);
    }
}

#[test]
fn manifests_that_would_have_to_be_built_or_fetched() {
    let manifests = [
        "[package]\nname = \"hostile\"\nversion = \"0.1.0\"\nbuild = \"build.rs\"\n[workspace]\n",
        "[package]\nname = \"hostile\"\nversion = \"0.1.0\"\n[dependencies]\nevil = { git = \"ext::sh -c ./canary\" }\n[workspace]\n",
        "[package]\nname = \"hostile\"\nversion = \"0.1.0\"\n[dependencies]\nwasm-bindgen = \"*\"\nvictim = { path = \"../victim\" }\n\
         [package.metadata.privguide]\nprograms = [\".\"]\n[workspace]\n",
        "cargo-features = [\"x\"]\n[package]\nname = \"hostile\"\nversion = \"0.1.0\"\nworkspace = \"../victim\"\n",
        "[package\n",
        "[workspace]\nmembers = [\"../victim\"]\n[workspace.metadata.privguide]\nprograms = [\".\"]\n",
    ];
    for manifest in manifests {
        let lab = Lab::new();
        lab.write("Cargo.toml", manifest);
        lab.write(
            "build.rs",
            "fn main() { std::process::Command::new(\"./canary\").status().unwrap(); }\n",
        );
        let locked = "version = 4\n[[package]]\nname = \"hostile\"\nversion = \"0.1.0\"\ndependencies = [\"victim\"]\n\
            [[package]]\nname = \"victim\"\nversion = \"0.0.0\"\ndependencies = [\"wasm-bindgen\"]\n\
            [[package]]\nname = \"wasm-bindgen\"\nversion = \"../../../../../victim\"\nsource = \"registry+x\"\n";
        lab.write("Cargo.lock", locked);
        lab.survives_briefly(manifest);
    }
}

/// Programs that are searched for by name: those in the repository must not be in the search path.
#[test]
fn programs_of_the_repository_in_the_search_path() {
    let lab = Lab::new();
    for program in
        ["git", "cargo", "rustc", "rustup", "sh", "ssh", "node", "less", "git-remote-https"]
    {
        lab.plant(&format!("node_modules/.bin/{program}"));
        lab.plant(program);
    }
    let path = std::env::var("PATH").expect("a search path");
    let bin = lab.repository().join("node_modules/.bin").display().to_string();
    let first = format!(".::node_modules/.bin:{bin}:{path}");
    lab.survives(&first, &[("PATH", first.clone())]);
}

#[test]
fn variables_that_lead_into_the_repository() {
    let lab = Lab::new();
    lab.plant("toolchain/bin/cargo");
    lab.plant("toolchain/bin/rustc");
    lab.plant("rustup/toolchains/stable/bin/cargo");
    let inside = |path: &str| lab.repository().join(path).display().to_string();
    lab.write(
        "home/config.toml",
        format!("[build]\nrustc-wrapper = \"{0}\"\nrustc = \"{0}\"\n", lab.canary()),
    );
    lab.write(
        "home/.cargo/config.toml",
        format!("[build]\nrustc-wrapper = \"{0}\"\nrustc = \"{0}\"\n", lab.canary()),
    );
    lab.write(
        "home/.gitconfig",
        format!("[core]\n\tfsmonitor = {0}\n\tpager = {0}\n", lab.canary()),
    );
    for variables in [
        [
            ("CARGO", inside("toolchain/bin/cargo")),
            ("RUSTC_WRAPPER", lab.canary()),
            ("GIT_PAGER", lab.canary()),
        ],
        [
            ("RUSTUP_TOOLCHAIN", inside("toolchain")),
            ("RUSTC", lab.canary()),
            ("GIT_ASKPASS", lab.canary()),
        ],
        [
            ("RUSTUP_TOOLCHAIN", "./toolchain".to_owned()),
            ("CARGO_HOME", inside("home")),
            ("RUSTUP_HOME", inside("rustup")),
        ],
        [
            ("HOME", inside("home")),
            ("CARGO_BUILD_RUSTC_WRAPPER", lab.canary()),
            ("EDITOR", lab.canary()),
        ],
    ] {
        lab.survives(variables[0].0, &variables);
    }
}

/// Keys of `.git/config`; `{}` is replaced by the canary.
const GIT_KEYS: &[&str] = &[
    "[core]\n\tfsmonitor = {}",
    "[core]\n\thooksPath = hooks",
    "[core]\n\tpager = {}\n[pager]\n\tlog = {}\n\tblame = {}\n\tdiff = {}\n\tconfig = {}",
    "[core]\n\teditor = {}\n[sequence]\n\teditor = {}",
    "[core]\n\tsshCommand = {}\n\taskPass = {}\n\tgitProxy = {}",
    "[core]\n\talternateRefsCommand = {}\n[uploadpack]\n\tpackObjectsHook = {}",
    "[core]\n\tattributesFile = attributes\n[diff \"evil\"]\n\ttextconv = {}\n\tcommand = {}",
    "[diff]\n\texternal = {}\n[diff \"evil\"]\n\ttextconv = {}\n\tcommand = {}\n\tcachetextconv = true",
    "[filter \"evil\"]\n\tclean = {}\n\tsmudge = {}\n\trequired = true",
    "[filter \"evil\"]\n\tprocess = {}\n\trequired = true",
    "[merge \"evil\"]\n\tdriver = {}\n[mergetool \"evil\"]\n\tcmd = {}",
    "[gpg]\n\tprogram = {}\n[gpg \"ssh\"]\n\tprogram = {}\n[log]\n\tshowSignature = true",
    "[alias]\n\tlog = !{}\n\tblame = !{}\n\tconfig = !{}\n\trev-parse = !{}\n\tcat-file = !{}",
    "[credential]\n\thelper = !{}",
    "[include]\n\tpath = ../evil",
    "[hook \"evil\"]\n\tcommand = {}\n\tevent = pre-push\n\tevent = post-checkout\n\tevent = reference-transaction",
    "[trailer \"evil\"]\n\tcommand = {}\n\tcmd = {}\n[browser \"evil\"]\n\tcmd = {}",
    "[interactive]\n\tdiffFilter = {}\n[difftool \"evil\"]\n\tcmd = {}",
    "[diff]\n\torderFile = ../victim/guide.md\n[mailmap]\n\tfile = ../victim/guide.md\n[blame]\n\tignoreRevsFile = ../victim/guide.md",
];

fn with_hooks(lab: &Lab) {
    for hook in [
        "pre-push",
        "reference-transaction",
        "post-index-change",
        "post-checkout",
        "fsmonitor-watchman",
        "pre-auto-gc",
    ] {
        lab.plant(&format!("hooks/{hook}"));
        lab.plant(&format!(".git/hooks/{hook}"));
    }
}

fn with_attributes(lab: &Lab) {
    for file in [".gitattributes", ".git/info/attributes", "attributes"] {
        lab.write(file, "* diff=evil filter=evil merge=evil\n");
    }
    lab.write(
        "evil",
        format!(
            "[core]\n\tfsmonitor = {0}\n\tpager = {0}\n[diff \"evil\"]\n\ttextconv = {0}\n",
            lab.canary()
        ),
    );
}

#[test]
fn a_configuration_of_git() {
    for key in GIT_KEYS {
        let lab = Lab::new();
        with_attributes(&lab);
        lab.commit("attributes");
        with_hooks(&lab);
        // A line on disk that is not committed: no commit can be named for it.
        lab.append("pages/a/a.js", "wx.chooseImage({})\n");
        lab.configure(&key.replace("{}", &lab.canary()));
        // Text converters are those that were really exploited.
        if key.contains("textconv") { lab.survives(key, &[]) } else { lab.survives_briefly(key) }
    }
}

/// Objects that a partial clone lacks would be fetched in a way that the repository chooses.
#[test]
fn a_server_of_the_repository() {
    let servers = [
        "url = ext::sh -c {}",
        "url = git@a.invalid:b\n[core]\n\tsshCommand = {}",
        "url = https://a.invalid/b\n[credential]\n\thelper = !{}",
        "url = git://a.invalid/b\n[core]\n\tgitProxy = {}",
        "url = ../victim\n\tuploadpack = {}",
        "url = https://a.invalid/b\n\tvcs = evil",
        "url = -u{}",
    ];
    for server in servers {
        let lab = Lab::new();
        lab.plant("bin/git-remote-evil");
        let blob = std::process::Command::new("git")
            .args(["rev-parse", "HEAD:pages/a/a.js"])
            .current_dir(lab.repository())
            .output();
        let blob =
            String::from_utf8(blob.expect("git runs").stdout).expect("an id").trim().to_owned();
        lab.remove(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
        let text = format!(
            "[protocol]\n\tallow = always\n[extensions]\n\tpartialclone = origin\n[remote \"origin\"]\n\tpromisor = true\n\t{server}"
        );
        lab.configure(&text.replace("{}", &lab.canary()));
        lab.survives_briefly(server);
    }
}

/// A bare repository among the files of another: git would use its configuration there.
#[test]
fn a_repository_within_the_repository() {
    let lab = Lab::new();
    lab.git(&["clone", "--quiet", "--bare", ".", "pages/a/bare"]);
    let text = format!(
        "[core]\n\tfsmonitor = {0}\n\tpager = {0}\n\tworktree = ../../..\n[diff]\n\texternal = {0}\n",
        lab.canary()
    );
    lab.append("pages/a/bare/config", &text);
    lab.survives("a bare repository inside", &[]);
    let inner = lab.repository().join("pages/a/bare");
    for verb in [&["diff"][..], &["diff", "HEAD~..HEAD"], &["hook", "status"], &["scan"]] {
        drop(lab.command(&inner, verb).output().expect("it runs"));
    }
    lab.survives_briefly("from a bare repository inside");
}
