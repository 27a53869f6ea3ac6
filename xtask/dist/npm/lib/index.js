'use strict';

const { spawn } = require('node:child_process');
const { executable } = require('./executable.js');

/** What a finding of a project may contain and a terminal would obey: shown as escapes. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function plain(text) {
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

function run(path, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { cwd: options.cwd, signal: options.signal, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const output = { stdout: [], stderr: [] };
    child.stdout.on('data', (piece) => output.stdout.push(piece));
    child.stderr.on('data', (piece) => output.stderr.push(piece));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const text = (pieces) => Buffer.concat(pieces).toString('utf8');
      resolve({ code, signal, stdout: text(output.stdout), stderr: text(output.stderr) });
    });
  });
}

async function check(options = {}) {
  const args = ['check', '--format', 'json'];
  if (options.lang) {
    args.push('--lang', options.lang);
  }
  for (const rule of options.deny ?? []) {
    args.push('--deny', rule);
  }
  for (const rule of options.allow ?? []) {
    args.push('--allow', rule);
  }
  args.push('--', options.path ?? '.');
  const { code, signal, stdout, stderr } = await run(executable(), args, options);
  // 0 and 1 are results; everything else is a failure, and what went wrong is on standard error.
  if (code !== 0 && code !== 1) {
    const error = new Error(plain(stderr.trim()) || `privguide ended with ${signal ?? code}`);
    error.code = 'PRIVGUIDE_FAILED';
    error.exitCode = code;
    throw error;
  }
  return { ...JSON.parse(stdout), ok: code === 0, messages: plain(stderr.trim()) };
}

module.exports.check = check;
module.exports.executable = executable;
