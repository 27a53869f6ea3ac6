//! Generated programs of typical sizes: the same bytes on every machine.

use std::fmt::Write as _;

/// Paths with texts.
type Files = Vec<(String, String)>;

/// A program for measurements.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) files: fn() -> Files,
    /// The file that is edited; other files import it.
    pub(super) edited: &'static str,
}

/// All samples.
pub(super) const SAMPLES: [Sample; 3] = [
    Sample { name: "native", files: native, edited: "utils/format3.js" },
    Sample { name: "sdk", files: sdk, edited: "pages/chat/chat.js" },
    Sample { name: "uni-app", files: uni_app, edited: "pages/p7/p7.vue" },
];

/// With as many pages, components and helpers as the platform's own demonstration program.
fn native() -> Files {
    let mut files = Files::new();
    let mut file = |path: String, text: String| files.push((path, text));
    let pages: Vec<String> = (0..PAGES).map(|at| format!("\"pages/p{at}/p{at}\"")).collect();
    file("app.json".to_owned(), format!("{{ \"pages\": [{}] }}", pages.join(", ")));
    file(
        "app.js".to_owned(),
        "App({ globalData: { user: null, api: require('./utils/api') } })\n".to_owned(),
    );
    file("project.config.json".to_owned(), "{ \"compileType\": \"miniprogram\" }\n".to_owned());
    file("utils/api.js".to_owned(), API.to_owned());
    for at in 0..HELPERS {
        file(format!("utils/format{at}.js"), helper(at));
    }
    for at in 0..COMPONENTS {
        file(format!("components/c{at}/c{at}.js"), component(at));
        file(format!("components/c{at}/c{at}.json"), "{ \"component\": true }\n".to_owned());
        file(
            format!("components/c{at}/c{at}.wxml"),
            "<view class=\"{{kind}}\" bindtap=\"onTap\"><slot/></view>\n".to_owned(),
        );
    }
    for at in 0..PAGES {
        let used = at % COMPONENTS;
        file(format!("pages/p{at}/p{at}.js"), page(at));
        file(
            format!("pages/p{at}/p{at}.json"),
            format!("{{ \"usingComponents\": {{ \"c\": \"/components/c{used}/c{used}\" }} }}\n"),
        );
        file(format!("pages/p{at}/p{at}.wxml"), template(at));
        file(
            format!("pages/p{at}/p{at}.wxss"),
            ".row { display: flex; }\n.title { font-size: 32rpx; color: #333; }\n".repeat(8),
        );
    }
    files
}

/// A page that includes a minified library on a single line.
fn sdk() -> Files {
    let pages = "{ \"pages\": [\"pages/chat/chat\"] }\n".to_owned();
    vec![
        ("app.json".to_owned(), pages),
        ("app.js".to_owned(), "App({})\n".to_owned()),
        ("project.config.json".to_owned(), "{ \"compileType\": \"miniprogram\" }\n".to_owned()),
        ("pages/chat/chat.wxml".to_owned(), "<view/>\n".to_owned()),
        (
            "pages/chat/chat.js".to_owned(),
            "const Chat = require('../../libs/chat.min.js')\nPage({ onLoad() { this.chat = new Chat.C0({ host: wx }); this.chat.m1() } })\n"
                .to_owned(),
        ),
        ("libs/chat.min.js".to_owned(), packed()),
    ]
}

fn uni_app() -> Files {
    let pages: Vec<String> =
        (0..VIEWS).map(|at| format!("{{ \"path\": \"pages/p{at}/p{at}\" }}")).collect();
    let mut files = vec![
        ("pages.json".to_owned(), format!("{{ \"pages\": [{}] }}\n", pages.join(", "))),
        (
            "manifest.json".to_owned(),
            "{ \"vueVersion\": \"3\", \"mp-weixin\": { \"appid\": \"\" } }\n".to_owned(),
        ),
        (
            "main.js".to_owned(),
            "import App from './App'\nexport function createApp() { return App }\n".to_owned(),
        ),
        (
            "App.vue".to_owned(),
            "<script>\nexport default { onLaunch() {} }\n</script>\n".to_owned(),
        ),
        ("common/request.js".to_owned(), REQUEST.to_owned()),
    ];
    files.extend((0..VIEWS).map(|at| (format!("pages/p{at}/p{at}.vue"), view(at))));
    files
}

fn helper(at: usize) -> String {
    let mut text = format!("const next = require('./format{}')\n", (at + 1) % HELPERS);
    for step in 0..12 {
        let _ = writeln!(
            text,
            "function format{step}(value, options = {{}}) {{\n  const {{ digits = {step}, unit = 'u{at}' }} = options\n  \
             if (typeof value !== 'number') return String(value || '')\n  \
             return value.toFixed(digits) + unit + (options.more ? next.format{step}(value, {{ ...options, more: false }}) : '')\n}}"
        );
    }
    let names: Vec<String> = (0..12).map(|step| format!("format{step}")).collect();
    text + &format!("module.exports = {{ {} }}\n", names.join(", "))
}

fn component(at: usize) -> String {
    format!(
        "const {{ format1 }} = require('../../utils/format{}')\nComponent({{\n  properties: {{ kind: {{ type: String, value: 'k{at}' }} }},\n  \
         data: {{ list: [] }},\n  lifetimes: {{ attached() {{ this.setData({{ list: [1, 2, 3].map(value => format1(value)) }}) }} }},\n  \
         methods: {{ onTap(event) {{ this.triggerEvent('choose', {{ id: event.currentTarget.dataset.id }}) }} }},\n}})\n",
        at % HELPERS
    )
}

fn page(at: usize) -> String {
    let call = CALLS[at % CALLS.len()];
    let mut text = format!(
        "const {{ format0, format2 }} = require('../../utils/format{}')\nconst api = require('../../utils/api')\nconst app = getApp()\n\
         Page({{\n  data: {{ title: 'p{at}', list: [], loading: false }},\n",
        at % HELPERS
    );
    for step in 0..10 {
        let _ = writeln!(
            text,
            "  onStep{step}(event) {{\n    const {{ id, kind }} = event.currentTarget.dataset\n    if (this.data.loading) return\n    \
             this.setData({{ loading: true }})\n    api.get('/p{at}/' + kind + '/' + format0(id), {{ page: {step} }})\n      \
             .then(found => this.setData({{ list: found.map(one => ({{ ...one, shown: format2(one.price) }})) }}))\n      \
             .finally(() => this.setData({{ loading: false }}))\n  }},"
        );
    }
    text + &format!(
        "  onUse() {{ {call} }},\n  onShow() {{ this.setData({{ user: app.globalData.user }}) }},\n}})\n"
    )
}

fn template(at: usize) -> String {
    let rows = lines(10, |step| {
        format!(
            "  <view class=\"row\" wx:if=\"{{{{list.length > {step}}}}}\" data-id=\"{{{{list[{step}].id}}}}\" bindtap=\"onStep{step}\">\
                 <text class=\"title\">{{{{list[{step}].shown || '—'}}}}</text></view>\n"
        )
    });
    let button = if at.is_multiple_of(9) {
        "<button open-type=\"chooseAvatar\" bindchooseavatar=\"onUse\">选择</button>"
    } else {
        ""
    };
    format!(
        "<view>\n{rows}  <c kind=\"{{{{title}}}}\" bindchoose=\"onUse\">{button}</c>\n</view>\n"
    )
}

/// A bundler's table of modules on one line: classes that extend each other, helpers, and a
/// transport to which the platform is passed.
fn packed() -> String {
    let mut text = String::from(
        "!function(e,t){\"object\"==typeof exports&&\"object\"==typeof module?module.exports=t():e.Chat=t()}(this,(function(){\
         return function(e){var t={};function n(r){if(t[r])return t[r].exports;var o=t[r]={i:r,l:!1,exports:{}};\
         return e[r].call(o.exports,o,o.exports,n),o.l=!0,o.exports}return n.m=e,n.c=t,n(0)}([",
    );
    for at in 0..MODULES {
        let parent = if at == 0 { String::new() } else { format!("var i=n({});", at / 2) };
        let extends = if at == 0 { String::new() } else { format!(" extends i.C{}", at / 2) };
        let super_call = if at == 0 { "" } else { "super(e);" };
        let exported = if at == 0 {
            lines(4, |of| if of == 0 { String::new() } else { format!("t.C{of}=n({of}).C{of};") })
        } else {
            String::new()
        };
        let _ = write!(
            text,
            "function(e,t,n){{\"use strict\";{parent}class r{extends}{{constructor(e){{{super_call}this.o=e||{{}},this.q=[]}}"
        );
        for method in 0..8 {
            let next = (method + 1) % 8;
            let _ = write!(
                text,
                "m{method}(e,t){{var n=this,r=Object.assign({{id:{at},k:\"k{method}\"}},e);return this.q.push(r),t?new Promise((function(e,o){{\
                 n.m{next}(r).then((function(t){{e(t&&t.data||r)}})).catch(o)}})):this.o.host?this.o.host.request({{url:\"/a/\"+r.k,data:r,\
                 success:function(e){{n.q.shift()}}}}):Promise.resolve(r)}}"
            );
        }
        let _ = write!(text, "}}t.C{at}=r;{exported}}},");
    }
    text + "])}));\n"
}

fn view(at: usize) -> String {
    let call = CALLS[at % CALLS.len()].replace("wx.", "uni.");
    let rows = lines(8, |step| {
        format!(
            "    <view v-for=\"(row, index) in list.slice({step})\" :key=\"index\" class=\"row\" @click=\"open(row, {step})\">{{{{ row.title }}}}</view>\n"
        )
    });
    format!(
        "<template>\n  <view>\n{rows}  </view>\n</template>\n\n<script setup lang=\"ts\">\nimport {{ ref, computed, onMounted }} from 'vue'\n\
         import {{ get }} from '@/common/request'\nconst list = ref<{{ title: string }}[]>([])\nconst total = computed(() => list.value.length)\n\
         async function open(row: {{ title: string }}, step: number) {{\n  const found = await get('/p{at}/' + step, {{ title: row.title }})\n  \
         list.value = found.list || []\n}}\nfunction use() {{ {call} }}\nonMounted(() => {{ open({{ title: '' }}, 0) }})\n</script>\n\n\
         <style scoped lang=\"scss\">\n.row {{ display: flex; .title {{ color: $uni-text-color; }} }}\n</style>\n"
    )
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect::<Vec<_>>().concat()
}

const PAGES: usize = 150;
const COMPONENTS: usize = 40;
const HELPERS: usize = 30;
const VIEWS: usize = 120;
const MODULES: usize = 110;

/// The calls in pages.
const CALLS: [&str; 8] = [
    "wx.getLocation({ type: 'gcj02', success: found => this.setData({ found }) })",
    "wx.chooseMedia({ count: 9 })",
    "wx.showToast({ title: 'ok' })",
    "wx.setClipboardData({ data: 'text' })",
    "wx.navigateTo({ url: '/pages/p1/p1' })",
    "const recorder = wx.getRecorderManager(); recorder.start({ duration: 1000 })",
    "wx.chooseAddress().then(address => wx.setStorageSync('address', address))",
    "wx.request({ url: 'https://api.example.com/save', data: {} })",
];

const API: &str = "const base = 'https://api.example.com'\nfunction request(method, path, data) {\n  return new Promise((resolve, reject) => {\n    \
                   wx.request({ url: base + path, method, data, success: answer => resolve(answer.data), fail: reject })\n  })\n}\n\
                   module.exports = {\n  get: (path, data) => request('GET', path, data),\n  post: (path, data) => request('POST', path, data),\n}\n";

const REQUEST: &str = "const base = 'https://api.example.com'\nexport function get(path, data) {\n  return new Promise((resolve, reject) => {\n    \
                       uni.request({ url: base + path, data, success: answer => resolve(answer.data), fail: reject })\n  })\n}\n";
