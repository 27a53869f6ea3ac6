// Random edits end in what a cold check of the same texts says. EDITS and SEED choose how many and which.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, check, copy, run } from './client.mjs';

const FILES = ['miniprogram/pages/index/index.js', 'miniprogram/app.json', 'privguide.toml'];
const PIECES = {
  js: ['wx.getLocation()\n', 'wx.chooseMedia({})', 'const f = wx[a]\n', 'wx.getClipboardData', '(', ')', '{', '}', "'", '`', '首页', '😀', '\n', '\r\n', '// privguide-allow undeclared-information: x\n', 'const w = wx; w.startRecord()\n', '/*', '*/', ' '],
  json: ['"getLocation"', ',', '{', '}', '[', ']', '"requiredPrivateInfos": ["chooseAddress"],', '"', '首', '\n'],
  toml: ['[information.Album]\npurpose = "晒图😀"\n', '[information.Clipboard]\n', 'purpose = ""\n', '"', '\n', '[rules]\nvague-purpose = "deny"\n', '[', ']', '首', '# x\n', 'format = 1\n'],
};

/** Numbers that look random and are the same for the same seed. */
function numbers(seed) {
  let state = seed >>> 0;
  return most => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const edits = Number(process.env.EDITS ?? 600);
const seed = Number(process.env.SEED ?? 1);

test(`${edits} random edits (seed ${seed}) end in what a cold check says`, async t => {
  const random = numbers(seed);
  const [folder, cold] = [copy(t, 'tests/demo'), copy(t, 'tests/demo')];
  const client = await Client.start(t, [folder], { encodings: seed % 2 ? ['utf-16'] : ['utf-8'] });
  const files = FILES.map(name => join(folder, name));
  for (const file of files) await client.open(file);
  const first = files.map(file => client.textOf(file));
  let compared = 0;
  let unreadable = 0;
  for (let done = 0; done < edits; ) {
    // Texts begin anew from time to time: what is broken for good finds nothing.
    if (random(2) === 0) {
      for (const [at, file] of files.entries()) await client.edit(file, 0, client.textOf(file).length, first[at]);
    }
    const burst = 1 + random(8);
    for (let at = 0; at < burst; at += 1, done += 1) {
      const file = files[[2, 1, 1, 0, 0, 0, 0, 0, 0, 0][random(10)]];
      const pieces = PIECES[file.split('.').pop()];
      const text = client.textOf(file);
      let start = random(text.length + 1);
      let end = random(3) ? start : Math.min(text.length, start + random(12));
      // An editor never cuts a character in two.
      const inside = at => at > 0 && at < text.length && /[\uDC00-\uDFFF]/.test(text[at]);
      if (inside(start)) start -= 1;
      if (inside(end)) end += 1;
      await client.edit(file, start, Math.max(start, end), random(4) ? pieces[random(pieces.length)] : '');
    }
    if (random(10) === 0 || done >= edits) {
      await client.settled();
      for (const [at, name] of FILES.entries()) writeFileSync(join(cold, name), client.textOf(files[at]));
      const judged = run(cold, 'check', '--format', 'json', '--no-cache');
      if (!judged.stdout) {
        unreadable += 1;
        assert.ok([...client.diagnostics.values()].flat().some(({ code }) => code === undefined), `after ${done} edits: check cannot judge: ${judged.stderr}`);
      } else {
        compared += 1;
        assert.deepEqual(client.said(), check(cold), `after ${done} edits with seed ${seed}`);
      }
    }
  }
  t.diagnostic(`compared ${compared} times, ${unreadable} more were unreadable`);
  assert.ok(compared >= Math.floor(edits / 200));
});
