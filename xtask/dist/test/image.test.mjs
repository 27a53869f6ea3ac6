// The image, read by the programs that upload and unpack images. Needs apt-get and root; no daemon. Where the packages hold the static
// executable, the image holds it and it does its job there; elsewhere, and for the other architecture, Debian's static busybox replaces it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { dist, repository, run, sample, scratch, targets, version } from './support.mjs';

const able = process.platform === 'linux' && process.getuid() === 0 && fs.existsSync('/usr/bin/apt-get');

const STATIC = 'x86_64-unknown-linux-musl';
const built = path.join(dist, 'npm/linux-x64-musl/privguide');
const real = process.arch === 'x64' && fs.existsSync(built) ? built : undefined;

test('the static executable works where nothing else is', { skip: !able || !real }, () => {
  const root = scratch();
  fs.copyFileSync(real, path.join(root, 'privguide'));
  fs.chmodSync(path.join(root, 'privguide'), 0o755);
  sample(path.join(root, 'shop'));
  const result = run('/usr/sbin/chroot', [root, '/privguide', 'check', '/shop', '--format', 'short'], { env: {} });
  assert.equal(result.status, 1, result.stderr);
  assert.match(result.stdout, /undeclared-information/);
});

test('skopeo copies it, umoci unpacks it, and it runs as nobody with a shell', { skip: !able }, () => {
  run('apt-get', ['install', '--yes', '--quiet', 'skopeo', 'umoci'], { ok: true });
  const home = scratch();
  run('bash', [path.join(repository, 'xtask/dist/busybox.sh'), path.join(home, 'busybox'), 'amd64 arm64'], { ok: true });
  for (const triple of targets()) {
    const folder = path.join(home, 'binaries', triple);
    fs.mkdirSync(folder, { recursive: true });
    const busybox = path.join(home, 'busybox', triple.startsWith('aarch64') ? 'arm64' : 'amd64', 'busybox');
    fs.copyFileSync(real && triple === STATIC ? real : busybox, path.join(folder, triple.includes('windows') ? 'cargo-privguide.exe' : 'cargo-privguide'));
  }
  const out = path.join(home, 'dist');
  run(process.env.PRIVGUIDE_XTASK, ['dist', '--binaries', path.join(home, 'binaries'), '--out', out], { ok: true, env: { ...process.env, PRIVGUIDE_BUSYBOX: path.join(home, 'busybox') } });
  // Every blob of both architectures is read and compared with its digest on the way.
  run('skopeo', ['copy', '--all', `oci:${out}/image`, `oci:${home}/copy:${version}`], { ok: true });
  for (const architecture of ['amd64', 'arm64']) {
    const shown = JSON.parse(run('skopeo', ['--override-arch', architecture, 'inspect', '--config', `oci:${home}/copy:${version}`], { ok: true }).stdout);
    assert.deepEqual([shown.architecture, shown.config.User, shown.config.WorkingDir], [architecture, '65532:65532', '/work']);
  }
  run('skopeo', ['copy', `oci:${out}/image`, `oci:${home}/one:one`], { ok: true });
  run('umoci', ['unpack', '--image', `${home}/one:one`, `${home}/bundle`], { ok: true });
  const root = path.join(home, 'bundle/rootfs');
  const inside = (...args) => run('/usr/sbin/chroot', ['--userspec=65532:65532', root, ...args], { env: { PATH: '/usr/bin:/bin' } });
  assert.equal(inside('/bin/sh', '-c', 'test -w /tmp && ! test -w /usr/bin && cd /work && echo ready').stdout.trim(), 'ready');
  if (real) {
    sample(path.join(root, 'work/shop'));
    const checked = inside('/bin/sh', '-c', 'cd /work && privguide check shop --format short; echo ended with $?; cargo-privguide --version');
    assert.match(checked.stdout, /undeclared-information[\s\S]*ended with 1\ncargo-privguide /, checked.stderr);
  } else {
    assert.match(inside('/bin/sh', '-c', 'privguide; cargo-privguide').stderr, /privguide: applet not found[\s\S]*cargo-privguide: applet not found/);
  }
  for (const file of ['usr/share/doc/privguide/THIRD-PARTY-LICENSES.txt', 'usr/share/doc/busybox/copyright']) {
    assert.ok(fs.statSync(path.join(root, file)).size > 0, file);
  }
});
