//! Every SARIF report is valid against the official schema, and an independent reader finds the
//! content of the JSON report in it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use cargo_metadata::MetadataCommand;
use serde_json::Value;
use serde_sarif::sarif::{Result as Finding, Sarif};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The official schema, as shipped by the independent reader.
fn schema() -> Value {
    let metadata = MetadataCommand::new()
        .manifest_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .exec();
    let metadata = metadata.expect("cargo knows this package");
    let reader = metadata
        .packages
        .iter()
        .find(|package| package.name == "serde-sarif")
        .expect("it is a dependency");
    let path = reader.manifest_path.with_file_name("src").join("schema.json");
    let text = fs::read_to_string(path).expect("the schema is there");
    // The official schema contains a typo: an unmatched bracket. Validators that are strict about
    // patterns reject the whole schema.
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    serde_json::from_str(&text).expect("it is JSON")
}

fn report(folder: &Path, format: &str) -> Value {
    let mut check = Command::new(env!("CARGO"));
    check
        .args(["run", "--quiet", "--package", "cargo-privguide", "--manifest-path"])
        .arg(repository().join("Cargo.toml"));
    check.args(["--", "privguide", "check", "--lang", "en", "--format", format]).arg(folder);
    let output = check.output().expect("cargo runs");
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

/// A program with findings of many rules, and names that must be escaped in a URI.
fn troubled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    write(
        "app.json",
        r#"{ "pages": ["pages/a/a", "pages/b/b"], "requiredPrivateInfos": ["getLocatoin"] }"#,
    );
    write("pages/a/a.js", "wx.getLocation()\nwx.chooseAddress()\nwx[unknown]()\n");
    write("pages/a/位置 100% #1.js", "wx.chooseImage()\n");
    write("pages/a/a.wxml", "<button open-type=\"{{ type }}\" />");
    write(
        "privguide.toml",
        "format = 1\n[information.Location]\npurpose = \"为了更好地为您服务\"\n[information.Camera]\npurpose = \"\"\n[information.Albun]\npurpose = \"x\"\n",
    );
    folder
}

#[test]
fn reports_are_valid_and_say_the_same_to_an_independent_reader() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is well formed");
    let troubled = troubled();
    let clean = repository().join("tests/programs/shop");
    for folder in [troubled.path(), &clean] {
        let sarif = report(folder, "sarif");
        let errors: Vec<String> = validator
            .iter_errors(&sarif)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        let read: Sarif = serde_json::from_value(sarif).expect("the reader understands it");
        let found: Vec<Finding> =
            read.runs.into_iter().flat_map(|run| run.results.unwrap_or_default()).collect();
        let said = report(folder, "json");
        let findings = said["findings"].as_array().expect("findings");
        assert_eq!(found.len(), findings.len(), "every finding is a result");
        assert_eq!(folder == clean, found.is_empty());
        for finding in &found {
            assert!(
                finding.fingerprints.is_some() || finding.partial_fingerprints.is_some(),
                "{finding:?}"
            );
            assert!(
                findings.iter().any(|said| said["rule"].as_str() == finding.rule_id.as_deref()),
                "{finding:?}"
            );
            for location in finding.locations.iter().flatten() {
                let place = location.physical_location.as_ref().expect("a file");
                let uri = place
                    .artifact_location
                    .as_ref()
                    .and_then(|file| file.uri.as_deref())
                    .expect("a URI");
                assert!(
                    !uri.starts_with('/')
                        && !uri.contains("..")
                        && !uri.contains(' ')
                        && !uri.contains('#'),
                    "{uri}"
                );
            }
        }
    }
}
