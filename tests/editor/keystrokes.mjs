// What a keystroke costs the language server, on real projects: npm run keystrokes -- FOLDER[=FILE,FILE…]…
// PRIVGUIDE names an optimised executable; a debug build is an order of magnitude slower. Linux only: times are those of the scheduler.
// Ends with 1 when a median is above 50 ms, a keystroke above 150 ms, or the memory above 200 MB.

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { Client, run } from './client.mjs';

const GOAL = { median: 50, worst: 150, memory: 200 };
const FILES = Number(process.env.FILES ?? 6);
const TYPED = 'function typed() {\n  const w = wx\n  w.getClipboardData({ success: found => found })\n}\n';
const DECLARED = '\n[information.Clipboard]\npurpose = "用于粘贴收货地址"\n';

/** What all threads of a process have computed, in milliseconds. */
function computed(pid) {
  const folder = `/proc/${pid}/task`;
  const thread = id => Number(readFileSync(join(folder, id, 'schedstat'), 'utf8').split(' ')[0]);
  return readdirSync(folder).reduce((sum, id) => sum + thread(id), 0) / 1e6;
}

/** The most memory that a process has had, in megabytes. */
function peak(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

const sorted = numbers => [...numbers].sort((a, b) => a - b);
const median = numbers => sorted(numbers)[Math.floor(numbers.length / 2)];
const worst = numbers => sorted(numbers).at(-1);
const shown = number => number.toFixed(1).padStart(7);

/** Files that a person would type into: those that run, as far from each other as there are. */
function chosen(folder) {
  const { programs } = JSON.parse(run(folder, 'list', 'files', '--format', 'json').stdout);
  const all = programs.flatMap(({ files }) => files).filter(({ path, status }) => status === 'reachable' && /\.(js|ts|vue|wxml)$/.test(path));
  const paths = [...new Set(all.map(({ path }) => path))].filter(path => !/miniprogram_npm|\.min\./.test(path)).sort();
  return Array.from({ length: Math.min(FILES, paths.length) }, (_, at) => paths[Math.floor((at * paths.length) / FILES)]);
}

/** Where it is typed: at the end of a script, or as the first thing of a template. */
function place(name, text) {
  if (name === 'privguide.toml') return [text.length, DECLARED];
  if (extname(name) === '.wxml') return [0, '<camera mode="normal" bindstop="stop"></camera>\n'];
  const end = extname(name) === '.vue' ? text.lastIndexOf('</script>') : text.length;
  return [Math.max(end, 0), TYPED];
}

async function typed(client, folder, name) {
  const file = join(folder, name);
  await client.open(file);
  await client.settled();
  const [at, words] = place(name, client.textOf(file));
  const [cpu, wall] = [[], []];
  for (const [index, letter] of [...words].entries()) {
    const [before, begun] = [computed(client.process.pid), performance.now()];
    const start = at + [...words].slice(0, index).join('').length;
    await client.edit(file, start, start, letter);
    await client.settled();
    cpu.push(computed(client.process.pid) - before);
    wall.push(performance.now() - begun);
  }
  await client.close(file);
  await client.settled();
  return { cpu, wall };
}

async function measured(given) {
  const [source, files] = given.split('=');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'privguide-keystrokes-')));
  try {
    cpSync(source, folder, { recursive: true, filter: path => !/\/(\.git|node_modules)$/.test(path) });
    if (!existsSync(join(folder, 'privguide.toml'))) run(folder, 'init', '--shared');
    const client = new Client([folder]);
    client.server = await client.connection.sendRequest('initialize', client.parameters);
    client.encoding = client.server.capabilities.positionEncoding;
    await client.connection.sendNotification('initialized', {});
    await client.settled();
    const all = { cpu: [], wall: [] };
    const line = (name, { cpu, wall }) => `  ${shown(median(cpu))} ${shown(worst(cpu))} ${shown(median(wall))} ${shown(worst(wall))}  ${name}`;
    console.log(`${basename(source)}\n  CPU: median, worst; until it is shown: median, worst (ms)`);
    for (const name of [...(files ? files.split(',') : chosen(folder)), 'privguide.toml']) {
      const one = await typed(client, folder, name);
      all.cpu.push(...one.cpu);
      all.wall.push(...one.wall);
      console.log(line(name, one));
    }
    const memory = peak(client.process.pid);
    console.log(`${line(`all, ${all.cpu.length} keystrokes`, all)}\n  ${memory.toFixed(0)} MB at most`);
    await client.request('shutdown');
    await client.connection.sendNotification('exit');
    await client.exited;
    return median(all.cpu) <= GOAL.median && worst(all.cpu) <= GOAL.worst && memory <= GOAL.memory;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const given = process.argv.slice(2);
if (!given.length) throw new Error('node keystrokes.mjs FOLDER[=FILE,FILE…]…');
for (const one of given) if (!(await measured(one))) process.exitCode = 1;
if (process.exitCode) console.log(`above ${GOAL.median} ms in the median, ${GOAL.worst} ms at worst or ${GOAL.memory} MB`);
