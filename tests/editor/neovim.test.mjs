// Neovim opens, types, hovers, acts and deletes a file; NVIM names another one than that of the PATH.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { binary, check, copy } from './client.mjs';

const here = dirname(fileURLToPath(import.meta.url));

test('Neovim shows what check says, while it is typed', t => {
  const folder = copy(t, 'tests/demo');
  const before = copy(t, 'tests/demo');
  const out = join(copy(t), 'out.json');
  const environment = { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8', FOLDER: folder, BINARY: binary, OUT: out, XDG_CONFIG_HOME: join(before, 'none'), XDG_STATE_HOME: join(before, 'none') };
  const done = spawnSync(process.env.NVIM ?? 'nvim', ['--headless', '-u', 'NONE', '-n', '-c', `luafile ${join(here, 'neovim.lua')}`], { encoding: 'utf8', env: environment, timeout: 100_000 });
  assert.equal(done.status, 0, done.stderr + done.stdout);
  const seen = JSON.parse(readFileSync(out, 'utf8'));
  const judged = folder => check(folder).filter(line => line.includes('index.js'));
  const said = found => found.map(({ code, severity, line, column, message }) => [code, severity === 1 ? 'error' : 'warning', 'miniprogram/pages/index/index.js', line, column, message].join(' | ')).sort();
  assert.deepEqual(said(seen.opened), judged(before));
  assert.ok(said(seen.typed).some(line => line.includes('| 1 |') && line.includes('Clipboard')));
  assert.match(seen.hover, /wx\.getClipboardData[\s\S]*not declared/);
  assert.ok(seen.declared.every(({ line }) => line !== 1), JSON.stringify(seen.declared));
  assert.equal(seen.deleted, 0);
  assert.match(readFileSync(join(folder, 'privguide.toml'), 'utf8'), /\[information\.Clipboard\]/);
  assert.ok(check(folder).some(line => line.includes('unused-declaration') && line.includes('Location')));
});
