use super::{BuildSettings, Conditions, Vue};

fn kept_by(conditions: &Conditions, extension: &str, text: &str) -> String {
    let cut = conditions.cut(extension, text).into_owned();
    assert_eq!(cut.len(), text.len(), "offsets stay: {text}");
    assert_eq!(cut.matches('\n').count(), text.matches('\n').count(), "lines stay: {text}");
    cut.split_whitespace()
        .filter(|word| word.len() == 1 && word.starts_with(char::is_alphabetic))
        .collect()
}

fn uni() -> Conditions {
    Conditions::UniApp(BuildSettings { vue: Some(Vue::Three), ..BuildSettings::default() })
}

fn kept(text: &str) -> String {
    kept_by(&uni(), if text.contains("<!") { "vue" } else { "js" }, text)
}

#[test]
fn only_what_is_for_wechat_stays() {
    for (text, expected) in [
        ("a\n// #ifdef MP-WEIXIN\nb\n// #endif\nc", "abc"),
        ("a\n// #ifdef H5\nb 中\n// #endif\nc", "ac"),
        ("a\n// #ifndef H5\nb\n// #endif\nc", "abc"),
        ("a\r\n// #ifdef H5\r\nb\r\n// #endif\r\nc", "ac"),
        ("a\n//#ifdef APP-PLUS || MP-WEIXIN\nb\n//#endif\nc", "abc"),
        ("a\n/* #ifdef APP-PLUS||H5 */ b /* #endif */ c", "ac"),
        (
            "a <!-- #ifdef (MP-WEIXIN) --> b <!-- #endif --> <!--#ifndef MP--> c <!--#endif--> d",
            "abd",
        ),
        ("// #ifdef VUE3\na\n// #endif\n// #ifndef VUE3\nb\n// #endif", "a"),
        (
            "// #ifdef uniVersion > 3.9\na\n// #endif\n// #ifndef uniVersion > 3.9\nb\n// #endif",
            "ab",
        ),
        ("// #ifdef MP-WEIXIN && VUE2\na\n// #endif\nb", "b"),
        ("// #ifdef H5\na\n// #else\nb\n// #endif\nc", "bc"),
        ("// #if MP\na\n// #else\nb\n// #endif\nc", "ac"),
    ] {
        assert_eq!(kept(text), expected, "{text}");
    }
}

#[test]
fn a_condition_is_an_expression() {
    for (condition, holds) in [
        ("MP_WEIXIN", true),
        ("APP | MP-WEIXIN | WEB", true),
        ("APP & MP-WEIXIN", false),
        ("APP, MP-WEIXIN", true),
        ("MP-WEIXIN, APP", false),
        ("MP-UNKNOWN || MP-WEIXIN", false),
        ("MP-WEIXIN || MP-UNKNOWN", true),
        ("!H5", true),
        ("!(H5 || MP)", false),
        ("MP === true", true),
        ("MP == 1", true),
        ("H5 ? APP : MP", true),
        ("MP ^ MP-WEIXIN", false),
        ("typeof UNKNOWN === 'undefined'", true),
        ("APP + MP > 0", true),
        ("~MP", true),
        ("mp-weixin", false),
    ] {
        let text = format!("// #ifdef {condition}\na\n// #endif\nb");
        assert_eq!(kept(&text), if holds { "ab" } else { "b" }, "{condition}");
    }
}

#[test]
fn what_the_compiler_gives_up_on_stays_whole() {
    for text in [
        "// #ifdef H5\na\n// #endif\n// #endif\nb",
        "// #ifdef H5\na\n// #ifdef MP\nb\n// #endif\nc",
        "// #ifdef H5 ||\na\n// #endif\nb",
        "// #IFDEF H5\na\n// #endif\nb",
    ] {
        assert_eq!(uni().cut("js", text), text);
    }
}

#[test]
fn blocks_nest() {
    let text = "// #ifdef H5\na\n// #ifdef MP\nb\n// #endif\nc\n// #endif\nd\n// #ifdef MP\ne\n// #ifdef H5\nf\n// #endif\ng\n// #endif\nh";
    assert_eq!(kept(text), "degh");
    let text =
        "// #ifdef MP\na\n// #ifdef H5\nb\n// #else\nc\n// #endif\nd\n// #else\ne\n// #endif\nf";
    assert_eq!(kept(text), "acdf");
}

#[test]
fn what_is_no_directive_stays() {
    for text in [
        "'#ifdef GL_ES\\n' + a",
        "a // #ifdefine H5\nb",
        "// #ifdef H5\na",
        "/* see: #ifdef H5 */ a",
    ] {
        assert_eq!(uni().cut("js", text), text);
    }
}

#[test]
fn half_an_expression_can_be_conditional() {
    let text = "let x =\n// #ifdef H5\n1;\n// #endif\n// #ifdef MP\n2;\n// #endif";
    let cut = uni().cut("js", text).into_owned();
    assert_eq!(
        cut.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>(),
        ["let x =", "2;"]
    );
}

#[test]
fn names_that_a_script_of_the_project_defines_may_hold() {
    let own = Conditions::UniApp(BuildSettings {
        defined: vec!["MP-SHOP".to_owned()],
        ..BuildSettings::default()
    });
    let text = "// #ifdef MP-SHOP\na\n// #else\nb\n// #endif";
    assert_eq!((kept_by(&own, "js", text).as_str(), kept(text).as_str()), ("ab", "b"));
}

#[test]
fn uni_app_x_has_a_name_of_its_own() {
    let x = Conditions::UniApp(BuildSettings { x: true, ..BuildSettings::default() });
    let text = "// #ifdef UNI-APP-X\na\n// #endif\n// #ifdef VUE2\nb\n// #endif";
    assert_eq!((kept_by(&x, "uts", text).as_str(), kept(text).as_str()), ("a", ""));
}

#[test]
fn conditions_of_the_platforms_own_tool() {
    for (text, expected) in [
        ("// #if MP\na\n// #elif IOS\nb\n// #endif\nc", "ac"),
        ("// #if IOS || ANDROID\na\n// #else\nb\n// #endif", "b"),
        ("// #if NATIVE\na\n// #elif MP\nb\n// #else\nc\n// #endif", "b"),
        ("<!-- #if OHOS --> a <!-- #elif MP --> b <!-- #endif -->", "b"),
        ("// #if BETA\na\n// #elif MP\nb\n// #else\nc\n// #endif", "ab"),
    ] {
        assert_eq!(kept_by(&Conditions::Donut, "js", text), expected, "{text}");
    }
}

#[test]
fn ranges_become_spaces_and_lines_stay() {
    let long = "x".repeat(700);
    for (text, ranges, expected) in [
        ("ab", vec![], "ab".to_owned()),
        ("a\r\nbé\nc", vec![1..6, 7..8], "a\r\n   \n ".to_owned()),
        ("\n\n", vec![0..1, 1..2], "\n\n".to_owned()),
        (&long, vec![1..650, 650..699], format!("x{}x", " ".repeat(698))),
    ] {
        let blanked = super::blank(text, &ranges);
        assert_eq!(blanked, expected);
        assert_eq!(blanked.len(), text.len());
    }
}
