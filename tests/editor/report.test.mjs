// The report in a browser: language, filters, deep links, keyboard, paper, small and large windows, accessibility, hostile projects.
// CHROMIUM names another browser than Debian's; SHOTS a folder that keeps the pictures.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';
import { copy, run } from './client.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
});
after(() => browser?.close());

function report(t, folder, ...words) {
  const file = join(copy(t), 'report.html');
  const done = run(folder, 'report', '--output', file, ...words);
  assert.equal(done.status, 0, done.stderr);
  return file;
}

async function opened(t, file, { query = '', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  page.trouble = [];
  page.on('console', message => message.type() === 'error' && page.trouble.push(message.text()));
  page.on('pageerror', error => page.trouble.push(String(error)));
  page.on('request', request => request.url().startsWith('file:') || page.trouble.push(`asked for ${request.url()}`));
  page.on('dialog', dialog => { page.trouble.push(`dialog ${dialog.message()}`); return dialog.dismiss(); });
  await page.goto(pathToFileURL(file).href + query);
  return page;
}

const shots = process.env.SHOTS;
const shot = (page, name) => (shots ? (mkdirSync(shots, { recursive: true }), page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })) : null);

function git(folder, ...words) {
  const done = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...words], { cwd: folder, encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
}

/** The demo with a base, a recorder that a package brings, and a host that gets the location. */
function shop(t) {
  const folder = copy(t, 'tests/demo');
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'first');
  const voice = join(folder, 'miniprogram/miniprogram_npm/voice');
  mkdirSync(voice, { recursive: true });
  writeFileSync(join(voice, 'index.js'), 'module.exports = () => { wx.getRecorderManager().start() }\n');
  const page = join(folder, 'miniprogram/pages/index/index.js');
  writeFileSync(page, `require('voice')()\n${readFileSync(page, 'utf8')}\nwx.request({ url: 'https://api.stores.example/near' })\nwx[name]()\n`);
  const toml = join(folder, 'privguide.toml');
  writeFileSync(toml, `${readFileSync(toml, 'utf8')}\n[[recipient]]\nname = { zh-CN = "门店地图有限公司", en = "Store Maps Ltd." }\nhosts = ["api.stores.example"]\n[recipient.information]\nLocation = { zh-CN = "查找附近的门店", en = "find stores near the user" }\n`);
  return folder;
}

test('a reviewer finds the five answers on the page alone, in both languages', async t => {
  const page = await opened(t, report(t, shop(t), '--base', 'HEAD', '--lang', 'en'));
  const text = selector => page.locator(selector).innerText();
  assert.match(await text('#findings'), /photos or videos[\s\S]*undeclared-information/, 'which purpose is missing');
  assert.match(await text('[id="type-1-Album"]'), /used and not declared/);
  const microphone = await text('[id="type-1-RecordAudio"], [data-type^="Record"]');
  assert.match(microphone, /miniprogram_npm\/voice\/index\.js[\s\S]*voice/, 'where the microphone comes from');
  assert.match(await text('#changes'), /Store Maps|api\.stores/, 'what changed');
  assert.match(await text('#recipients'), /Store Maps Ltd\.[\s\S]*location[\s\S]*find stores near the user/, 'who receives the location');
  assert.match(await text('#changes .verdict'), /consent|put right/, 'whether consent is needed');
  assert.match(await text('[id="type-1-Location"] blockquote:visible'), /show the stores near you/);
  assert.match(await text('#unresolved'), /wx\[name\]/);
  await page.click('#language');
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  const body = await text('body');
  for (const words of ['隐私核对报告', '代码用到，没有声明', '门店地图有限公司', '签核']) assert.ok(body.includes(words), words);
  assert.ok(!body.includes('Sign-off') && !body.includes('used and not declared'));
  assert.deepEqual(page.trouble, []);
});

test('types, status, packages and words narrow what is shown, and the address keeps it', async t => {
  const page = await opened(t, report(t, shop(t), '--lang', 'en'));
  const rows = () => page.locator('tr[data-status]:visible').count();
  const all = await rows();
  await page.selectOption('#filter-type', 'Location');
  assert.equal(await page.locator('.card[data-type]:visible').count(), 1);
  await page.click('#clear');
  assert.equal(await rows(), all);
  await page.selectOption('#filter-package', 'voice');
  assert.ok((await rows()) > 0 && (await rows()) < all);
  assert.equal(await page.locator('#shown').innerText(), String(await rows()));
  const again = await opened(t, page.url().split('?')[0].replace('file://', ''), { query: '?type=Album&lang=zh-CN' });
  assert.equal(await again.locator('.card[data-type]:visible').count(), 1);
  assert.equal(await again.locator('html').getAttribute('lang'), 'zh-CN');
  await page.click('#clear');
  await page.keyboard.press('/');
  await page.keyboard.type('chooseMedia');
  assert.equal(await page.locator('.card[data-type]:visible').count(), 1);
  await page.keyboard.press('Escape');
  assert.equal(await rows(), all);
  assert.deepEqual(page.trouble, []);
});

test('a deep link leads to its use, even where a filter would hide it', async t => {
  const file = report(t, shop(t), '--lang', 'en');
  const first = await opened(t, file);
  const id = await first.locator('[data-type="Location"] tr[data-status]').first().getAttribute('id');
  const page = await opened(t, file, { query: `?type=Album#${id}` });
  assert.ok(await page.locator(`[id="${id}"]`).isVisible());
  assert.ok(await page.locator(`[id="${id}"]`).evaluate(row => { const box = row.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight; }));
});

/** The demo with declarations that were changed in five commits, one of them unreadable, and once more since. */
function grown(t) {
  const folder = copy(t, 'tests/demo');
  const toml = join(folder, 'privguide.toml');
  const [first, contact] = [readFileSync(toml, 'utf8'), '\n[information.Album]\npurpose = "晒图"\n'];
  const commit = (text, message) => {
    writeFileSync(toml, text);
    git(folder, 'add', '.');
    git(folder, 'commit', '-qm', message);
  };
  git(folder, 'init', '-q', '-b', 'main');
  commit(first, 'first');
  commit(`${first}# a comment\n`, 'nothing is declared otherwise');
  commit(first + contact, 'Album <b>for</b> reviews');
  commit(first + contact.replace('晒图', '评价时晒图'), 'in other words');
  commit(`${first}[`, 'broken');
  commit(first, 'without Album');
  writeFileSync(toml, `${first}\n[[recipient]]\nname = "门店地图有限公司"\nhosts = ["api.stores.example"]\n`);
  return folder;
}

test('the time line says what was declared when, and when it was said in other words', async t => {
  const folder = grown(t);
  const page = await opened(t, report(t, folder, '--lang', 'en'));
  const rows = (await page.locator('#history tbody tr').allInnerTexts()).map(row => row.replace(/\s+/g, ' ').replace(/\b[0-9a-f]{7,}\b/, 'ID').replace(/^[\d-]{10} /, ''));
  assert.equal(rows.length, 6, rows.join('\n'));
  assert.match(rows[0], /^ID first added: .*location/);
  assert.deepEqual(rows.slice(1), [
    'ID Album <b>for</b> reviews added: photos or videos you select',
    'ID in other words purpose or information changed: photos or videos you select',
    'ID broken privguide.toml of this revision cannot be read',
    'ID without Album removed: photos or videos you select',
    'work tree not committed added: 门店地图有限公司',
  ]);
  assert.equal(await page.locator('svg.history circle').count(), 1);
  const [bar] = await page.locator('svg.history').evaluate(svg => [...svg.querySelectorAll('text')].filter(text => text.textContent.includes('photos')).map(text => text.nextElementSibling.getAttribute('width')));
  const whole = await page.locator('svg.history rect').evaluateAll(bars => Math.max(...bars.map(bar => Number(bar.getAttribute('width')))));
  assert.ok(Number(bar) > 0 && Number(bar) < whole);
  assert.deepEqual(page.trouble, []);
  const shallow = copy(t);
  git(shallow, 'clone', '-q', '--depth', '1', pathToFileURL(folder).href, 'clone');
  const cut = await opened(t, report(t, join(shallow, 'clone'), '--lang', 'en'));
  assert.match(await cut.locator('#history').innerText(), /This clone is shallow/);
  const none = await opened(t, report(t, copy(t, 'tests/demo'), '--lang', 'en'));
  assert.match(await none.locator('#history').innerText(), /not in a usable git repository/);
});

for (const width of [375, 1440]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`nothing overflows and axe-core has no violation at ${width} px, ${colorScheme}`, async t => {
      const page = await opened(t, report(t, colorScheme === 'light' ? shop(t) : grown(t), '--base', 'HEAD', '--lang', width === 375 ? 'zh-CN' : 'en'), { viewport: { width, height: 900 }, colorScheme });
      await shot(page, `report-${width}-${colorScheme}`);
      assert.ok((await page.evaluate('document.documentElement.scrollWidth')) <= width, 'no sideways scrolling');
      const found = await page.evaluate(`(async () => { const module = {}; ${AXE}; return (await window.axe.run()).violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' ')) })()`);
      assert.deepEqual(found, []);
    });
  }
}

test('it prints: everything is on paper, nothing to click is', async t => {
  const page = await opened(t, report(t, shop(t), '--lang', 'en'));
  const pdf = await page.pdf({ format: 'A4' });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  if (shots) writeFileSync(join(shots, 'report.pdf'), pdf);
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.locator('.filters').isVisible()) && !(await page.locator('#language').isVisible()));
  assert.ok(await page.locator('.signature').isVisible());
});

test('the page is valid HTML', async t => {
  const file = report(t, grown(t), '--base', 'HEAD~4');
  const validator = new HtmlValidate({ extends: ['html-validate:standard'] });
  const { results } = await validator.validateString(readFileSync(file, 'utf8'));
  const found = results.flatMap(({ messages }) => messages).map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`);
  assert.deepEqual(found.filter(line => !/no-trailing-whitespace|long-title|doctype-style|void-style|no-inline-style/.test(line)), []);
});

test('names and purposes of a hostile project stay text', async t => {
  const folder = copy(t, 'tests/demo');
  const evil = `"><img src=x onerror=alert(1)><script>alert(2)</script></style>{{ 7*7 }}`;
  const page = join(folder, 'miniprogram/pages/index');
  writeFileSync(join(page, `a'"&<b>.js`), 'wx.getClipboardData(/* <script>alert(3)</script> */)\n');
  const own = join(page, 'index.js');
  writeFileSync(own, `require("./a'\\"&<b>.js")\n${readFileSync(own, 'utf8')}\nwx['</script><script>alert(4)</script>' + x]()\nwx.request({ url: 'https://x.example/"><script>alert(5)</script>' })\n`);
  const toml = join(folder, 'privguide.toml');
  writeFileSync(toml, readFileSync(toml, 'utf8').replace('示例小店', evil.replaceAll('"', '\\"')).replace('展示你附近的门店并计算配送距离', evil.replaceAll('"', '\\"')) + `\n[information."x' onclick='alert(6)"]\nname = "</title><script>alert(7)</script>"\npurpose = "\\u202egnp.exe"\n`);
  const file = report(t, folder);
  const shown = await opened(t, file);
  await shown.click('#language');
  assert.deepEqual(shown.trouble, []);
  assert.equal(await shown.locator('img, main script, body > script ~ script').count(), 0);
  assert.ok((await shown.locator('body').innerText()).includes('onerror=alert(1)'));
  assert.ok(!readFileSync(file, 'utf8').includes('\u202e') && readFileSync(file, 'utf8').includes('{{ 7*7 }}'));
});

test('2,000 uses stay below two megabytes and are there within a second', async t => {
  const folder = copy(t, 'tests/demo');
  const pages = Array.from({ length: 100 }, (_, at) => `pages/p${at}/p${at}`);
  for (const [at, name] of pages.entries()) {
    mkdirSync(join(folder, 'miniprogram', 'pages', `p${at}`), { recursive: true });
    const calls = Array.from({ length: 20 }, (_, line) => `    wx.${['getLocation', 'chooseMedia', 'getClipboardData', 'startRecord'][line % 4]}({ success: result => this.setData({ result, line: ${line} }) })`);
    writeFileSync(join(folder, 'miniprogram', `${name}.js`), `Page({\n  onLoad() {\n${calls.join('\n')}\n  },\n})\n`);
    writeFileSync(join(folder, 'miniprogram', `${name}.wxml`), '<view/>\n');
  }
  const app = join(folder, 'miniprogram/app.json');
  const configuration = JSON.parse(readFileSync(app, 'utf8'));
  writeFileSync(app, JSON.stringify({ ...configuration, pages: [...configuration.pages, ...pages] }));
  const file = report(t, folder, '--lang', 'en');
  const { size } = statSync(file);
  const page = await opened(t, file);
  assert.ok((await page.locator('tr[data-status]').count()) >= 2000);
  const ready = await page.evaluate('performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart');
  const begun = Date.now();
  await page.selectOption('#filter-type', 'Clipboard');
  const filtered = Date.now() - begun;
  t.diagnostic(`${size} bytes, interactive after ${ready} ms, filtered in ${filtered} ms`);
  assert.ok(size <= 2_000_000, `${size} bytes`);
  // The aim is a second on a machine that does nothing else; this finds what is not linear, and no busy machine.
  assert.ok(ready <= 10_000 && filtered <= 5000, `${ready} ms, ${filtered} ms`);
});
