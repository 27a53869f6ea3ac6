// A Node client of the protocol's authors drives the language server: everything it shows is what `check` says.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Client, check, copy } from './client.mjs';

const PAGE = 'miniprogram/pages/index/index.js';

for (const encodings of [undefined, ['utf-16'], ['utf-8', 'utf-16']]) {
  test(`a project is opened and shows what check says (${encodings ?? 'nothing said of encodings'})`, async t => {
    const folder = copy(t, 'tests/demo');
    const page = join(folder, PAGE);
    // Columns behind Chinese and behind characters of two units of UTF-16.
    writeFileSync(page, `${readFileSync(page, 'utf8')}\n/* 首😀 */ wx.getClipboardData({})\n`);
    const client = await Client.start(t, [folder], { encodings });
    assert.equal(client.encoding, encodings?.includes('utf-8') ? 'utf-8' : 'utf-16');
    await client.settled();
    assert.deepEqual(client.said(), check(folder));
    assert.ok(client.said().length >= 3);
    const [diagnostic] = client.diagnostics.get(page);
    assert.match(diagnostic.codeDescription.href, /rules\/undeclared-information\.md$/);
    const [unused] = client.diagnostics.get(join(folder, 'privguide.toml'));
    assert.deepEqual(unused.tags, [1], 'what is declared and not used is greyed out');
  });
}

test('what is typed counts before it is saved', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const page = join(folder, PAGE);
  await client.open(page);
  await client.edit(page, 0, 0, 'wx.getClipboardData()\n');
  await client.settled();
  assert.ok(client.said().some(line => line.includes('Clipboard')), client.said().join('\n'));
  assert.ok(!check(folder).some(line => line.includes('Clipboard')), 'the disk has nothing of it');
  await client.save(page);
  await client.settled();
  assert.deepEqual(client.said(), check(folder));
  await client.edit(page, 0, 'wx.getClipboardData()\n'.length, '');
  await client.close(page);
  await client.settled();
  assert.deepEqual(client.said(), check(folder), 'a closed text is the one on disk');
});

test('typing faster than analysis ends in the last state', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const page = join(folder, PAGE);
  await client.open(page);
  for (const letter of '\nwx.getClipboardData()\n') await client.edit(page, client.textOf(page).length, client.textOf(page).length, letter);
  await client.save(page);
  await client.settled();
  assert.deepEqual(client.said(), check(folder));
});

test('the card of a use says what it is, what is declared and why it is there', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const page = join(folder, PAGE);
  await client.open(page);
  const hover = async needle => (await client.request('textDocument/hover', client.at(page, needle, 4)))?.contents.value;
  const location = await hover('wx.getLocation');
  for (const part of ['wx.getLocation', '`Location`', 'show the stores near you', 'app.json', 'guide: ']) assert.ok(location.includes(part), `${part}\n${location}`);
  assert.ok((await hover('wx.chooseMedia')).includes('**not declared**'));
  await client.edit(page, 0, 0, 'wx.login()\n');
  assert.match(await hover('wx.login'), /needs no declaration/);
  assert.equal(await hover('Page('), undefined);
  const toml = join(folder, 'privguide.toml');
  const declared = await client.request('textDocument/hover', client.at(toml, 'information.Location', 14));
  assert.match(declared.contents.value, /uses in the code: 1/);
});

test('a declaration is one action away, and then nothing is missing', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const page = join(folder, PAGE);
  await client.open(page);
  const actions = await client.actions(page, 'wx.chooseMedia');
  const declare = actions.find(action => action.title.startsWith('Declare Album'));
  await client.apply(declare.edit);
  await client.settled();
  const toml = client.textOf(join(folder, 'privguide.toml'));
  assert.match(toml, /\[information\.Album\]\npurpose = ""/);
  assert.ok(!client.said().some(line => line.startsWith('undeclared-information')), client.said().join('\n'));
  assert.ok(client.said().some(line => line.startsWith('blank-purpose')), 'the purpose is left to a person');
  await client.save(join(folder, 'privguide.toml'));
  await client.settled();
  assert.deepEqual(client.said(), check(folder));
});

test('hints are asked for again when what is declared changes in another file', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder], { capabilities: { workspace: { inlayHint: { refreshSupport: true } } } });
  let refreshed = 0;
  client.connection.onRequest('workspace/inlayHint/refresh', () => { refreshed += 1; return null; });
  const toml = join(folder, 'privguide.toml');
  await client.open(toml);
  await client.settled();
  const before = refreshed;
  await client.replace(toml, 'show the stores near you', 'list the stores near you');
  await client.settled();
  assert.equal(refreshed, before + 1);
  await client.open(join(folder, PAGE));
  await client.settled();
  assert.equal(refreshed, before + 1, 'nothing has changed');
});

test('a finding is allowed with a comment that asks for its reason', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const page = join(folder, PAGE);
  await client.open(page);
  const allow = (await client.actions(page, 'wx.chooseMedia')).find(action => action.title.startsWith('Allow'));
  await client.apply(allow.edit);
  await client.settled();
  assert.ok(client.said().some(line => line.startsWith('suppression-without-reason')), client.said().join('\n'));
  await client.replace(page, 'privguide-allow undeclared-information: ', 'privguide-allow undeclared-information: a test');
  await client.settled();
  assert.ok(!client.said().some(line => /^(undeclared-information|suppression)/.test(line)), client.said().join('\n'));
});

test('a certain cure is applied to app.json', async t => {
  const folder = copy(t, 'tests/demo');
  const app = join(folder, 'miniprogram/app.json');
  writeFileSync(app, readFileSync(app, 'utf8').replace('"getLocation"', ''));
  const client = await Client.start(t, [folder]);
  await client.settled();
  assert.ok(client.said().some(line => line.startsWith('missing-private-info')), client.said().join('\n'));
  const page = join(folder, PAGE);
  const fix = (await client.actions(page, 'wx.getLocation')).find(action => action.isPreferred);
  await client.apply(fix.edit);
  await client.settled();
  assert.ok(!client.said().some(line => line.startsWith('missing-private-info')), client.said().join('\n'));
  await client.save(app);
  await client.settled();
  assert.deepEqual(client.said(), check(folder));
});

test('from a use to its declaration and back, by name, and beside the code', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const page = join(folder, PAGE);
  const toml = join(folder, 'privguide.toml');
  const [declaration] = await client.request('textDocument/definition', client.at(page, 'wx.getLocation', 4));
  assert.equal(declaration.uri, pathToFileURL(toml).href);
  assert.match(client.textOf(toml).split('\n')[declaration.range.start.line], /information\.Location/);
  const references = await client.request('textDocument/references', { ...client.at(toml, 'information.Location', 14), context: { includeDeclaration: false } });
  assert.deepEqual(references.map(({ uri }) => uri), [pathToFileURL(page).href]);
  const symbols = await client.request('workspace/symbol', { query: 'getloc' });
  assert.deepEqual(symbols.map(({ name }) => name), ['wx.getLocation']);
  const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
  const hints = await client.request('textDocument/inlayHint', { textDocument: client.document(page), range });
  assert.ok(hints.some(({ label }) => label.startsWith('location: show the stores')) && hints.some(({ label }) => label.endsWith(': not declared')), JSON.stringify(hints));
});

test('privguide.toml is completed, and its guide is shown without being written', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const toml = join(folder, 'privguide.toml');
  await client.open(toml);
  await client.edit(toml, client.textOf(toml).length, client.textOf(toml).length, '\n[information.');
  const end = () => ({ textDocument: client.document(toml), position: client.position(client.textOf(toml), client.textOf(toml).length) });
  const types = await client.request('textDocument/completion', end());
  assert.ok(types.some(({ label, detail }) => label === 'Album' && detail.includes('photos')));
  await client.edit(toml, client.textOf(toml).length, client.textOf(toml).length, 'Album]\npurpose = ');
  const [example] = await client.request('textDocument/completion', end());
  assert.match(example.insertText, /^\{ zh-CN = ".+", en = ".+" \}$/);
  await client.edit(toml, client.textOf(toml).length, client.textOf(toml).length, '{ zh-CN = "用于<b>评价</b>晒图", en = "attach photos" }\n');
  const page = await client.request('workspace/executeCommand', { command: 'privguide.guide', arguments: [pathToFileURL(toml).href, 'zh-CN'] });
  assert.match(page, /^<!doctype html>/);
  assert.ok(page.includes('用于&lt;b&gt;评价') && !page.includes('<b>评价'), 'a purpose stays text');
  await assert.rejects(client.request('workspace/executeCommand', { command: 'rm', arguments: [] }), /no such command/);
});

test('a file that cannot be read as TOML is said at its place, and the check comes back with the correction', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const toml = join(folder, 'privguide.toml');
  await client.open(toml);
  await client.replace(toml, 'format = 1', 'format = ');
  await client.settled();
  const [problem] = client.diagnostics.get(toml);
  assert.equal(problem.range.start.line, client.textOf(toml).slice(0, client.textOf(toml).indexOf('format = ')).split('\n').length - 1);
  await client.replace(toml, 'format = ', 'format = 1');
  await client.settled();
  assert.deepEqual(client.said(), check(folder));
});

test('files that are renamed, and a branch that is switched, are noticed by the server itself', async t => {
  const folder = copy(t, 'tests/demo');
  const git = (...words) => {
    const done = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...words], { cwd: folder, encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
  };
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('checkout', '-q', '-b', 'other');
  writeFileSync(join(folder, PAGE), 'Page({ a() { wx.getClipboardData() } })\n');
  git('commit', '-qam', 'second');
  const client = await Client.start(t, [folder]);
  await client.settled();
  assert.ok(client.said().some(line => line.includes('Clipboard')));
  git('checkout', '-q', 'main');
  await client.until(() => !client.said().some(line => line.includes('Clipboard')), 'the other branch');
  assert.deepEqual(client.said(), check(folder));
  const [from, to] = ['index', 'home'].map(name => join(folder, 'miniprogram/pages', name));
  renameSync(from, to);
  for (const kind of ['js', 'wxml', 'json']) {
    try {
      renameSync(join(to, `index.${kind}`), join(to, `home.${kind}`));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  const app = join(folder, 'miniprogram/app.json');
  writeFileSync(app, readFileSync(app, 'utf8').replace('pages/index/index', 'pages/home/home'));
  await client.until(() => client.said().some(line => line.includes('pages/home/home.js')), 'the new name');
  assert.deepEqual(client.said(), check(folder));
  unlinkSync(join(folder, 'privguide.toml'));
  await client.until(() => client.said().some(line => line.includes('init')), 'without declarations init is the cure');
  assert.deepEqual(client.said(), check(folder));
  git('checkout', '-q', '--', 'privguide.toml');
  await client.until(() => !client.said().some(line => line.includes('init')), 'declarations again');
  assert.deepEqual(client.said(), check(folder));
});

test('what others write to disk counts at once, also while texts are unsaved', async t => {
  const folder = copy(t, 'tests/demo');
  const [page, app, helper] = [join(folder, PAGE), join(folder, 'miniprogram/app.js'), join(folder, 'miniprogram/helper.js')];
  const client = await Client.start(t, [folder]);
  await client.open(page);
  await client.edit(page, 0, 0, "require('../../helper')()\n");
  await client.settled();
  const says = words => client.said().some(line => line.includes(words));
  assert.ok(!says('Clipboard'));
  writeFileSync(helper, 'module.exports = () => wx.getClipboardData()\n');
  await client.until(() => says('Clipboard'), 'a new file');
  writeFileSync(helper, 'module.exports = () => wx.startRecord()\n');
  await client.until(() => says('Record') && !says('Clipboard'), 'the changed file');
  unlinkSync(helper);
  await client.until(() => !says('Record'), 'the file that is gone');
  // A keystroke right behind a change on disk, before the server can have heard of it.
  writeFileSync(app, `App({})\nwx.getClipboardData()\n`);
  await client.edit(page, 0, 0, '\n');
  await client.until(() => says('Clipboard'), 'the file that was written before the keystroke');
  await client.save(page);
  await client.settled();
  assert.deepEqual(client.said(), check(folder));
});

test('several folders and several programs are served, and one can go', async t => {
  const both = copy(t);
  mkdirSync(join(both, 'apps'));
  const one = copy(t, 'tests/demo');
  for (const name of ['a', 'b']) spawnSync('cp', ['-r', one, join(both, 'apps', name)]);
  writeFileSync(join(both, 'apps/b', PAGE), 'Page({ a() { wx.getClipboardData() } })\n');
  const client = await Client.start(t, [both, one]);
  await client.settled();
  assert.deepEqual(client.said(both), check(both));
  assert.deepEqual(client.said(one), check(one));
  assert.ok(client.said(both).some(line => line.includes('apps/a/')) && client.said(both).some(line => line.includes('apps/b/')));
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [{ uri: pathToFileURL(both).href, name: '' }] } });
  await client.settled();
  assert.deepEqual(client.said(both), []);
});

test('a folder without a program, and files of no folder, are no trouble', async t => {
  const empty = copy(t);
  writeFileSync(join(empty, 'a.js'), 'wx.getLocation()\n');
  const client = await Client.start(t, [empty]);
  await client.open(join(empty, 'a.js'));
  await client.settled();
  assert.equal(client.diagnostics.size, 0);
  const demo = copy(t, 'tests/demo');
  await client.open(join(demo, PAGE));
  await client.settled();
  assert.deepEqual(client.said(demo), check(demo), 'an open file brings the project that it belongs to');
  await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: 'untitled:Untitled-1', languageId: 'x', version: 1, text: 'wx.a' } });
  await client.connection.sendNotification('textDocument/didChange', { textDocument: { uri: 'file:///not/open.js', version: 2 }, contentChanges: [{ text: '' }] });
  await client.settled();
});

test('a request that is not wanted any more is answered as cancelled, an unknown one as unknown', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder]);
  const { CancellationTokenSource } = await import('vscode-jsonrpc');
  const source = new CancellationTokenSource();
  await client.open(join(folder, PAGE));
  const asked = client.connection.sendRequest('workspace/symbol', { query: '' }, source.token);
  source.cancel();
  await assert.rejects(asked, error => error.code === -32800);
  await assert.rejects(client.request('textDocument/rename', {}), error => error.code === -32601);
  await assert.rejects(client.request('textDocument/hover', { position: 1 }), error => error.code === -32602);
  await client.settled();
});

test('messages are in the language of the command line, the project or the client', async t => {
  const folder = copy(t, 'tests/demo');
  const client = await Client.start(t, [folder], { locale: 'zh-CN' });
  await client.settled();
  assert.ok(client.said().some(line => line.includes('代码用到')), client.said().join('\n'));
});

test('it ends with its client', async t => {
  const folder = copy(t, 'tests/demo');
  const polite = await Client.start(t, [folder]);
  await polite.request('shutdown');
  // Between the two, clients still say what they had in mind.
  await polite.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  await assert.rejects(polite.request('workspace/symbol', { query: '' }), error => error.code === -32600);
  await polite.connection.sendNotification('exit');
  assert.equal(await polite.exited, 0);
  const rude = await Client.start(t, [folder]);
  await rude.connection.sendNotification('exit');
  assert.equal(await rude.exited, 1);
  const killed = await Client.start(t, [folder]);
  killed.process.stdin.destroy();
  assert.equal(await killed.exited, 0, 'a client that was killed leaves nothing behind');
  const silent = new Client([folder]);
  silent.process.stdin.end();
  assert.equal(await silent.exited, 0);
  const garbled = new Client([folder]);
  garbled.process.stdin.write('Content-Length: 9\r\n\r\nnot json!');
  garbled.process.stdin.end();
  assert.notEqual(await garbled.exited, null);
  rmSync(folder, { recursive: true });
});
