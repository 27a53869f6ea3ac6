// The extension's own code and the client library, against a stub of the `vscode` API and the real server.
'use strict';

const assert = require('node:assert/strict');
const { copyFileSync, cpSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { afterEach, beforeEach, test } = require('node:test');
const { state, events, api } = require('./stub.cjs');
const extension = require('./extension.js');

const repository = process.env.REPOSITORY ?? join(__dirname, '..', '..', '..', '..');
const binary = process.env.PRIVGUIDE ?? join(repository, 'target', 'debug', 'cargo-privguide');
const path = process.env.PATH;
let folder;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'privguide-code-')));
  cpSync(join(repository, 'tests/demo'), folder, { recursive: true });
  Object.assign(state, { settings: {}, folders: [{ uri: api.Uri.file(folder), name: 'demo', index: 0 }], trusted: true, errors: [], panels: [], documents: [] });
  state.diagnostics.clear();
  process.env.PATH = '/nowhere';
});

afterEach(async () => {
  await extension.deactivate();
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

async function until(condition) {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    if (condition()) return;
    await new Promise(done => setTimeout(done, 50));
  }
  assert.fail(`never: ${condition}`);
}

const context = () => ({ subscriptions: [] });
const said = () => [...state.diagnostics.values()].flat().map(({ code }) => code?.value ?? code);

test('the binary of the setting is started, and its diagnostics are shown', async () => {
  state.settings['privguide.path'] = binary;
  await extension.activate(context());
  await until(() => said().includes('undeclared-information'));
  assert.deepEqual(state.errors, []);
});

test('the binary that npm installed into the project is taken, in a trusted folder only', async () => {
  const own = join(folder, 'node_modules/@privguide', `${process.platform}-${process.arch}-musl`);
  mkdirSync(own, { recursive: true });
  copyFileSync(binary, join(own, 'privguide'));
  chmodSync(join(own, 'privguide'), 0o755);
  state.trusted = false;
  await extension.activate(context());
  assert.equal(state.errors.length, 1, 'nothing of a folder that is not trusted is run');
  assert.match(state.errors[0], /there is no cargo-privguide/);
  state.trusted = true;
  await events.Trust.fire();
  await until(() => said().includes('undeclared-information'));
});

test('the binary of the PATH is the last to be asked, and a setting that leads nowhere is said', async () => {
  process.env.PATH = join(binary, '..');
  await extension.activate(context());
  await until(() => said().includes('undeclared-information'));
  state.settings['privguide.path'] = '/nowhere/privguide';
  await events.Configuration.fire({ affectsConfiguration: section => section === 'privguide' });
  assert.match(state.errors.at(-1), /\/nowhere\/privguide/);
});

test('the guide is shown beside the text, without scripts', async () => {
  state.settings['privguide.path'] = binary;
  await extension.activate(context());
  await until(() => said().length > 0);
  api.window.activeTextEditor = { document: { uri: api.Uri.file(join(folder, 'privguide.toml')) } };
  await state.commands.get('privguide.showGuide')();
  assert.deepEqual(state.errors, []);
  assert.match(state.panels[0].webview.html, /^<!doctype html>/);
  assert.equal(state.panels[0].options.enableScripts, false);
});

test('every text of the manifest is there in both languages, and every command is registered', async () => {
  const read = name => JSON.parse(readFileSync(join(__dirname, name), 'utf8'));
  const [english, chinese] = [read('package.nls.json'), read('package.nls.zh-cn.json')];
  const wanted = [...readFileSync(join(__dirname, 'package.json'), 'utf8').matchAll(/"%(\w+)%"/g)].map(([, name]) => name).sort();
  assert.deepEqual(Object.keys(english).sort(), wanted);
  assert.deepEqual(Object.keys(chinese).sort(), wanted);
  state.settings['privguide.path'] = binary;
  await extension.activate(context());
  for (const { command } of read('package.json').contributes.commands) assert.ok(state.commands.has(command), command);
});
