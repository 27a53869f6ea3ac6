// What can be said of the packages without installing them from anywhere: that they hold what they should and nothing else, agree with
// each other, and find the right executable. Runs in minutes on a machine with Node; part of .ci/run.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import zlib from 'node:zlib';

import { complete, dist, host, json, pack, read, repository, run, sample, scratch, targets, tools, version } from './support.mjs';

const MEGABYTE = 1_000_000;
/** What is built in the gate is not what is published: its size says nothing. */
const quick = process.env.PRIVGUIDE_QUICK === '1';
const all = complete();
const packages = fs.readdirSync(path.join(all, 'npm'));
const sha256 = (file) => crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');

/** A `node_modules` with every package, as if all had been installed. */
function installed() {
  const folder = scratch();
  for (const name of packages) {
    const place = path.join(folder, 'node_modules', name === 'privguide' ? name : `@privguide/${name}`);
    fs.cpSync(path.join(all, 'npm', name), place, { recursive: true });
  }
  return folder;
}

test('npm packs what belongs into each package and nothing else', () => {
  const licences = ['LICENSE-APACHE', 'LICENSE-MIT', 'THIRD-PARTY-LICENSES.txt'];
  for (const name of packages) {
    const [packed] = JSON.parse(run('npm', ['pack', '--dry-run', '--json', path.join(all, 'npm', name)], { ok: true, cwd: scratch() }).stdout);
    const files = packed.files.map((file) => file.path).sort();
    if (name === 'privguide') {
      const entries = ['lib/index', 'vite', 'webpack', 'taro'].flatMap((entry) => [`${entry}.d.ts`, `${entry}.js`]);
      const inner = ['bin/privguide.js', 'lib/build.js', 'lib/executable.js', 'lib/options.d.ts', 'lib/platforms.json'];
      assert.deepEqual(files, ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'package.json', ...entries, ...inner].sort());
      assert.ok(packed.size < 50_000, `${packed.size} bytes`);
    } else {
      const executable = name.startsWith('win32') ? 'privguide.exe' : 'privguide';
      assert.deepEqual(files, [...licences, 'README.md', 'package.json', executable].sort());
      assert.ok(quick || packed.size < 6 * MEGABYTE, `${name}: ${packed.size} bytes`);
    }
  }
});

test('no package runs anything at installation, and all have one version', () => {
  for (const name of packages) {
    const { scripts, version: own, license, repository: place } = json(path.join(all, 'npm', name, 'package.json'));
    assert.deepEqual([scripts, own, license], [undefined, version, 'MIT OR Apache-2.0'], name);
    assert.match(place.url, /^git\+https:\/\/github\.com\/.*\.git$/);
  }
  const optional = json(path.join(all, 'npm/privguide/package.json')).optionalDependencies;
  assert.deepEqual(Object.keys(optional).sort(), packages.filter((name) => name !== 'privguide').map((name) => `@privguide/${name}`).sort());
  assert.ok(Object.values(optional).every((wanted) => wanted === version));
});

test('the licences of what is linked in travel with every executable', () => {
  for (const name of packages.filter((name) => name !== 'privguide')) {
    const text = read(path.join(all, 'npm', name, 'THIRD-PARTY-LICENSES.txt'));
    assert.match(text, /libgit2, part of[\s\S]*LINKING EXCEPTION/, name);
  }
});

test('the same executables give the same bytes', () => {
  const files = (folder) => fs.readdirSync(folder, { recursive: true }).filter((file) => fs.statSync(path.join(folder, file)).isFile()).sort();
  const again = pack();
  assert.deepEqual(files(again), files(all));
  for (const file of files(all)) {
    assert.equal(sha256(path.join(again, file)), sha256(path.join(all, file)), file);
  }
});

test('publint and attw find nothing', () => {
  const tool = tools();
  const folder = path.join(all, 'npm/privguide');
  const publint = run(process.execPath, [tool('publint/src/cli.js'), folder, '--strict', '--pack', 'npm']);
  assert.equal(publint.status, 0, publint.stdout + publint.stderr);
  assert.match(publint.stdout, /All good/);
  const attw = run(process.execPath, [tool('@arethetypeswrong/cli/dist/index.js'), '--pack', folder, '--profile', 'strict', '--format', 'ascii']);
  assert.equal(attw.status, 0, attw.stdout + attw.stderr);
});

test('the types describe what the program prints, field by field', () => {
  const tool = tools();
  const folder = installed();
  const program = sample(path.join(folder, 'shop'));
  // Things that cannot be decided or read, so that every list of the output has something in it.
  fs.appendFileSync(path.join(program, 'miniprogram/pages/home/home.js'), '\nwx[getApp().unknown]()\n');
  fs.writeFileSync(path.join(program, 'miniprogram/pages/home/broken.js'), 'wx.getLocation({ {{{ \n');
  fs.appendFileSync(path.join(program, 'miniprogram/pages/home/home.js'), '\nrequire("./broken.js")\n');
  const shim = path.join(folder, 'node_modules/privguide/bin/privguide.js');
  const outputs = [['check', program], ...['taro-built', 'uni-built'].map((name) => ['scan', path.join(repository, 'tests/programs', name)])].map(([verb, place]) => {
    const { stdout, stderr, status } = run(process.execPath, [shim, verb, '--format', 'json', '--', place]);
    assert.ok(status === 0 || status === 1, stderr);
    return [verb === 'check' ? 'CheckOutput' : "Omit<CheckOutput, 'findings'>", stdout];
  });
  const first = JSON.parse(outputs[0][1]);
  assert.ok(first.findings.length > 0 && first.programs[0].uses.length > 0 && first.programs[0].unresolved.length > 0);
  // A literal of an object may have no field that its type does not name.
  const constants = outputs.map(([type, text], number) => `export const output${number}: ${type} = ${text};`);
  const source = `import type { CheckOutput } from 'privguide';\n${constants.join('\n')}
import vite from 'privguide/vite';
import Webpack from 'privguide/webpack';
import taro from 'privguide/taro';
import { check, executable } from 'privguide';
export const plugins = [vite({ deny: 'warnings' }).name, new Webpack({ path: '.' }), taro, executable().length];
export const ok: Promise<boolean> = check({ path: 'shop', lang: 'zh-CN' }).then((result) => result.ok && result.findings[0].places[0].line > 0);
// @ts-expect-error: not an option
vite({ denied: 'x' });
`;
  for (const [name, module] of [['module.mts', 'nodenext'], ['common.cts', 'nodenext'], ['bundled.ts', 'esnext']]) {
    fs.writeFileSync(path.join(folder, name), source);
    const resolution = module === 'nodenext' ? 'nodenext' : 'bundler';
    const options = ['--noEmit', '--strict', '--lib', 'es2022,dom', '--module', module, '--moduleResolution', resolution];
    const judged = run(process.execPath, [tool('typescript/bin/tsc'), ...options, name], { cwd: folder });
    assert.equal(judged.status, 0, judged.stdout);
  }
});

test('every platform finds its own executable, and says what to do when it is not there', () => {
  const folder = installed();
  const probe = path.join(folder, 'probe.cjs');
  // Node says what it runs on in these three places.
  fs.writeFileSync(
    probe,
    `const [, , platform, arch, libc, missing] = process.argv;
Object.defineProperty(process, 'platform', { value: platform });
Object.defineProperty(process, 'arch', { value: arch });
process.report.getReport = () => ({ header: libc === 'glibc' ? { glibcVersionRuntime: '2.36' } : {} });
if (missing) require('fs').rmSync(require('path').join(__dirname, 'node_modules/@privguide', missing), { recursive: true });
try { console.log(require('privguide').executable()) } catch (error) { console.log(error.message); process.exitCode = 3 }`,
  );
  const ask = (...args) => run(process.execPath, [probe, ...args]);
  const expected = [
    ['linux', 'x64', 'glibc', 'linux-x64-gnu/privguide'],
    ['linux', 'x64', 'musl', 'linux-x64-musl/privguide'],
    ['linux', 'arm64', 'glibc', 'linux-arm64-gnu/privguide'],
    ['linux', 'arm64', 'musl', 'linux-arm64-musl/privguide'],
    ['darwin', 'x64', '', 'darwin-x64/privguide'],
    ['darwin', 'arm64', '', 'darwin-arm64/privguide'],
    ['win32', 'x64', '', 'win32-x64/privguide.exe'],
    ['win32', 'arm64', '', 'win32-arm64/privguide.exe'],
  ];
  assert.equal(expected.length, targets().length);
  for (const [platform, arch, libc, place] of expected) {
    assert.ok(ask(platform, arch, libc).stdout.trim().endsWith(`@privguide/${place}`), `${platform} ${arch} ${libc}`);
  }
  assert.match(ask('freebsd', 'x64', '').stdout, /没有 freebsd x64[\s\S]*no executable for freebsd x64/);
  // The static one runs with both C libraries: it is taken when an installer left the better one out.
  assert.match(ask('linux', 'x64', 'glibc', 'linux-x64-gnu').stdout, /linux-x64-musl\/privguide/);
  assert.match(ask('linux', 'x64', 'glibc', 'linux-x64-musl').stdout, /没有安装 @privguide\/linux-x64-gnu[\s\S]*--omit=optional/);
});

test('arguments, streams, exit codes and signals pass through the shim', { skip: process.platform === 'win32' }, async () => {
  const folder = installed();
  const shim = path.join(folder, 'node_modules/privguide/bin/privguide.js');
  const stand = path.join(folder, 'stand-in');
  fs.writeFileSync(
    stand,
    `#!/bin/sh
case "$1" in
  exit) exit "$2" ;;
  echo) shift; printf '[%s]' "$@"; cat; echo said >&2 ;;
  wait) trap 'echo got TERM; exit 7' TERM; trap 'echo got INT; exit 8' INT; echo ready; while :; do sleep 0.05; done ;;
  die) kill -"$2" $$ ;;
esac
`,
    { mode: 0o755 },
  );
  const env = { ...process.env, PRIVGUIDE_BINARY: stand };
  for (const code of [0, 1, 2, 101]) {
    assert.equal(run(process.execPath, [shim, 'exit', `${code}`], { env }).status, code);
  }
  const echoed = run(process.execPath, [shim, 'echo', 'a b', '', '$(x)', '--', '"'], { env, input: 'from stdin' });
  assert.deepEqual([echoed.stdout, echoed.stderr], ['[a b][][$(x)][--]["]from stdin', 'said\n']);
  for (const [signal, code] of [['SIGTERM', 7], ['SIGINT', 8]]) {
    const child = spawn(process.execPath, [shim, 'wait'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (piece) => {
      output += piece;
      if (output === 'ready\n') child.kill(signal);
    });
    const ended = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual([ended, output], [code, `ready\ngot ${signal.slice(3)}\n`]);
  }
  for (const signal of ['TERM', 'KILL', 'INT']) {
    assert.equal(run(process.execPath, [shim, 'die', signal], { env }).signal, `SIG${signal}`);
  }
  const gone = run(process.execPath, [shim], { env: { ...env, PRIVGUIDE_BINARY: path.join(folder, 'none') } });
  assert.equal(gone.status, 2);
  assert.match(gone.stderr, /none cannot be started/);
});

test('check() gives findings as a result and failures as exceptions', async () => {
  const folder = installed();
  const { createRequire } = await import('node:module');
  const { check } = createRequire(path.join(folder, 'x.js'))('privguide');
  const cwd = sample(path.join(folder, 'shop'));
  const result = await check({ cwd, lang: 'en' });
  assert.equal(result.ok, false);
  assert.ok(result.findings.some((finding) => finding.rule === 'undeclared-information' && finding.information.includes('BlueTooth')), JSON.stringify(result.findings.map((one) => one.information)));
  await assert.rejects(check({ cwd, path: 'no/such/folder' }), (error) => error.code === 'PRIVGUIDE_FAILED' && error.exitCode === 2);
  await assert.rejects(check({ cwd, deny: ['no-such-rule'] }), /no-such-rule/);
  await assert.rejects(check({ cwd, signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('archives hold the program, its manual and licences, and fit their checksums', () => {
  const folder = path.join(all, 'release');
  const archives = fs.readdirSync(folder).filter((name) => !name.endsWith('.sha256'));
  assert.equal(archives.length, targets().length);
  for (const archive of archives) {
    assert.equal(read(path.join(folder, `${archive}.sha256`)), `${sha256(path.join(folder, archive))}  ${archive}\n`);
    const zip = archive.endsWith('.zip');
    const listed = zip
      ? run('python3', ['-m', 'zipfile', '--list', archive], { ok: true, cwd: folder }).stdout
      : run('tar', ['-tzf', archive], { ok: true, cwd: folder }).stdout;
    const inside = archive.replace(/\.(zip|tar\.gz)$/, '');
    for (const name of [zip ? 'cargo-privguide.exe' : 'cargo-privguide', 'LICENSE-MIT', 'THIRD-PARTY-LICENSES.txt', 'man/cargo-privguide-check.1', 'completions/cargo-privguide.fish']) {
      assert.ok(listed.includes(`${inside}/${name}`), `${name} in ${archive}`);
    }
  }
});

test('the formula and the manifest name archives of this release by their checksums', () => {
  const formula = read(path.join(all, 'manifests/privguide.rb'));
  const named = [...formula.matchAll(/url "(.*)"\n\s*sha256 "(.*)"/g)].map(([, url, hash]) => [url, hash]);
  const scoop = json(path.join(all, 'manifests/privguide.json'));
  named.push(...Object.values(scoop.architecture).map(({ url, hash }) => [url, hash]));
  assert.equal(named.length, 6);
  for (const [url, hash] of named) {
    assert.match(url, new RegExp(`/releases/download/v${version.replaceAll('.', '\\.')}/`));
    assert.equal(sha256(path.join(all, 'release', path.basename(url))), hash, url);
  }
  assert.equal(scoop.version, version);
  for (const { url, extract_dir: inside } of Object.values(scoop.autoupdate.architecture)) {
    assert.ok(url.includes('$version') && inside.includes('$version') && !url.includes(version));
  }
});

test('wheels name every file with its hash, and the platform in tags that fit the file name', () => {
  const folder = path.join(all, 'pypi');
  const wheels = fs.readdirSync(folder);
  assert.equal(wheels.length, targets().length);
  for (const wheel of wheels) {
    const judged = run('python3', ['-c', WHEEL, path.join(folder, wheel)]);
    assert.equal(judged.status, 0, `${wheel}: ${judged.stderr}`);
  }
});

const WHEEL = `
import base64, csv, hashlib, io, sys, zipfile
path = sys.argv[1]
archive = zipfile.ZipFile(path)
name, version, *tag = path.rsplit('/', 1)[1].removesuffix('.whl').split('-')
info = f'{name}-{version}.dist-info'
rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(archive.read(f'{info}/RECORD').decode()))}
assert sorted(rows) == sorted(archive.namelist()), 'RECORD'
for entry, (digest, size) in rows.items():
    if entry.endswith('/RECORD'):
        continue
    content = archive.read(entry)
    expected = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()
    assert (digest, size) == (f'sha256={expected}', str(len(content))), entry
lines = archive.read(f'{info}/WHEEL').decode().splitlines()
tags = [line.removeprefix('Tag: ') for line in lines if line.startswith('Tag: ')]
assert tags == [f'py3-none-{platform}' for platform in tag[2].split('.')], tags
metadata = archive.read(f'{info}/METADATA').decode()
assert f'\\nVersion: {version}\\n' in metadata and '小程序' in metadata
assert any(entry.endswith('licenses/THIRD-PARTY-LICENSES.txt') for entry in rows)
script = next(entry for entry in archive.infolist() if '/scripts/privguide' in entry.filename)
assert script.external_attr >> 16 & 0o111, 'not executable'
`;

test('the image is a complete layout: every digest and size is right, and it is not root', () => {
  const folder = path.join(all, 'image');
  const blob = ({ digest, size }) => {
    const file = path.join(folder, 'blobs', digest.replace(':', '/'));
    assert.equal(`sha256:${sha256(file)}`, digest);
    assert.equal(fs.statSync(file).size, size);
    return fs.readFileSync(file);
  };
  const entry = json(path.join(folder, 'index.json'));
  const index = JSON.parse(blob(entry.manifests[0]));
  assert.deepEqual(index.manifests.map(({ platform }) => platform.architecture), ['amd64', 'arm64']);
  const used = new Set([entry.manifests[0].digest]);
  for (const descriptor of index.manifests) {
    const manifest = JSON.parse(blob(descriptor));
    const config = JSON.parse(blob(manifest.config));
    const layers = manifest.layers.map((layer) => zlib.gunzipSync(blob(layer)));
    assert.deepEqual(config.rootfs.diff_ids, layers.map((layer) => `sha256:${crypto.createHash('sha256').update(layer).digest('hex')}`));
    assert.match(config.config.User, /^[1-9]\d*:[1-9]\d*$/);
    assert.ok(quick || manifest.layers.reduce((sum, layer) => sum + layer.size, 0) < 25 * MEGABYTE);
    for (const { digest } of [descriptor, manifest.config, ...manifest.layers]) used.add(digest);
  }
  assert.deepEqual(fs.readdirSync(path.join(folder, 'blobs/sha256')).sort(), [...used].map((digest) => digest.slice(7)).sort());
});

test('this machine\'s own package runs', () => {
  const file = path.join(dist, 'npm', host.npm, process.platform === 'win32' ? 'privguide.exe' : 'privguide');
  assert.equal(run(file, ['--version'], { ok: true }).stdout.trim().endsWith(version), true);
});

test('nothing is released from another repository than the packages name, nor under another tag', () => {
  const plan = (...more) => run(process.env.PRIVGUIDE_XTASK, ['dist', '--plan', ...more]);
  const slug = /^repository = "https:\/\/github\.com\/(.*)"$/m.exec(read(path.join(repository, 'Cargo.toml')))[1];
  const good = plan('--tag', `v${version}`, '--repository', slug);
  assert.deepEqual(JSON.parse(good.stdout).include.map(({ target }) => target), targets());
  for (const [args, said] of [
    [['--tag', 'v99.0.0', '--repository', slug], /expected v\d/],
    [['--tag', `v${version}`, '--repository', 'someone/fork'], /someone\/fork makes the release: correct it/],
  ]) {
    const refused = plan(...args);
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, said);
    assert.equal(refused.stdout, '');
  }
});
