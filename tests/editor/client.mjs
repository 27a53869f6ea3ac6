// A client of the language server, and what `check` says of the same files.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node.js';

const here = dirname(fileURLToPath(import.meta.url));
export const repository = join(here, '..', '..');
export const binary = process.env.PRIVGUIDE ?? join(repository, 'target', 'debug', 'cargo-privguide');
const environment = { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' };

/** A copy of a folder that is removed with the test. */
export function copy(t, folder) {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'privguide-editor-')));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  if (folder) cpSync(join(repository, folder), made, { recursive: true });
  return made;
}

export function run(folder, ...words) {
  const done = spawnSync(binary, words, { cwd: folder, encoding: 'utf8', env: environment, maxBuffer: 1 << 28 });
  if (done.error) throw done.error;
  return done;
}

/** What `check` says, as a sorted list of texts that `said` gives, too. */
export function check(folder) {
  const done = run(folder, 'check', '--format', 'json', '--no-cache');
  if (!done.stdout) throw new Error(done.stderr);
  const out = [];
  for (const { rule, level, message, help, places } of JSON.parse(done.stdout).findings) {
    for (const { file, line, column } of places) out.push([rule, level, file, line, column, [message, ...help].join('\n')].join(' | '));
  }
  return [...new Set(out)].sort();
}

export class Client {
  constructor(folders, { encodings, capabilities = {}, locale = 'en', started = true } = {}) {
    this.folders = folders;
    this.diagnostics = new Map();
    this.published = 0;
    this.texts = new Map();
    this.process = spawn(binary, ['lsp'], { env: environment });
    this.exited = new Promise(done => this.process.on('exit', code => done(code)));
    this.stderr = '';
    this.process.stderr.on('data', data => (this.stderr += data));
    this.connection = createProtocolConnection(new StreamMessageReader(this.process.stdout), new StreamMessageWriter(this.process.stdin));
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      this.published += 1;
      if (diagnostics.length) this.diagnostics.set(fileURLToPath(uri), diagnostics);
      else this.diagnostics.delete(fileURLToPath(uri));
    });
    this.connection.onError(() => {});
    this.connection.listen();
    this.parameters = {
      processId: process.pid,
      rootUri: null,
      locale,
      capabilities: { ...capabilities, ...(encodings ? { general: { positionEncodings: encodings } } : {}) },
      workspaceFolders: folders.map(folder => ({ uri: pathToFileURL(folder).href, name: folder })),
    };
    this.started = started;
  }

  static async start(t, folders, options) {
    const client = new Client(folders, options);
    t.after(() => client.process.kill('SIGKILL'));
    client.server = await client.connection.sendRequest('initialize', client.parameters);
    client.encoding = client.server.capabilities.positionEncoding;
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  request(method, parameters) {
    return this.connection.sendRequest(method, parameters);
  }

  /** Requests are answered once nothing is left to be analysed. */
  async settled() {
    await this.request('workspace/symbol', { query: 'nothing is called so' });
  }

  /** Waits for what the server notices by itself. */
  async until(condition, what) {
    const end = Date.now() + 20_000;
    for (;;) {
      await this.settled();
      if (condition()) return;
      if (Date.now() > end) throw new Error(`never: ${what}\n${JSON.stringify(this.said(), null, 1)}`);
      await new Promise(done => setTimeout(done, 100));
    }
  }

  document(file) {
    return { uri: pathToFileURL(file).href };
  }

  async open(file, text = readFileSync(file, 'utf8')) {
    this.texts.set(file, { text, version: 1 });
    const textDocument = { ...this.document(file), languageId: 'plaintext', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async close(file) {
    this.texts.delete(file);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: this.document(file) });
  }

  /** Replaces a range of the text, as offsets in it. */
  async edit(file, start, end, inserted) {
    const state = this.texts.get(file);
    const range = { start: this.position(state.text, start), end: this.position(state.text, end) };
    state.text = state.text.slice(0, start) + inserted + state.text.slice(end);
    state.version += 1;
    const textDocument = { ...this.document(file), version: state.version };
    await this.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges: [{ range, text: inserted }] });
  }

  replace(file, needle, inserted) {
    const at = this.texts.get(file).text.indexOf(needle);
    if (at < 0) throw new Error(`${file} has no ${needle}`);
    return this.edit(file, at, at + needle.length, inserted);
  }

  save(file) {
    writeFileSync(file, this.texts.get(file).text);
    return this.connection.sendNotification('textDocument/didSave', { textDocument: this.document(file) });
  }

  length(text) {
    return this.encoding === 'utf-8' ? Buffer.byteLength(text) : text.length;
  }

  position(text, offset) {
    const before = text.slice(0, offset);
    const line = before.split('\n').length - 1;
    return { line, character: this.length(before.slice(before.lastIndexOf('\n') + 1)) };
  }

  offset(text, { line, character }) {
    let start = 0;
    for (let at = 0; at < line; at += 1) start = text.indexOf('\n', start) + 1;
    let end = start;
    while (this.length(text.slice(start, end)) < character) end += 1;
    return end;
  }

  textOf(file) {
    return this.texts.get(file)?.text ?? readFileSync(file, 'utf8');
  }

  at(file, needle, plus = 0) {
    const text = this.textOf(file);
    const at = text.indexOf(needle);
    if (at < 0) throw new Error(`${file} has no ${needle}`);
    return { textDocument: this.document(file), position: this.position(text, at + plus) };
  }

  /** Applies the edits of an action, as an editor does. */
  async apply(edit) {
    for (const [uri, edits] of Object.entries(edit.changes)) {
      const file = fileURLToPath(uri);
      if (!this.texts.has(file)) await this.open(file);
      const offsets = edits.map(({ range, newText }) => {
        const text = this.textOf(file);
        return [this.offset(text, range.start), this.offset(text, range.end), newText];
      });
      for (const [start, end, text] of offsets.sort((a, b) => b[0] - a[0])) await this.edit(file, start, end, text);
    }
  }

  async actions(file, needle) {
    const { textDocument, position } = this.at(file, needle);
    return this.request('textDocument/codeAction', { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } });
  }

  /** What is published, in the words of `check`. */
  said(folder = this.folders[0]) {
    const out = [];
    const place = (file, range) => {
      const text = this.textOf(file);
      const line = text.split('\n')[range.start.line] ?? '';
      let units = 0;
      let column = 1;
      for (const letter of line) {
        if (units >= range.start.character) break;
        units += this.length(letter);
        column += 1;
      }
      return [relative(folder, file), range.start.line + 1, column];
    };
    for (const [file, diagnostics] of this.diagnostics) {
      if (relative(folder, file).startsWith('..')) continue;
      for (const { code, severity, message, range, relatedInformation = [] } of diagnostics) {
        const places = [[file, range], ...relatedInformation.map(({ location }) => [fileURLToPath(location.uri), location.range])];
        for (const [file, range] of places) out.push([code, severity === 1 ? 'error' : 'warning', ...place(file, range), message].join(' | '));
      }
    }
    return [...new Set(out)].sort();
  }
}
