//! The programs with which the developers start.

use std::{fs, path::Path};

/// Writes the files of a program.
pub fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
}

pub const NATIVE: &[(&str, &str)] = &[
    (
        "project.config.json",
        r#"{ "appid": "wx0123456789abcdef", "compileType": "miniprogram", "setting": { "urlCheck": true } }"#,
    ),
    (
        "app.json",
        r#"{
  "pages": ["pages/map/map", "pages/me/me", "pages/gone/gone", "pages/lost/lost"],
  "permission": { "scope.record": { "desc": "用于语音转文字" } }
}
"#,
    ),
    ("app.js", "App({})\n"),
    (
        "pages/map/map.js",
        "Page({\n  onShow() {\n    wx.getLocation({ type: 'gcj02', success: (here) => this.setData({ here, title: '离你最近的门店会按距离从近到远排列在下面的列表里' }) })\n  },\n  copy() {\n    wx.setClipboardData({ data: this.data.address })\n  },\n})\n",
    ),
    ("pages/map/map.wxml", "<view bindtap=\"copy\">{{title}}</view>\n"),
    ("pages/me/me.js", "Page({ ask() { wx.authorize({ scope: 'scope.userlocation' }) } })\n"),
    (
        "pages/me/me.wxml",
        "<button open-type=\"chooseAvatar\" bindchooseavatar=\"change\">头像</button>\n<input type=\"nickname\" />\n",
    ),
];

pub const UNI_APP: &[(&str, &str)] = &[
    (
        "manifest.json",
        "{\n  // 微信小程序\n  \"name\": \"良品\",\n  \"mp-weixin\": { \"appid\": \"wx0123456789abcdef\", \"requiredPrivateInfos\": [\"getLocation\"] }\n}\n",
    ),
    ("pages.json", "{ \"pages\": [{ \"path\": \"pages/index/index\" }] }\n"),
    ("main.js", "import App from './App'\nexport function createApp() { return { app: App } }\n"),
    ("App.vue", "<script>\nexport default { onLaunch() {} }\n</script>\n"),
    (
        "pages/index/index.vue",
        "<template>\n  <view>\n    <button open-type=\"getPhoneNumber\" @getphonenumber=\"bind\">手机号登录</button>\n    <text @click=\"copy\">复制</text>\n  </view>\n</template>\n<script>\nexport default {\n  methods: {\n    near() {\n      uni.getLocation({ type: 'gcj02', success: this.show })\n    },\n    copy() {\n      uni.setClipboardData({ data: this.code })\n    },\n    scan() {\n      uni.scanCode({ success: this.show })\n    },\n  },\n}\n</script>\n",
    ),
];

pub const MINI_GAME: &[(&str, &str)] = &[
    ("project.config.json", r#"{ "appid": "wx0123456789abcdef", "compileType": "game" }"#),
    ("game.json", "{ \"deviceOrientation\": \"portrait\" }\n"),
    (
        "game.js",
        "wx.onNeedPrivacyAuthorization((resolve) => { showDialog() })\nwx.getUserInfo({ success: start })\nwx.getFriendCloudStorage({ keyList: ['score'], success: rank })\nwx.getPhoneNumber({ success: bind })\nfunction showDialog() {}\nfunction start() {}\nfunction rank() {}\nfunction bind() {}\n",
    ),
];
