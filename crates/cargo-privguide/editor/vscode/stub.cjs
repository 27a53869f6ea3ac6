// Enough of the `vscode` API for the extension and the client library to run: what they use is here, what they only name is an empty class.
'use strict';

const Module = require('node:module');
const { pathToFileURL, fileURLToPath } = require('node:url');

class Disposable { constructor(call) { this.call = call; } dispose() { this.call?.(); } static from(...all) { return new Disposable(() => all.forEach(one => one.dispose())); } }
class EventEmitter {
  constructor() { this.listeners = new Set(); this.event = listener => { this.listeners.add(listener); return new Disposable(() => this.listeners.delete(listener)); }; }
  fire(value) { return Promise.all([...this.listeners].map(listener => listener(value))); }
  dispose() {}
}
class Position { constructor(line, character) { Object.assign(this, { line, character }); } }
class Range { constructor(start, end, line, character) { if (line === undefined) Object.assign(this, { start, end }); else Object.assign(this, { start: new Position(start, end), end: new Position(line, character) }); } }
class Uri {
  constructor(text) { this.text = text; const url = new URL(text); this.scheme = url.protocol.slice(0, -1); this.path = url.pathname; }
  static parse(text) { return new Uri(text); }
  static file(path) { return new Uri(pathToFileURL(path).href); }
  get fsPath() { return fileURLToPath(this.text); }
  with() { return this; }
  toString() { return this.text; }
}
class Diagnostic { constructor(range, message, severity) { Object.assign(this, { range, message, severity }); } }

const state = { settings: {}, folders: [], trusted: true, diagnostics: new Map(), errors: [], panels: [], commands: new Map(), documents: [] };
const events = Object.fromEntries(['Change', 'Open', 'Close', 'Save', 'Configuration', 'Trust', 'Folders'].map(name => [name, new EventEmitter()]));
const nothing = () => new Disposable();
const never = () => new Disposable();

const languages = new Proxy({
  createDiagnosticCollection: () => ({
    set: (uri, all) => state.diagnostics.set(uri.toString(), all ?? []), delete: uri => state.diagnostics.delete(uri.toString()),
    clear: () => state.diagnostics.clear(), dispose() {}, forEach() {}, get: uri => state.diagnostics.get(uri.toString()), has: () => false,
  }),
  match: (selector, document) => ([selector].flat().some(one => one.pattern && document.uri.fsPath.endsWith('.toml') === one.pattern.includes('privguide.toml')) ? 10 : 0),
}, { get: (known, name) => known[name] ?? nothing });

const workspace = new Proxy({
  get workspaceFolders() { return state.folders; }, get isTrusted() { return state.trusted; }, get textDocuments() { return state.documents; },
  getConfiguration: section => ({ get: (key, otherwise) => state.settings[section ? `${section}.${key}` : key] ?? otherwise, has: () => false, inspect: () => undefined }),
  getWorkspaceFolder: () => state.folders[0], notebookDocuments: [], fs: {}, name: 'stub',
  onDidChangeTextDocument: events.Change.event, onDidOpenTextDocument: events.Open.event, onDidCloseTextDocument: events.Close.event,
  onDidSaveTextDocument: events.Save.event, onDidChangeConfiguration: events.Configuration.event, onDidGrantWorkspaceTrust: events.Trust.event,
  onDidChangeWorkspaceFolders: events.Folders.event,
  createFileSystemWatcher: () => ({ onDidCreate: never, onDidChange: never, onDidDelete: never, dispose() {} }),
  asRelativePath: path => String(path),
}, { get: (known, name) => known[name] ?? nothing });

const channel = () => ({ append() {}, appendLine() {}, show() {}, clear() {}, dispose() {}, trace() {}, info() {}, warn() {}, error() {}, debug() {}, replace() {}, hide() {} });
const window = new Proxy({
  createOutputChannel: channel, showErrorMessage: async text => { state.errors.push(text); }, showWarningMessage: async text => { state.errors.push(text); },
  createWebviewPanel: (kind, title, column, options) => { const panel = { kind, title, options, webview: { html: '' } }; state.panels.push(panel); return panel; },
  visibleTextEditors: [], onDidChangeActiveTextEditor: never, onDidChangeVisibleTextEditors: never, tabGroups: { all: [], onDidChangeTabs: never },
}, { get: (known, name) => known[name] ?? nothing });

const values = {
  Disposable, EventEmitter, Position, Range, Uri, Diagnostic, languages, workspace, window, version: '1.82.0',
  env: { language: 'en', appName: 'stub', clipboard: {} },
  commands: { registerCommand: (name, call) => { state.commands.set(name, call); return new Disposable(() => state.commands.delete(name)); }, executeCommand: (name, ...rest) => state.commands.get(name)?.(...rest) },
  extensions: { getExtension: () => undefined, all: [] },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 }, DiagnosticTag: { Unnecessary: 1, Deprecated: 2 }, ViewColumn: { Beside: -2 },
  CodeActionKind: new Proxy({}, { get: (_, name) => ({ value: String(name), append: () => ({ value: '' }), contains: () => false }) }),
  CancellationTokenSource: class { constructor() { this.token = { isCancellationRequested: false, onCancellationRequested: never }; } cancel() {} dispose() {} },
};
const api = new Proxy(values, {
  get(known, name) {
    if (!(name in known) && /^[A-Z]/.test(String(name))) known[name] = class {};
    return known[name];
  },
});

const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? api : load(request, ...rest));
module.exports = { state, events, api };
