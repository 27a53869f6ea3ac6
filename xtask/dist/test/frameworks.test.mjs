// The plugins in real builds: Vite with uni-app, Taro and webpack, all from a registry on this machine. Findings appear, exit codes are
// right, watching goes on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { clean, complete, registry, run, scratch } from './support.mjs';

let served;
before(async () => {
  served = await registry(complete());
});
after(() => served.stop());

const DECLARATIONS = `format = 1
[program]
name = "示例"
[developer]
name = "示例有限公司"
email = "privacy@example.com"
[guide]
path = "guide.md"
updated = 2026-11-23
effective = 2026-11-23
notice = "弹窗"
`;
const LOCATION = '[information.Location]\npurpose = "展示你附近的门店"\n';

/** Writes a project, installs it, and gives a way to run its programs. */
function project(files, dependencies) {
  const folder = scratch();
  const all = { ...files, 'privguide.toml': DECLARATIONS, 'package.json': JSON.stringify({ name: 'shop', private: true, version: '1.0.0', devDependencies: { privguide: '*', ...dependencies } }) };
  for (const [name, text] of Object.entries(all)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const env = clean({ NPM_CONFIG_USERCONFIG: served.npmrc, LANG: 'C', PRIVGUIDE_CACHE_DIR: '', CI: '1', NO_COLOR: '1' });
  run('npm', ['install', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder, env, ok: true });
  return { folder, env, npx: (...args) => run('npx', args, { cwd: folder, env }) };
}

/** Declares what is used, and writes the guide. */
function correct({ folder, npx }) {
  fs.appendFileSync(path.join(folder, 'privguide.toml'), LOCATION);
  const { status, stderr } = npx('privguide', 'generate');
  assert.equal(status, 0, stderr);
}

/** A program that goes on running: what it says is waited for. */
function watch({ folder, env }, args) {
  const child = spawn('npx', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece) => {
      output += plain(String(piece));
    });
  }
  child.on('exit', () => {
    ended = true;
  });
  return {
    async until(what, seconds = 180) {
      for (let tries = 0; tries < seconds * 10; tries += 1) {
        if (what.test(output)) {
          const seen = output;
          output = '';
          return seen;
        }
        assert.ok(!ended, `it ended instead of saying ${what}: ${output}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`${what} was not said: ${output}`);
    },
    forget: () => {
      output = '';
    },
    stop: () => process.kill(-child.pid, 'SIGKILL'),
  };
}

const plain = (text) => text.replace(/\u001b\[[\d;]*m/g, '');
const all = (result) => plain(`${result.stdout}\n${result.stderr}`);

const UNI = {
  'index.html': '<div id="app"></div><script type="module" src="/src/main.js"></script>',
  'vite.config.js': "import { defineConfig } from 'vite';\nimport uni from '@dcloudio/vite-plugin-uni';\nimport privguide from 'privguide/vite';\nexport default defineConfig({ plugins: [(uni.default ?? uni)(), privguide({ lang: 'en' })] });\n",
  'src/main.js': "import { createSSRApp } from 'vue';\nimport App from './App.vue';\nexport function createApp() { return { app: createSSRApp(App) }; }\n",
  'src/App.vue': '<script>export default {}</script>\n',
  'src/pages.json': '{ "pages": [{ "path": "pages/index/index" }] }\n',
  'src/manifest.json': '{ "name": "shop", "appid": "", "mp-weixin": { "appid": "touristappid", "requiredPrivateInfos": ["getLocation"] }, "vueVersion": "3" }\n',
  'src/pages/index/index.vue': '<template><view>{{ place }}</view></template>\n<script>\nexport default { data: () => ({ place: "" }), onLoad() { uni.getLocation({ success: (place) => { this.place = place.latitude; } }); } };\n</script>\n',
};

test('uni-app with Vue 3 and Vite', async () => {
  const release = '3.0.0-5000720260410001';
  const packages = ['uni-app', 'uni-components', 'uni-mp-weixin', 'uni-h5', 'uni-cli-shared', 'vite-plugin-uni'];
  const made = project(UNI, { ...Object.fromEntries(packages.map((name) => [`@dcloudio/${name}`, release])), vite: '5.2.8', vue: '3.4.21' });
  const bad = made.npx('uni', 'build', '-p', 'mp-weixin');
  assert.notEqual(bad.status, 0, all(bad));
  assert.match(all(bad), /src\/pages\/index\/index\.vue:3:\d+: .*Location[\s\S]*undeclared-information/);
  // Another platform's build has no WeChat guide.
  const web = made.npx('uni', 'build', '-p', 'h5');
  assert.equal(web.status, 0, all(web));
  assert.doesNotMatch(all(web), /undeclared-information/);

  const watching = watch(made, ['uni', '-p', 'mp-weixin']);
  try {
    await watching.until(/undeclared-information/);
    correct(made);
    // A save is noticed, and nothing is wrong any more.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    watching.forget();
    fs.appendFileSync(path.join(made.folder, 'src/pages/index/index.vue'), '<style>view { color: red; }</style>\n');
    assert.doesNotMatch(await watching.until(/complete|ready|完成|Watching/i), /undeclared-information/);
  } finally {
    watching.stop();
  }
  const good = made.npx('uni', 'build', '-p', 'mp-weixin');
  assert.equal(good.status, 0, all(good));
});

const TARO = {
  'project.config.json': '{ "appid": "touristappid", "compileType": "miniprogram", "miniprogramRoot": "dist/" }\n',
  'babel.config.js': "module.exports = { presets: [['taro', { framework: 'react', ts: false, compiler: 'webpack5' }]] };\n",
  'config/index.js': "module.exports = { projectName: 'shop', date: '2026-11-23', designWidth: 750, deviceRatio: { 750: 1 }, sourceRoot: 'src', outputRoot: 'dist', framework: 'react', compiler: { type: 'webpack5', prebundle: { enable: false } }, cache: { enable: false }, plugins: ['@tarojs/plugin-framework-react', ['privguide/taro', { lang: 'en' }]], mini: {}, h5: {} };\n",
  'src/app.config.js': "export default { pages: ['pages/index/index'], requiredPrivateInfos: ['getLocation'] };\n",
  'src/app.js': 'export default function App({ children }) { return children; }\n',
  'src/pages/index/index.jsx': "import Taro from '@tarojs/taro';\nimport { View } from '@tarojs/components';\nexport default function Index() {\n  return <View onClick={() => Taro.getLocation({ type: 'gcj02' })}>place</View>;\n}\n",
  'src/pages/index/index.config.js': 'export default {};\n',
};

test('Taro with webpack', async () => {
  const release = '4.1.9';
  const packages = ['cli', 'components', 'helper', 'plugin-framework-react', 'plugin-platform-weapp', 'react', 'runtime', 'shared', 'taro', 'webpack5-runner', 'service', 'taro-loader'];
  const made = project(TARO, {
    ...Object.fromEntries(packages.map((name) => [`@tarojs/${name}`, release])),
    'babel-preset-taro': release,
    react: '18.3.1',
    'react-dom': '18.3.1',
    webpack: '5.91.0',
    '@babel/core': '7.28.5',
    '@babel/preset-react': '7.28.5',
    postcss: '8.5.6',
  });
  const bad = made.npx('taro', 'build', '--type', 'weapp');
  // The built file and the source are both looked at; which one is named first is no matter here.
  assert.match(all(bad), /(src\/pages\/index\/index\.jsx|dist\/pages\/index\/index\.js):\d+:\d+: .*Location[\s\S]*undeclared-information/);
  assert.equal(bad.status, 1, all(bad));

  const watching = watch(made, ['taro', 'build', '--type', 'weapp', '--watch']);
  try {
    await watching.until(/undeclared-information/);
    correct(made);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    watching.forget();
    fs.appendFileSync(path.join(made.folder, 'src/pages/index/index.jsx'), '\n// saved\n');
    assert.doesNotMatch(await watching.until(/Watching|compiled|编译成功|监听/i), /undeclared-information/);
  } finally {
    watching.stop();
  }
  const good = made.npx('taro', 'build', '--type', 'weapp');
  assert.equal(good.status, 0, all(good));
});

test('webpack 5', () => {
  const made = project(
    {
      'webpack.config.js': "const Privguide = require('privguide/webpack');\nmodule.exports = { mode: 'production', entry: './miniprogram/app.js', plugins: [new Privguide({ lang: 'en' })] };\n",
      'project.config.json': '{ "appid": "touristappid", "compileType": "miniprogram", "miniprogramRoot": "miniprogram/" }\n',
      'miniprogram/app.json': '{ "pages": ["pages/index/index"], "requiredPrivateInfos": ["getLocation"] }\n',
      'miniprogram/app.js': 'App({});\n',
      'miniprogram/pages/index/index.js': 'Page({ onLoad() { wx.getLocation(); } });\n',
      'miniprogram/pages/index/index.wxml': '<view/>\n',
    },
    { webpack: '5.91.0', 'webpack-cli': '5.1.4' },
  );
  const bad = made.npx('webpack');
  assert.equal(bad.status, 1, all(bad));
  assert.match(all(bad), /ERROR in[\s\S]*miniprogram\/pages\/index\/index\.js:1:\d+: .*undeclared-information/s);
  correct(made);
  const good = made.npx('webpack');
  assert.equal(good.status, 0, all(good));
});
