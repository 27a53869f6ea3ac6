//! The specification is in `tests/cases/`. These tests cover what cases cannot express: hostile
//! input, tokens, links between templates.

use std::collections::BTreeMap;

use super::*;
use crate::{
    catalog::ProgramKind,
    scan::{Evidence, UseKind},
    tree::TreePath,
};

fn catalog() -> Catalog {
    Catalog::for_kind(ProgramKind::MiniProgram)
}

fn source(text: &str) -> SourceText {
    SourceText::new(TreePath::new("page.wxml").expect("a path"), text)
}

fn names(scan: &Scan) -> Vec<String> {
    scan.uses.iter().map(|found| found.interface.name.clone()).collect()
}

fn scanned(text: &str) -> Scan {
    scan_wxml(&source(text), &catalog())
}

#[test]
fn elements_attributes_and_places() {
    let text = "<view>\n  <button class='a'\n    open-type=\" getPhoneNumber|agreePrivacyAuthorization\">x</button>\n<live-pusher/></view>";
    let scan = scanned(text);
    assert_eq!(names(&scan), ["button[open-type=getPhoneNumber]", "live-pusher"]);
    let place = &scan.uses[0].place;
    assert_eq!((place.line, place.column), (2, 3));
    assert!(text[..place.end].ends_with("agreePrivacyAuthorization\">"));
    assert!(scan.unresolved.is_empty() && scan.unanalysed.is_empty());
}

#[test]
fn what_merely_looks_alike_is_no_use() {
    for text in [
        "<camera-icon/><my-camera/><live-pusher-x/>",
        "<navigator open-type=\"getPhoneNumber\"/><view open-type=\"getPhoneNumber\"/>",
        "<input data-type=\"nickname\"/><input type=\"text\"/>",
        "<!-- <camera/> --><text>{{ '<camera>' }}</text>",
        "<wxs module=\"m\">var a = '<camera>'; if (a < camera) {}</wxs>",
        "<button open-type=\"share\" bindgetphonenumber=\"x\"/>",
        "<view title=\"<camera>\" alt='<button open-type=\"getPhoneNumber\">'/>",
    ] {
        assert_eq!(scanned(text), Scan::default(), "{text}");
    }
}

#[test]
fn dynamic_attributes_count_all_branches() {
    let scan = scanned(
        "<button open-type=\"{{ a ? 'getPhoneNumber' : b && \"chooseAvatar\" || 'share' }}\"/>",
    );
    assert_eq!(
        names(&scan),
        ["button[open-type=chooseAvatar]", "button[open-type=getPhoneNumber]"]
    );
    assert!(scan.unresolved.is_empty());
    let scan = scanned("<button open-type=\"{{ kind }}\" bind:getphonenumber=\"x\"/>");
    assert_eq!(scan.uses[0].kind, UseKind::EventBinding);
    assert_eq!(scan.unresolved[0].text, "open-type=\"{{ kind }}\"");
    let scan = scanned("<button open-type=\"get{{ 'Phone' + \"Number\" }}\"/>");
    assert_eq!(names(&scan), ["button[open-type=getPhoneNumber]"]);
}

#[test]
fn a_broken_tag_does_not_hide_the_rest() {
    for (text, broken) in [
        ("<view <camera>", false),
        ("<view class=\"a\"\"><camera>", false),
        ("<view class=a\"b\" =x / ><camera", false),
        ("<text>{{ name </text><view a=\"{{b}}\"/><camera/>", false),
        ("<view class=\"{{ a ? 'b\" : 'c' }}\"></view><camera/>", false),
        ("</view></view></><camera/>", false),
        ("a < b <= c << <camera/>", false),
        ("\0<view \0 a=\"\0\"><camera/>", false),
        ("<view class=\"a>\n<camera mode=\"normal\"/>", true),
        ("<!-- <camera/>", true),
    ] {
        let scan = scanned(text);
        assert_eq!(names(&scan), ["camera"], "{text}");
        assert_eq!(!scan.unanalysed.is_empty(), broken, "{text}");
    }
}

#[test]
fn hostile_files_are_linear() {
    let repeated = |part: &str| part.repeat(300_000 / part.len());
    for part in [
        "<view>",
        "<view a=\"",
        "<!-- ",
        "<a <!-- ",
        "{{",
        "<b x=\"{{\"\"}}",
        "{{\"\n x=\"y}}",
        "<view a={{",
        "</view>",
        "<wxs>",
        "<",
        "\0",
        "<view></text>",
        "<button open-type=\"{{((((((\"/>",
        "'",
        "<x a='{{' b=\"}}\">",
        "<button open-type=getPhoneNumber>",
    ] {
        let started = std::time::Instant::now();
        let _ = scanned(&repeated(part));
        assert!(started.elapsed().as_secs() < 30, "{part}: {:?}", started.elapsed());
    }
    let mut deep = String::from("<button open-type=\"{{");
    deep.push_str(&"(".repeat(200_000));
    deep.push_str("'getPhoneNumber'}}\"/><camera/>");
    assert_eq!(names(&scanned(&deep)), ["button[open-type=getPhoneNumber]", "camera"]);
}

#[test]
fn templates_and_components_that_call_each_other_are_linear() {
    let world = Files { everything: true, ..Files::default() };
    let names: Vec<String> = (0..60).map(|at| format!("t{at}")).collect();
    let body = |at: usize| {
        let calls = (0..200)
            .map(|to| format!("<import src=\"t{to}\"/><template is=\"{{{{n}}}}\" data=\"{{{{a: a.b, b: c.a, ...a}}}}\"/>"));
        let uses = (0..20).map(|p| {
            format!(
                "<x-{} p{p}=\"{{{{p{}}}}}\"/><button open-type=\"{{{{p{p}.x}}}}\"/>",
                (at + p) % 60,
                p + 1
            )
        });
        format!(
            "<template name=\"n\">{}<button open-type=\"{{{{a.c}}}}\"/></template>{}",
            calls.collect::<String>(),
            uses.collect::<String>()
        )
    };
    let texts: Vec<String> = (0..60).map(body).collect();
    let files: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let started = std::time::Instant::now();
    assert!(!linked(&files, &world).unresolved.is_empty());
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[derive(Default)]
struct Files {
    /// Every name is a property, and every `x-1` refers to the component `t1`.
    everything: bool,
    data: BTreeMap<(&'static str, &'static str), ExpressionValues>,
    properties: Vec<(&'static str, &'static str)>,
    components: BTreeMap<(&'static str, &'static str), &'static str>,
}

impl World for Files {
    fn data(&self, template: &TreePath, path: &[String]) -> ExpressionValues {
        let path = path.join(".");
        let found =
            self.data.iter().find(|((file, name), _)| *file == template.as_str() && *name == path);
        found.map_or_else(ExpressionValues::unknown, |(_, values)| values.clone())
    }

    fn is_property(&self, template: &TreePath, name: &str) -> bool {
        self.everything
            || self
                .properties
                .iter()
                .any(|(file, property)| *file == template.as_str() && *property == name)
    }
}

impl Places for Files {
    fn component(&self, template: &TreePath, tag: &str) -> Option<Component> {
        if let Some(name) = tag.strip_prefix("x-").filter(|_| self.everything) {
            return Some(Component::Here(TreePath::new(&format!("t{name}")).expect("a path")));
        }
        let found = self
            .components
            .iter()
            .find(|((file, known), _)| *file == template.as_str() && *known == tag);
        found.map(|(_, file)| Component::Here(TreePath::new(file).expect("a path")))
    }

    fn import(&self, template: &TreePath, source: &str) -> Option<TreePath> {
        template.parent().join(source)
    }
}

fn linked(files: &[(&str, &str)], world: &Files) -> Scan {
    let read = |(path, text): &(&str, &str)| {
        let source = SourceText::new(TreePath::new(path).expect("a path"), *text);
        read(&source, text, 0..text.len(), &WXML, &catalog())
    };
    let templates: Vec<Template> = files.iter().map(read).collect();
    link(&templates, world, &catalog())
}

#[test]
fn a_literal_given_to_a_component_is_followed_into_it() {
    let world = Files {
        data: BTreeMap::from([
            (("inner", "openType"), ExpressionValues::text("")),
            (("outer", "kind"), ExpressionValues::none()),
        ]),
        properties: vec![("inner", "openType"), ("outer", "kind")],
        components: BTreeMap::from([
            (("page", "x-outer"), "outer"),
            (("outer", "x-inner"), "inner"),
            (("page", "x-other"), "other"),
        ]),
        ..Files::default()
    };
    let files = [
        ("inner", "<button open-type=\"{{openType}}\" bindgetphonenumber=\"x\"/>"),
        ("outer", "<x-inner open-type=\"{{kind}}\"/>"),
        ("other", "<view/>"),
        (
            "page",
            "<x-outer kind=\"getPhoneNumber\"/><x-other kind=\"getPhoneNumber\"/><gone open-type=\"chooseAvatar\"/>",
        ),
    ];
    let scan = linked(&files, &world);
    // The component's own template binds the event explicitly, so the platform finds it in every
    // program that contains the component.
    let phone = "button[open-type=getPhoneNumber]";
    assert_eq!(names(&scan), [phone, phone, "button[open-type=chooseAvatar]"]);
    assert_eq!(
        (scan.uses[0].place.file.as_str(), scan.uses[0].kind),
        ("inner", UseKind::EventBinding)
    );
    assert_eq!(
        (scan.uses[1].place.file.as_str(), scan.uses[1].evidence),
        ("page", Evidence::Alias)
    );
    assert_eq!(scan.uses[2].evidence, Evidence::Inferred);
    assert!(scan.unresolved.is_empty());
}

#[test]
fn data_reaches_an_attribute_through_lists_and_named_templates() {
    let world = Files {
        data: BTreeMap::from([
            (("page", "menu.[].kind"), ExpressionValues::text("getPhoneNumber")),
            (("page", "t"), ExpressionValues::text("chooseAvatar")),
        ]),
        ..Files::default()
    };
    let files = [
        (
            "parts",
            "<template name=\"row\"><button open-type=\"{{row.kind}}\"/></template><template name=\"b\"><button open-type=\"{{k}}\"/></template>",
        ),
        (
            "page",
            "<import src=\"./parts\"/><block wx:for=\"{{menu}}\" wx:for-item=\"m\"><template is=\"row\" data=\"{{row: m}}\"/></block><template is=\"b\" data=\"{{k: t, x}}\"/>",
        ),
    ];
    let scan = linked(&files, &world);
    assert_eq!(
        names(&scan),
        ["button[open-type=getPhoneNumber]", "button[open-type=chooseAvatar]"]
    );
    assert!(scan.unresolved.is_empty(), "{:?}", scan.unresolved);
}

#[test]
fn the_platforms_name_can_be_taken_by_a_component() {
    let world =
        Files { components: BTreeMap::from([(("page", "camera"), "other")]), ..Files::default() };
    assert_eq!(linked(&[("page", "<camera/>"), ("other", "<view/>")], &world), Scan::default());
}

#[test]
fn vue_spells_it_differently() {
    let text = "<template><button :open-type=\"a ? 'getPhoneNumber' : ''\" @getphonenumber.stop=\"x\" @tap=\"a < b\"/>\
        <Camera/><input :type=\"k == 'weixin' ? 'nickname' : 'text'\"/><button v-for=\"(b, i) in ['chooseAvatar']\" :openType=\"b\"/></template>";
    let source = source(text);
    let scan = link(&[read(&source, text, 0..text.len(), &VUE, &catalog())], &NoWorld, &catalog());
    let expected = [
        "button[open-type=getPhoneNumber]",
        "camera",
        "input[type=nickname]",
        "button[open-type=chooseAvatar]",
    ];
    assert_eq!(names(&scan), expected);
    assert!(scan.unresolved.is_empty());
}
