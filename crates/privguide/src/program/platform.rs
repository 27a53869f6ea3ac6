//! Sources for other platforms, by their names: `static/h5/`, `index.h5.tsx`, `index.wx.mpx` beside `index.mpx`.
//!
//! Frameworks choose among files of one name before they read any of them. What is chosen for other platforms is not in the package.

use super::Framework;
use crate::language::Text;

/// How a framework's build chooses among files.
struct Choice {
    /// What marks a file as WeChat's, between its name and its extension; the first one is used.
    own: &'static [&'static str],
    /// What marks a file as another platform's.
    other: &'static [&'static str],
    /// Extensions of files that are chosen so.
    extensions: &'static [&'static str],
}

const TARO: Choice = Choice {
    own: &["weapp", "mini"],
    other: &[
        "h5",
        "rn",
        "alipay",
        "swan",
        "tt",
        "qq",
        "jd",
        "quickapp",
        "harmony",
        "harmony-hybrid",
        "harmonyhybrid",
        "lark",
        "kwai",
        "ks",
        "dd",
        "iot",
        "ascf",
        "web",
        "ios",
        "android",
    ],
    extensions: &["js", "jsx", "ts", "tsx", "vue", "mjs"],
};

const MPX: Choice = Choice {
    own: &["wx"],
    other: &["ali", "swan", "qq", "tt", "web", "jd", "dd", "ks", "qa", "ios", "android", "harmony", "tenon", "noMode"],
    extensions: &["mpx", "js", "ts", "wxml", "json"],
};

const REMAX: Choice =
    Choice { own: &["wechat"], other: &["ali", "toutiao", "baidu", "web", "mobile"], extensions: &["js", "jsx", "ts", "tsx"] };

const CHAMELEON: Choice =
    Choice { own: &["wx"], other: &["web", "weex", "alipay", "baidu", "qq", "tt", "demo"], extensions: &["cml", "js"] };

const NONE: Choice = Choice { own: &[], other: &[], extensions: &[] };

const fn choice(framework: Framework) -> &'static Choice {
    match framework {
        Framework::Taro => &TARO,
        Framework::Mpx => &MPX,
        Framework::Remax => &REMAX,
        Framework::Chameleon => &CHAMELEON,
        Framework::Native | Framework::UniApp | Framework::Wepy | Framework::Mpvue | Framework::Kbone => &NONE,
    }
}

/// What a framework writes between the name and the extension of WeChat's own files.
pub(super) const fn own_suffixes(framework: Framework) -> &'static [&'static str] {
    choice(framework).own
}

/// Platforms of uni-app that are not WeChat: names of folders below `static/` and `platforms/`.
const UNI_PLATFORMS: [&str; 25] = [
    "app",
    "app-plus",
    "app-android",
    "app-ios",
    "app-harmony",
    "h5",
    "web",
    "mp-alipay",
    "mp-baidu",
    "mp-toutiao",
    "mp-lark",
    "mp-qq",
    "mp-kuaishou",
    "mp-jd",
    "mp-360",
    "mp-xhs",
    "mp-harmony",
    "mp-dingtalk",
    "quickapp",
    "quickapp-webview",
    "quickapp-webview-union",
    "quickapp-webview-huawei",
    "quickapp-native",
    "app-nvue",
    "app-uvue",
];

/// Folders of uni-app projects that hold components in other platforms' own formats, native code of apps, or a server.
const UNI_FOLDERS: [&str; 14] = [
    "mycomponents",
    "swancomponents",
    "ttcomponents",
    "qqcomponents",
    "kscomponents",
    "jdcomponents",
    "xhscomponents",
    "nativeplugins",
    "nativeResources",
    "unpackage",
    "uniCloud",
    "uniCloud-aliyun",
    "uniCloud-tcb",
    "uniCloud-alipay",
];

/// Why a source is not for WeChat; `None` when it is. `has` knows the files of the program by their paths in it.
pub(super) fn why_other(framework: Framework, relative: &str, has: &dyn Fn(&str) -> bool) -> Option<Text> {
    match framework {
        Framework::UniApp => why_other_folder(relative).or_else(|| why_second(relative, has)),
        framework => why_other_suffix(choice(framework), relative, has),
    }
}

fn why_other_suffix(choice: &Choice, relative: &str, has: &dyn Fn(&str) -> bool) -> Option<Text> {
    let (base, extension) = relative.rsplit_once('.')?;
    if !choice.extensions.contains(&extension) {
        return None;
    }
    let name = base.rsplit('/').next().unwrap_or(base);
    if let Some((_, suffix)) = name.rsplit_once('.') {
        if choice.other.contains(&suffix) {
            return Some(Text::new(
                format!("文件名里的 .{suffix} 表示它属于其他平台"),
                format!("\".{suffix}\" in its name makes it another platform's"),
            ));
        }
        if choice.own.contains(&suffix) {
            return None;
        }
    }
    // A script stands in for a script of any extension; configuration and templates only for their own kind.
    let kind = |extension: &'static str| if matches!(extension, "json" | "wxml") { extension } else { "" };
    let extension = choice.extensions.iter().find(|known| **known == extension)?;
    let same_kind = choice.extensions.iter().filter(|other| kind(other) == kind(extension));
    let mut instead = same_kind.flat_map(|extension| choice.own.iter().map(move |own| format!("{base}.{own}.{extension}")));
    let instead = instead.find(|path| has(path))?;
    Some(Text::new(format!("微信小程序用的是 {instead}"), format!("{instead} stands in its place for WeChat")))
}

fn why_other_folder(relative: &str) -> Option<Text> {
    let folders: Vec<&str> = relative.rsplit_once('/').map(|(folders, _)| folders.split('/').collect()).unwrap_or_default();
    let is_other = |text: &str| Text::new(format!("{text}/ 属于其他平台"), format!("{text}/ is for other platforms"));
    let pairs = folders.iter().zip(folders.iter().skip(1));
    for (folder, platform) in pairs {
        if matches!(*folder, "static" | "platforms" | "utssdk") && UNI_PLATFORMS.contains(platform) {
            return Some(is_other(&format!("{folder}/{platform}")));
        }
    }
    if let Some(folder) = folders.iter().find(|folder| UNI_FOLDERS.contains(folder)) {
        return Some(Text::new(format!("{folder}/ 不会编译到微信小程序"), format!("{folder}/ is not compiled for WeChat")));
    }
    let is_app_web = folders.windows(2).any(|pair| pair == ["hybrid", "html"]);
    is_app_web.then(|| is_other("hybrid/html"))
}

/// Of a page in two forms, only apps take the `.nvue`.
fn why_second(relative: &str, has: &dyn Fn(&str) -> bool) -> Option<Text> {
    let base = relative.strip_suffix(".nvue")?;
    let instead = format!("{base}.vue");
    has(&instead).then(|| Text::new(format!("微信小程序用的是 {instead}"), format!("{instead} stands in its place for WeChat")))
}

#[cfg(test)]
mod tests {
    use super::{Framework, why_other};

    /// The files that are for WeChat.
    fn chosen<'f>(framework: Framework, files: &[&'f str]) -> Vec<&'f str> {
        let has = |path: &str| files.contains(&path);
        files.iter().copied().filter(|file| why_other(framework, file, &has).is_none()).collect()
    }

    #[test]
    fn suffixes_choose_among_files_of_one_name() {
        let files = ["a/index.tsx", "a/index.h5.tsx", "a/index.weapp.ts", "b.js", "b.alipay.js", "c.min.js", "d.h5.css"];
        assert_eq!(chosen(Framework::Taro, &files), ["a/index.weapp.ts", "b.js", "c.min.js", "d.h5.css"]);
        let files = ["a.mpx", "a.ali.mpx", "b.wx.mpx", "b.mpx", "c.mpx"];
        assert_eq!(chosen(Framework::Mpx, &files), ["a.mpx", "b.wx.mpx", "c.mpx"]);
        assert_eq!(chosen(Framework::Remax, &["a.ali.ts", "a.wechat.ts", "a.ts"]), ["a.wechat.ts"]);
        assert_eq!(chosen(Framework::Wepy, &["a.h5.js", "a.js"]), ["a.h5.js", "a.js"]);
    }

    #[test]
    fn folders_of_platforms() {
        let files = [
            "static/h5/sdk.js",
            "static/mp-weixin/sdk.js",
            "static/a.js",
            "platforms/mp-alipay/pages/a.vue",
            "uni_modules/x/static/app-plus/a.js",
            "uni_modules/x/utssdk/app-android/index.uts",
            "mycomponents/a/a.js",
            "wxcomponents/a/a.js",
            "hybrid/html/a.js",
            "unpackage/dist/a.js",
            "pages/h5/a.vue",
        ];
        assert_eq!(
            chosen(Framework::UniApp, &files),
            ["static/mp-weixin/sdk.js", "static/a.js", "wxcomponents/a/a.js", "pages/h5/a.vue"]
        );
    }

    #[test]
    fn a_page_for_apps_beside_the_one_for_all() {
        assert_eq!(chosen(Framework::UniApp, &["a.nvue", "a.vue", "b.nvue"]), ["a.vue", "b.nvue"]);
    }
}
