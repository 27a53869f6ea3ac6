// What goes to crates.io, and what cargo binstall is told.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { complete, dist, host, json, repository, run, sample, scratch, version } from './support.mjs';

const { packages } = JSON.parse(run('cargo', ['metadata', '--no-deps', '--format-version', '1', '--manifest-path', path.join(repository, 'Cargo.toml')], { ok: true }).stdout);
const published = packages.filter((one) => one.publish === null);

test('every crate that is published is described completely', () => {
  assert.deepEqual(published.map((one) => one.name).sort(), ['cargo-privguide', 'privguide', 'privguide-build', 'privguide-git'].sort());
  for (const one of published) {
    for (const field of ['description', 'license', 'repository', 'readme', 'rust_version']) {
      assert.ok(one[field], `${one.name}: no ${field}`);
    }
    assert.ok(one.keywords.length > 0 && one.keywords.length <= 5 && one.categories.length > 0, one.name);
  }
});

test('crates carry their licences and readme as files, and no tests\' data', () => {
  const target = scratch();
  run('cargo', ['package', '--workspace', '--no-verify', '--allow-dirty', '--quiet', '--target-dir', target], { ok: true, cwd: repository });
  const folder = path.join(target, 'package');
  for (const { name } of published) {
    const listed = run('tar', ['-tvzf', `${name}-${version}.crate`], { ok: true, cwd: folder }).stdout.split('\n');
    for (const file of ['LICENSE-MIT', 'LICENSE-APACHE', 'README.md']) {
      const line = listed.find((one) => one.endsWith(`/${file}`));
      assert.ok(line?.startsWith('-'), `${name}: ${file} is ${line}`);
    }
    assert.ok(fs.statSync(path.join(folder, `${name}-${version}.crate`)).size < 10_000_000, name);
  }
});

test('cargo binstall finds the archive of every platform under the names that it is told', () => {
  const { binstall } = packages.find((one) => one.name === 'cargo-privguide').metadata;
  const folder = path.join(complete(), 'release');
  for (const archive of fs.readdirSync(folder).filter((name) => !name.endsWith('.sha256'))) {
    const target = archive.slice(`cargo-privguide-v${version}-`.length).replace(/\.(zip|tar\.gz)$/, '');
    const format = binstall.overrides[target]?.['pkg-fmt'] ?? binstall['pkg-fmt'];
    const suffix = { tgz: '.tar.gz', zip: '.zip' }[format];
    const words = { name: 'cargo-privguide', version, target, repo: 'REPO', bin: 'cargo-privguide', 'binary-ext': target.includes('windows') ? '.exe' : '', 'archive-suffix': suffix };
    const fill = (template) => template.replace(/\{ ([a-z-]+) \}/g, (_, word) => words[word] ?? assert.fail(word));
    assert.equal(path.basename(fill(binstall['pkg-url'])), archive);
    const listed = suffix === '.zip' ? run('python3', ['-m', 'zipfile', '--list', archive], { cwd: folder }).stdout : run('tar', ['-tzf', archive], { cwd: folder }).stdout;
    assert.ok(listed.includes(fill(binstall['bin-dir'])), archive);
  }
});

test('the executable of an archive does the main job under both of cargo\'s ways of calling', () => {
  const home = scratch();
  const archive = fs.readdirSync(path.join(dist, 'release')).find((name) => name.includes(host.triple) && !name.endsWith('.sha256'));
  run('tar', ['-xzf', path.join(dist, 'release', archive), '-C', home, '--strip-components', '1'], { ok: true });
  const program = sample(path.join(home, 'shop'));
  const env = { ...process.env, PATH: `${home}:${process.env.PATH}`, LANG: 'C' };
  for (const [command, ...args] of [['cargo-privguide', 'check'], ['cargo', 'privguide', 'check']]) {
    const result = run(command, [...args, program, '--format', 'short'], { env, cwd: home });
    assert.equal(result.status, 1, result.stderr);
    assert.match(result.stdout, /undeclared-information/);
  }
  assert.ok(json(path.join(dist, 'npm/privguide/package.json')).version === version);
});
