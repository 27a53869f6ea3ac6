'use strict';

const fs = require('node:fs');
const platforms = require('./platforms.json');

/** `glibc` or `musl` on Linux; undefined elsewhere. */
function libc() {
  if (process.platform !== 'linux') {
    return undefined;
  }
  // Node's own executable says what it was linked with; reading the network's state for the report would be slow.
  const before = process.report.excludeNetwork;
  process.report.excludeNetwork = true;
  const { header } = process.report.getReport();
  process.report.excludeNetwork = before;
  return header.glibcVersionRuntime ? 'glibc' : 'musl';
}

/** Packages that may hold the executable of this platform; the best comes first. */
function candidates() {
  const fitting = platforms.filter(({ os, cpu }) => os === process.platform && cpu === process.arch);
  // Several for one processor only on Linux. The other C library's comes second: a package manager that does not know `libc` may have
  // left out either, and the one for musl is static.
  const own = fitting.length > 1 ? libc() : undefined;
  return fitting.sort((one, other) => Number(other.libc === own) - Number(one.libc === own));
}

/**
 * The path of the executable.
 * @returns {string}
 */
function executable() {
  const named = process.env.PRIVGUIDE_BINARY;
  if (named) {
    return named;
  }
  const packages = candidates().map((candidate) => candidate.package);
  const name = process.platform === 'win32' ? 'privguide.exe' : 'privguide';
  for (const candidate of packages) {
    let path;
    try {
      path = require.resolve(`${candidate}/${name}`);
    } catch {
      continue;
    }
    // Archives that do not know permissions lose them.
    try {
      fs.accessSync(path, fs.constants.X_OK);
    } catch {
      try {
        fs.chmodSync(path, 0o755);
      } catch {
        // A folder that may not be written to: starting it will say what is wrong.
      }
    }
    return path;
  }
  const place = `${process.platform} ${process.arch}`;
  if (packages.length === 0) {
    throw new Error(
      `privguide: 没有 ${place} 的可执行文件；可以用 cargo install cargo-privguide 编译，再用 PRIVGUIDE_BINARY 指明它的位置\n` +
        `privguide: there is no executable for ${place}; compile one with cargo install cargo-privguide and name it in PRIVGUIDE_BINARY`,
    );
  }
  throw new Error(
    `privguide: 没有安装 ${packages[0]}。安装时请不要忽略可选依赖（--omit=optional、--no-optional），` +
      `如果 node_modules 或锁文件来自另一种系统，请删除 node_modules 后重新安装\n` +
      `privguide: ${packages[0]} is not installed. Install without --omit=optional or --no-optional; ` +
      `if node_modules or the lock file comes from another system, remove node_modules and install again`,
  );
}

module.exports = { executable };
