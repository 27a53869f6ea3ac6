// The packages from a registry on this machine, installed by npm, pnpm and Yarn on the oldest and newest versions of Node that are
// promised, and how long it takes from nothing to the first finding.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { clean, complete, host, json, NODES, node, registry, run, sample, scratch, tools, version } from './support.mjs';

let served;
before(async () => {
  served = await registry(complete());
});
after(() => served.stop());

/** A project without anything, and an environment in which every cache is empty. */
function project(release) {
  const folder = scratch();
  sample(path.join(folder, 'shop'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "shop", "private": true }\n');
  const env = clean({
    PATH: `${node(release)}:${process.env.PATH}`,
    HOME: folder,
    LANG: 'C',
    NPM_CONFIG_USERCONFIG: served.npmrc,
    NPM_CONFIG_CACHE: path.join(folder, 'cache'),
    YARN_CACHE_FOLDER: path.join(folder, 'cache'),
    YARN_ENABLE_TELEMETRY: '0',
    PRIVGUIDE_CACHE_DIR: '',
  });
  return { folder, env, go: (program, args, options) => run(program, args, { cwd: folder, env, ...options }) };
}

/** The main job: the finding is there, and the exit code says so. */
function found(result) {
  assert.equal(result.status, 1, result.stdout + result.stderr);
  assert.match(result.stdout, /home\.js:\d+:\d+[\s\S]*undeclared-information/);
}

/** Only this machine's executable was installed. */
function onlyOwn(folder) {
  const scope = path.join(folder, 'node_modules/@privguide');
  assert.deepEqual(fs.readdirSync(scope), [host.npm]);
}

for (const release of NODES) {
  test(`npm on Node ${release}`, () => {
    const { folder, go } = project(release);
    go('npm', ['install', '--save-dev', 'privguide'], { ok: true });
    if (release !== NODES[0]) {
      // npm 9, which Node 18 has, does not look at libc: it installs both of Linux, and the shim takes the right one.
      onlyOwn(folder);
    }
    assert.equal(json(path.join(folder, 'package.json')).devDependencies.privguide, `^${version}`);
    found(go('npx', ['privguide', 'check', 'shop', '--format', 'short']));
    assert.equal(go('npx', ['privguide', '--version'], { ok: true }).stdout.trim().split(' ').at(-1), version);
    // A clean installation from the lock file gives the same.
    fs.rmSync(path.join(folder, 'node_modules'), { recursive: true });
    go('npm', ['ci'], { ok: true });
    found(go('npm', ['exec', '--', 'privguide', 'check', 'shop', '--format', 'short']));
  });

  test(`npx from nothing on Node ${release}`, () => {
    const { go } = project(release);
    const result = go('npx', ['--yes', 'privguide', 'check', 'shop', '--format', 'short']);
    found(result);
    console.log(`npx from nothing to the first finding: ${result.seconds.toFixed(1)} s`);
    // Under ten on a machine that does nothing else; this one may.
    assert.ok(result.seconds < 30, `${result.seconds} s`);
  });

  test(`pnpm on Node ${release}`, () => {
    const { folder, go } = project(release);
    const pnpm = [tools()('pnpm/bin/pnpm.cjs')];
    fs.writeFileSync(path.join(folder, '.npmrc'), `registry=${served.url}\nstore-dir=${folder}/store\n`);
    go('node', [...pnpm, 'add', '--save-dev', 'privguide'], { ok: true });
    const store = fs.readdirSync(path.join(folder, 'node_modules/.pnpm')).filter((name) => name.startsWith('@privguide'));
    assert.deepEqual(store, [`@privguide+${host.npm}@${version}`]);
    found(go('node', [...pnpm, 'exec', 'privguide', 'check', 'shop', '--format', 'short']));
  });

  test(`Yarn 1 on Node ${release}`, () => {
    const { go } = project(release);
    const yarn = [tools()('yarn/bin/yarn.js')];
    go('node', [...yarn, 'add', '--dev', '--registry', served.url, 'privguide'], { ok: true });
    found(go('node', [...yarn, '--silent', 'run', 'privguide', 'check', 'shop', '--format', 'short']));
  });

  for (const linker of ['pnp', 'node-modules']) {
    test(`Yarn 4 (${linker}) on Node ${release}`, () => {
      const { folder, go } = project(release);
      const yarn = [tools()('@yarnpkg/cli-dist/bin/yarn.js')];
      fs.writeFileSync(path.join(folder, 'yarn.lock'), '');
      fs.writeFileSync(
        path.join(folder, '.yarnrc.yml'),
        `npmRegistryServer: "${served.url}"\nunsafeHttpWhitelist: ["127.0.0.1"]\nnodeLinker: ${linker}\nenableGlobalCache: false\nnpmMinimalAgeGate: 0\n`,
      );
      go('node', [...yarn, 'add', '--dev', 'privguide'], { ok: true });
      found(go('node', [...yarn, 'run', 'privguide', 'check', 'shop', '--format', 'short']));
    });
  }
}

test('npm chooses one package for every other platform', () => {
  const release = NODES.at(-1);
  for (const [os, cpu, libc, expected] of [
    ['linux', 'x64', 'musl', 'linux-x64-musl'],
    ['linux', 'arm64', 'glibc', 'linux-arm64-gnu'],
    ['linux', 'arm64', 'musl', 'linux-arm64-musl'],
    ['darwin', 'x64', undefined, 'darwin-x64'],
    ['darwin', 'arm64', undefined, 'darwin-arm64'],
    ['win32', 'x64', undefined, 'win32-x64'],
    ['win32', 'arm64', undefined, 'win32-arm64'],
  ]) {
    const { folder, go } = project(release);
    const flags = [`--os=${os}`, `--cpu=${cpu}`, ...(libc ? [`--libc=${libc}`] : [])];
    go('npm', ['install', ...flags, 'privguide'], { ok: true });
    assert.deepEqual(fs.readdirSync(path.join(folder, 'node_modules/@privguide')), [expected]);
    const file = path.join(folder, 'node_modules/@privguide', expected, os === 'win32' ? 'privguide.exe' : 'privguide');
    assert.match(run('sh', [file], { ok: true }).stdout, /^stand-in /);
  }
});

test('without optional dependencies the command says what to do', () => {
  const { go } = project(NODES.at(-1));
  go('npm', ['install', '--omit=optional', 'privguide'], { ok: true });
  const result = go('npx', ['privguide', 'check', 'shop']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /--omit=optional/);
});

test('a lock file made on another system still brings this one\'s executable', () => {
  const { folder, go } = project(NODES.at(-1));
  go('npm', ['install', '--os=darwin', '--cpu=arm64', 'privguide'], { ok: true });
  fs.rmSync(path.join(folder, 'node_modules'), { recursive: true });
  go('npm', ['ci'], { ok: true });
  onlyOwn(folder);
  found(go('npx', ['privguide', 'check', 'shop', '--format', 'short']));
});

test('beside two tools that are installed in the same way', { skip: Boolean(process.env.CI) }, () => {
  const line = [];
  for (const [name, args] of [['privguide', ['privguide', 'check', 'shop']], ['@biomejs/biome', ['@biomejs/biome', 'lint', 'shop']], ['oxlint', ['oxlint', 'shop']]]) {
    // The registry has fetched it once, so that all three come from this machine.
    project(NODES.at(-1)).go('npx', ['--yes', ...args]);
    const times = [1, 2, 3].map(() => project(NODES.at(-1)).go('npx', ['--yes', ...args]).seconds).sort();
    line.push(`${name} ${times[1].toFixed(1)} s`);
  }
  console.log(`npx from nothing to the first result, the middle of three: ${line.join(', ')}`);
});
