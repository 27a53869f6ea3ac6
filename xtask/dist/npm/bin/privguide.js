#!/usr/bin/env node
'use strict';

// Runs the executable of this platform in place of this process: same arguments, streams, signals and exit code.
const { spawn } = require('node:child_process');
const { executable } = require('../lib/executable.js');

let path;
try {
  path = executable();
} catch (error) {
  console.error(error.message);
  process.exit(2);
}

// A terminal sends Ctrl-C to both processes; a supervisor only to this one. In either case the child decides what to do. Listening begins
// before there is a child: one that is sent in between would end this process and leave the child behind.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];
const early = [];
let send = (signal) => early.push(signal);
const forward = (signal) => send(signal);
for (const signal of process.platform === 'win32' ? ['SIGINT', 'SIGTERM', 'SIGBREAK'] : signals) {
  process.on(signal, forward);
}

const child = spawn(path, process.argv.slice(2), { stdio: 'inherit', windowsHide: true });
send = (signal) => child.kill(signal);
early.forEach(send);

child.on('error', (error) => {
  console.error(`privguide: ${path} cannot be started: ${error.message}`);
  process.exit(2);
});
child.on('close', (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  // Ended by a signal: this process ends in the same way, so that a shell sees the same.
  process.removeListener(signal, forward);
  process.kill(process.pid, signal);
  // A signal whose default is to be ignored: 128 and its number, as shells say it.
  setTimeout(() => process.exit(128 + (require('node:os').constants.signals[signal] ?? 0)), 100);
});
