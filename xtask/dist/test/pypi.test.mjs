// The wheel in a bare virtual environment, and what the ecosystem's own judges say of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { clean, dist, python, run, sample, scratch, version } from './support.mjs';

const folder = path.join(dist, 'pypi');
const [wheel] = fs.readdirSync(folder);

test('pip installs it into a bare environment, where it does the main job', () => {
  const home = scratch();
  run('python3', ['-m', 'venv', path.join(home, 'venv')], { ok: true });
  const bin = (name) => path.join(home, 'venv/bin', name);
  // Nothing from any index: the wheel needs nothing.
  run(bin('pip'), ['install', '--no-index', '--find-links', folder, 'privguide'], { ok: true, env: clean() });
  const result = run(bin('privguide'), ['check', sample(path.join(home, 'shop')), '--format', 'short'], { env: clean({ LANG: 'C' }) });
  assert.equal(result.status, 1, result.stderr);
  assert.match(result.stdout, /undeclared-information/);
  // Advice is given under the name that was typed.
  fs.rmSync(path.join(home, 'shop/privguide.toml'));
  const undeclared = run(bin('privguide'), ['check', 'shop'], { cwd: home, env: clean({ LANG: 'C' }) });
  assert.match(undeclared.stdout + undeclared.stderr, /run privguide init/);
  const shown = run(bin('pip'), ['show', '--files', 'privguide'], { ok: true }).stdout;
  assert.match(shown, new RegExp(`Version: ${version.replaceAll('.', '\\.')}`));
  for (const name of ['LICENSE-MIT', 'THIRD-PARTY-LICENSES.txt']) {
    assert.match(shown, new RegExp(`licenses/${name}`));
  }
  run(bin('pip'), ['uninstall', '--yes', 'privguide'], { ok: true });
  assert.equal(fs.existsSync(bin('privguide')), false);
});

test('twine finds nothing wrong with it', () => {
  const tool = python('twine', ['twine==7.0.0']);
  const result = run(path.join(tool, 'bin/twine'), ['check', '--strict', path.join(folder, wheel)]);
  assert.equal(result.status, 0, result.stdout);
});

test('it needs no newer C library than its tags say', { skip: process.platform !== 'linux' }, () => {
  const tool = python('auditwheel', ['auditwheel==6.8.2', 'pyelftools']);
  const tag = wheel.replace(/\.whl$/, '').split('-').at(-1).split('.')[0];
  const shown = run(path.join(tool, 'bin/auditwheel'), ['show', path.join(folder, wheel)]);
  const judged = shown.stdout.replace(/\s+/g, ' ');
  const allowed = /constrains the platform tag to "(manylinux_\d+_\d+_\w+)"|is consistent with the following platform tag: "(\w+)"/g;
  const tags = [...judged.matchAll(allowed)].map(([, one, other]) => one ?? other);
  const number = (text) => Number(/manylinux_2_(\d+)_/.exec(text)?.[1]);
  // A wheel without a library of Python's is no business of auditwheel; then the executable itself is asked.
  const needed = tags.length > 0 ? Math.max(...tags.map(number)) : newest(tool);
  assert.ok(needed <= number(tag), `${tag} and glibc 2.${needed}`);
});

function newest(tool) {
  const home = scratch();
  run('python3', ['-m', 'zipfile', '-e', path.join(folder, wheel), home], { ok: true });
  const script = path.join(home, `privguide-${version}.data/scripts/privguide`);
  const code = `import sys
from elftools.elf.elffile import ELFFile
section = ELFFile(open(sys.argv[1], 'rb')).get_section_by_name('.gnu.version_r')
names = [aux.name for _, auxes in section.iter_versions() for aux in auxes]
print(max(int(name.split('.')[1]) for name in names if name.startswith('GLIBC_2.')))`;
  return Number(run(path.join(tool, 'bin/python3'), ['-c', code, script], { ok: true }).stdout);
}
