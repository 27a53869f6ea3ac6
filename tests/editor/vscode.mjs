// The packaged extension in a real build of VS Code, driven through Chromium: npm run vscode
// code-server is VS Code's own code, served to a browser, and comes from npm with the Node.js that it wants; it is installed into
// target/code-server once. Its native modules (terminal, log files) are not built: nothing here needs them.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';
import { binary, copy, repository } from './client.mjs';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';
const extension = join(repository, 'crates/cargo-privguide/editor/vscode');
const home = process.env.CODE_SERVER ?? join(repository, 'target/code-server');
const platform = `${process.platform}-${process.arch}`;
const node = join(home, `node_modules/node-${platform}/bin/node`);
const server = join(home, 'node_modules/code-server');

function run(folder, ...words) {
  const done = spawnSync(words[0], words.slice(1), { cwd: folder, encoding: 'utf8' });
  assert.equal(done.status, 0, `${words.join(' ')}\n${done.stdout}\n${done.stderr}`);
}

function install() {
  if (existsSync(join(server, 'lib/vscode/node_modules'))) return;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  run(home, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', `code-server@${CODE_SERVER}`, `node-${platform}@${NODE}`);
  run(join(server, 'lib/vscode'), 'npm', 'install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund');
}

function freePort() {
  return new Promise(done => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => done(port));
    });
  });
}

/** VS Code with the packaged extension, on a copy of the sample whose node_modules hold the binary. */
async function started(t) {
  install();
  const own = realpathSync(mkdtempSync(join(tmpdir(), 'privguide-vscode-')));
  const folder = copy(t, 'tests/demo');
  const place = join(folder, 'node_modules/@privguide', platform);
  mkdirSync(place, { recursive: true });
  copyFileSync(binary, join(place, 'privguide'));
  const vsix = join(own, 'privguide.vsix');
  run(extension, 'npm', 'ci', '--ignore-scripts', '--silent', '--no-audit', '--no-fund');
  run(extension, 'npm', 'run', '--silent', 'package', '--', '--out', vsix);
  const settings = join(own, 'data/User');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'settings.json'), JSON.stringify({ 'security.workspace.trust.enabled': false, 'workbench.startupEditor': 'none', 'privguide.language': 'en' }));
  writeFileSync(join(own, 'config.yaml'), 'auth: none\n');
  const options = ['--config', join(own, 'config.yaml'), '--user-data-dir', join(own, 'data'), '--extensions-dir', join(own, 'extensions')];
  run(own, node, server, ...options, '--install-extension', vsix);
  const port = await freePort();
  const words = [server, ...options, '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  const child = spawn(node, words, { cwd: own, stdio: 'ignore', detached: true });
  const exited = new Promise(done => child.on('exit', done));
  t.after(async () => {
    // The group: the extension host and the language server are its children.
    process.kill(-child.pid, 'SIGTERM');
    await exited;
    rmSync(own, { recursive: true, force: true });
  });
  const address = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`;
  for (let tries = 0; ; tries += 1) {
    try {
      await fetch(address);
      return { address, folder };
    } catch (error) {
      if (tries > 150) throw error;
      await new Promise(done => setTimeout(done, 200));
    }
  }
}

let browser;
after(() => browser?.close());

test('findings, cards, declarations and the guide are there in VS Code', async t => {
  const { address, folder } = await started(t);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const shot = name => (process.env.SHOTS ? (mkdirSync(process.env.SHOTS, { recursive: true }), page.screenshot({ path: join(process.env.SHOTS, `vscode-${name}.png`) })) : null);
  const command = async (words, ...more) => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().fill(`>${words}`);
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await page.keyboard.press('Enter');
    for (const key of more) await page.keyboard.press(key);
  };
  const open = async name => {
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input').first().fill(name);
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`.tab.active[data-resource-name="${name.split('/').pop()}"]`).waitFor();
  };
  t.after(() => shot('last'));
  await page.goto(address);
  await page.locator('.monaco-workbench .explorer-folders-view').waitFor();
  await open('pages/index/index.js');
  await page.locator('.editor-instance .squiggly-error').first().waitFor();
  await shot('opened');
  await command('Problems: Focus on Problems View');
  const problems = page.locator('.markers-panel');
  await problems.getByText(/undeclared-information/).first().waitFor();
  const listed = await problems.innerText();
  assert.match(listed, /photos or videos/);
  // What is typed counts at once.
  await open('pages/index/index.js');
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('wx.getClipboardData({})\n');
  await problems.getByText(/clipboard/i).first().waitFor();
  await shot('typed');
  // The card.
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  await page.locator('.monaco-hover', { hasText: 'not declared' }).first().waitFor();
  await shot('card');
  await page.keyboard.press('Escape');
  // The declaration is one action away.
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget').getByText(/Declare .*Clipboard/).first().click();
  await problems.getByText(/blank-purpose/).first().waitFor();
  // Hints beside the code follow, though their file was not touched.
  await page.locator('.view-line', { hasText: 'clipboard: not declared' }).waitFor({ state: 'detached' });
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'privguide.toml' }).dblclick();
  await page.locator('.view-line', { hasText: /format.=.1/ }).first().waitFor();
  await page.keyboard.press('Control+End');
  await page.locator('.view-line', { hasText: 'information.Clipboard' }).first().waitFor();
  await shot('declared');
  // The guide beside it, without scripts.
  await command('privguide: Show the guide');
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await frame.getByText(/Sample Shop|示例小店/).first().waitFor();
  await shot('guide');
  t.diagnostic(`VS Code served by code-server ${CODE_SERVER}, on a copy of the sample in ${folder}`);
});
