use super::Naming;

fn read(text: &str) -> Naming {
    Naming::read(text, std::iter::once(0..text.len()))
}

fn components(text: &str) -> Vec<String> {
    read(text).components.into_iter().map(|(tag, specifier)| format!("{tag}={specifier}")).collect()
}

#[test]
fn a_script_is_read_for_components_with_a_name() {
    for (call, is_read) in [
        ("app.component('a', './a')", true),
        ("app.component(\n  \"a\", './a')", true),
        ("app.component(/* tag */ 'a', './a')", true),
        ("chart.component(a, './a')", false),
        ("component('a', './a')", false),
    ] {
        assert_eq!(!Naming::of_script(call).is_empty(), is_read, "{call}");
    }
}

/// A window holds the tokens around it that are needed, wherever it ends.
#[test]
fn a_script_is_read_by_windows_as_it_is_read_whole() {
    let named = "const A = defineAsyncComponent(() => import('./a'))\nimport B from './b'\n\
                 app.component('x-a', A); app.component('x-b', /* B */ B); app.component('x-c', () => import('./c'))\n";
    let whole = read(named).everywhere;
    assert_eq!(whole.len(), 3);
    for filler in (super::WINDOW - 50..super::WINDOW + 4).chain([super::WINDOW - 250]) {
        let script = format!("{}\n{named}", ";".repeat(filler));
        assert_eq!(Naming::of_script(&script).everywhere, whole, "{filler}");
    }
}

#[test]
fn components_are_named_in_many_ways() {
    for (text, expected) in [
        ("import A from './a.vue'\nimport { b } from 'b'", &["A=./a.vue"][..]),
        (
            "import A from './a'\nexport default { components: { A, 'b-c': A, d: () => import('./d.vue'), E } }",
            &["A=./a", "b-c=./a", "d=./d.vue"],
        ),
        ("const A = defineAsyncComponent(() => import('./a.vue'))", &["A=./a.vue"]),
        ("{ \"usingComponents\": { \"a-b\": \"../a\", \"c\": \"d/e\" } }", &["a-b=../a", "c=d/e"]),
        (
            "import A from './a'; export default class extends wepy.page { components = { list: A } }",
            &["A=./a", "list=./a"],
        ),
        ("export default { components: { a: require('./a.vue').default } }", &["a=./a.vue"]),
    ] {
        assert_eq!(components(text), expected, "{text}");
    }
    let everywhere =
        read("import A from './a.vue'\nVue.component('MyButton', A); app.component(\"x-y\", () => import('./x'))").everywhere;
    assert_eq!(
        everywhere.into_iter().collect::<Vec<_>>(),
        [("my-button".into(), "./a.vue".into()), ("x-y".into(), "./x".into())]
    );
}

#[test]
fn properties_are_declared_in_many_ways() {
    for text in [
        "export default { props: { openType: String, size: { type: [String, Number], default: 'a' } } }",
        "export default { props: ['openType', 'size'] }",
        "const props = defineProps({ 'open-type': String, size: Number })",
        "defineProps(['openType', \"size\"])",
        "withDefaults(defineProps<{ openType?: 'a' | 'b'; size: number }>(), { openType: 'a' })",
        "interface Props {\n  openType?: string\n  size: { a: 1 }\n}\nconst props = defineProps<Props>()",
        "type P = { openType: string, size: number }\ndefineProps<P>()",
    ] {
        assert_eq!(
            read(text).properties.into_iter().collect::<Vec<_>>(),
            ["openType", "size"],
            "{text}"
        );
    }
}

#[test]
fn hostile_texts_are_read_quickly() {
    for part in [
        "import a from ",
        "components: {",
        "defineProps<A",
        "props: [",
        "const a = import(",
        ".component('a',",
    ] {
        let text = part.repeat(20_000);
        let started = std::time::Instant::now();
        let _ = read(&text);
        assert!(started.elapsed().as_secs() < 5, "{part}");
    }
}
