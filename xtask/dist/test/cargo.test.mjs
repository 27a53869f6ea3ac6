// What goes to crates.io, installed as people install it: by cargo, which compiles it, and by cargo-binstall, which downloads an archive.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { test } from 'node:test';

import { complete, dist, host, json, repository, run, sample, scratch, start, version } from './support.mjs';

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

/** The `.crate` files that would be published; packed once. */
let packed;
function crates() {
  if (!packed) {
    const target = scratch();
    const chosen = published.flatMap(({ name }) => ['--package', name]);
    run('cargo', ['package', ...chosen, '--no-verify', '--allow-dirty', '--quiet', '--target-dir', target], { ok: true, cwd: repository });
    packed = path.join(target, 'package');
  }
  return packed;
}

/** The main job with an executable that has just been installed: the finding is there, and the exit code says so. */
function works(program) {
  const home = scratch();
  const result = run(program, ['check', sample(path.join(home, 'shop')), '--format', 'short'], { cwd: home, env: { ...process.env, LANG: 'C' } });
  assert.equal(result.status, 1, result.stderr);
  assert.match(result.stdout, /undeclared-information/);
  assert.match(run(program, ['--version'], { ok: true }).stdout, new RegExp(`${version.replaceAll('.', '\\.')}\\s*$`));
}

test('crates carry their licences and readme as files, and no tests\' data', () => {
  const folder = crates();
  for (const { name } of published) {
    const listed = run('tar', ['-tvzf', `${name}-${version}.crate`], { ok: true, cwd: folder }).stdout.split('\n');
    for (const file of ['LICENSE-MIT', 'LICENSE-APACHE', 'README.md']) {
      const line = listed.find((one) => one.endsWith(`/${file}`));
      assert.ok(line?.startsWith('-'), `${name}: ${file} is ${line}`);
    }
    assert.ok(fs.statSync(path.join(folder, `${name}-${version}.crate`)).size < 10_000_000, name);
  }
});

/** A source for cargo in place of crates.io, without any network: our crates as they are packed, and all others in the versions of Cargo.lock. */
function source() {
  const folder = path.join(repository, 'target/dist-tools/crates');
  fs.rmSync(folder, { recursive: true, force: true });
  run('cargo', ['vendor', '--locked', '--quiet', '--versioned-dirs', folder], { ok: true, cwd: repository });
  for (const { name } of published) {
    const crate = path.join(crates(), `${name}-${version}.crate`);
    run('tar', ['-xzf', crate, '-C', folder], { ok: true });
    const checksum = crypto.createHash('sha256').update(fs.readFileSync(crate)).digest('hex');
    fs.writeFileSync(path.join(folder, `${name}-${version}`, '.cargo-checksum.json'), JSON.stringify({ files: {}, package: checksum }));
  }
  return folder;
}

test('cargo install --locked builds it from the packed crates alone, and it does the main job', () => {
  const home = scratch();
  // An installation reads the configuration of cargo's home and no project's. A home of its own also leaves the user's caches alone.
  fs.writeFileSync(path.join(home, 'config.toml'), `[source.crates-io]\nreplace-with = "packed"\n[source.packed]\ndirectory = ${JSON.stringify(source())}\n`);
  // Optimised it takes several minutes more and is no other program.
  const target = path.join(repository, 'target/dist-tools/cargo-install');
  const result = run('cargo', ['install', 'cargo-privguide', '--version', version, '--locked', '--offline', '--debug', '--root', home], { cwd: home, env: { ...process.env, CARGO_HOME: home, CARGO_TARGET_DIR: target } });
  assert.equal(result.status, 0, result.stderr);
  works(path.join(home, 'bin/cargo-privguide'));
  const env = { ...process.env, PATH: `${home}/bin:${process.env.PATH}` };
  assert.match(run('cargo', ['privguide', '--version'], { env, cwd: home, ok: true }).stdout, new RegExp(version));
  // Every choice of the build that users meet is in the crate, not in the workspace around it.
  assert.match(run('cargo', ['install', '--list', '--root', home], { ok: true, cwd: home }).stdout, /cargo-privguide v[^\n]*:\n {4}cargo-privguide\n/);
});

/** cargo-binstall, which comes as source and is built once. */
function binstall() {
  const folder = path.join(repository, 'target/dist-tools/binstall-1.19.1');
  const program = path.join(folder, 'bin/cargo-binstall');
  if (!fs.existsSync(program)) {
    run('cargo', ['install', 'cargo-binstall', '--version', '1.19.1', '--locked', '--debug', '--quiet', '--root', folder], { ok: true, cwd: scratch() });
  }
  return program;
}

/** A server of releases, which answers over TLS with a certificate of its own: binstall asks for nothing else. */
async function releases(folder) {
  const home = scratch();
  const at = (name) => path.join(home, name);
  const [authority, authorityKey, key, certificate, wish, names] = ['ca.pem', 'ca.key', 'key.pem', 'certificate.pem', 'wish.pem', 'names'].map(at);
  const fresh = ['-newkey', 'rsa:2048', '-nodes'];
  run('openssl', ['req', '-x509', ...fresh, '-days', '2', '-keyout', authorityKey, '-out', authority, '-subj', '/CN=tests'], { ok: true });
  // What signs may not be what answers.
  run('openssl', ['req', ...fresh, '-keyout', key, '-out', wish, '-subj', '/CN=localhost'], { ok: true });
  fs.writeFileSync(names, 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n');
  const signed = ['-CA', authority, '-CAkey', authorityKey, '-CAcreateserial', '-extfile', names];
  run('openssl', ['x509', '-req', '-in', wish, '-days', '2', '-out', certificate, ...signed], { ok: true });
  const asked = [];
  const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(certificate) }, (request, response) => {
    asked.push(request.url);
    const prefix = `/OWNER/privguide/releases/download/v${version}/`;
    const file = path.join(folder, path.basename(request.url));
    if (!request.url.startsWith(prefix) || !fs.existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-length': fs.statSync(file).size });
    response.end(request.method === 'HEAD' ? undefined : fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `https://localhost:${server.address().port}`, authority, asked, stop: () => server.close() };
}

test('cargo binstall installs from a server of releases what it does not have to compile', async () => {
  const folder = path.join(dist, 'release');
  const server = await releases(folder);
  try {
    // The crate as it is published, with another address: the real one is not reached from here.
    const home = scratch();
    run('tar', ['-xzf', path.join(crates(), `cargo-privguide-${version}.crate`), '-C', home], { ok: true });
    const manifest = path.join(home, `cargo-privguide-${version}`, 'Cargo.toml');
    const text = fs.readFileSync(manifest, 'utf8');
    const changed = text.replace(/^repository = ".*"$/m, `repository = "${server.address}/OWNER/privguide"`);
    assert.notEqual(changed, text);
    fs.writeFileSync(manifest, changed);
    const install = (release) => {
      const args = ['cargo-privguide', '--version', version, '--manifest-path', path.dirname(manifest), '--no-confirm', '--force', '--disable-telemetry', '--root', path.join(home, 'root')];
      // Compiling or asking other servers would hide that the archive was not found.
      const only = ['--strategies', 'crate-meta-data', '--targets', release, '--root-certificates', server.authority];
      return start(binstall(), [...args, ...only], { cwd: home, env: { ...process.env, CARGO_HOME: path.join(home, 'cargo'), NO_COLOR: '1' } });
    };
    const good = await install(host.triple);
    assert.equal(good.status, 0, good.output);
    works(path.join(home, 'root/bin/cargo-privguide'));
    assert.ok(server.asked.some((url) => url.endsWith(`-${host.triple}.tar.gz`)), server.asked.join('\n'));
    const missing = await install('riscv64gc-unknown-linux-gnu');
    assert.notEqual(missing.status, 0, 'a platform without an archive');
  } finally {
    server.stop();
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
