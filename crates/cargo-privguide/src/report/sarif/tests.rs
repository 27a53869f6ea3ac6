use privguide::{
    language::Text,
    review::{FindingPlace, Fix, FixEdit, PlaceRole},
    tree::{Place, TreePath},
};
use serde_json::{Value, json};

use super::{
    super::{located::MOST_SPOTS, sample},
    *,
};

fn rules() -> Vec<&'static RuleDocument> {
    privguide::review::Rule::all().iter().map(privguide::review::Rule::document).collect()
}

fn report(sample: &sample::Sample) -> Value {
    serde_json::to_value(sarif(sample.located().into_iter(), &rules(), Language::En))
        .expect("serializable")
}

#[test]
fn a_finding_is_a_result_with_a_relative_address() {
    let sample =
        sample::one(Level::Error, "pages/地图 1.js", "a\n中 wx.getLocation()\n", "wx.getLocation");
    let run = &report(&sample)["runs"][0];
    let result = &run["results"][0];
    let index =
        usize::try_from(result["ruleIndex"].as_u64().expect("a known rule")).expect("small");
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "undeclared-information");
    assert_eq!(result["message"]["text"], "a message\ndo this");
    assert_eq!(
        result["locations"][0]["physicalLocation"],
        json!({
            "artifactLocation": { "uri": "pages/%E5%9C%B0%E5%9B%BE%201.js", "uriBaseId": "%SRCROOT%" },
            "region": { "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 17, "snippet": { "text": "wx.getLocation" } },
        })
    );
}

#[test]
fn a_finding_without_a_place_is_about_the_declarations() {
    let mut sample = sample::many(Level::Error, 1);
    sample.findings[0].places.clear();
    let location = &report(&sample)["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        *location,
        json!({ "artifactLocation": { "uri": "privguide.toml", "uriBaseId": "%SRCROOT%" } })
    );
}

#[test]
fn other_places_and_fixes_are_reported() {
    let mut sample = sample::one(Level::Warning, "privguide.toml", "a = 1\nb = 2\n", "a = 1");
    let file = TreePath::new("privguide.toml").expect("inside");
    let place = Place { line: 2, ..Place::file_start(file.clone()) };
    let label = Some(Text::new("在这里", "here"));
    sample.findings[0].places.push(FindingPlace {
        place,
        label,
        role: PlaceRole::Decision,
        interface: None,
    });
    let edits = vec![FixEdit { file, range: 0..6, replacement: String::new() }];
    sample.findings[0].fix = Some(Fix { title: Text::new("删掉", "remove it"), edits });
    let result = &report(&sample)["runs"][0]["results"][0];
    assert_eq!(result["relatedLocations"][0]["message"]["text"], "here");
    assert_eq!(result["relatedLocations"][0]["id"], 1);
    let change = &result["fixes"][0]["artifactChanges"][0];
    assert_eq!(
        change["replacements"][0],
        json!({ "deletedRegion": { "startLine": 1, "startColumn": 1, "endLine": 2, "endColumn": 1 }, "insertedContent": { "text": "" } })
    );
}

#[test]
fn an_address_cannot_pass_for_a_scheme_or_a_query() {
    assert_eq!(uri("javascript:x?a#b%0A"), "javascript%3Ax%3Fa%23b%250A");
}

#[test]
fn links_and_placeholders_of_a_project_are_text() {
    assert_eq!(inert("see [this](http://x) {0}"), "see \\[this\\](http://x) {{0}}");
    assert_eq!(inert("pages[0] = {a}"), "pages[0] = {a}");
}

#[test]
fn what_readers_do_not_take_is_left_out_and_said() {
    let mut sample = sample::many(Level::Warning, MOST_RESULTS);
    sample.findings.extend(sample::many(Level::Error, 5).findings);
    let place = sample.findings[0].places[0].clone();
    sample.findings.last_mut().expect("some").places = vec![place; MOST_SPOTS + 7];
    let run = &report(&sample)["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), MOST_RESULTS);
    assert!(results[..5].iter().all(|result| result["level"] == "error"));
    assert_eq!(results[4]["relatedLocations"].as_array().map(Vec::len), Some(MOST_SPOTS - 1));
    let message = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(
        message.as_str().is_some_and(|text| text.contains("5 findings and 7 places are left out")),
        "{message}"
    );
    // A complete report contains no notification.
    assert_eq!(report(&sample::many(Level::Error, 3))["runs"][0]["invocations"], Value::Null);
}
