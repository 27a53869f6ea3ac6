// privguide in VS Code: starts `cargo-privguide lsp` and shows the guide. All else is the server's.
'use strict';

const { existsSync, readdirSync } = require('node:fs');
const { delimiter, join } = require('node:path');
const vscode = require('vscode');
const { LanguageClient, RevealOutputChannelOn } = require('vscode-languageclient/node');

const PATTERNS = ['js', 'ts', 'mjs', 'cjs', 'jsx', 'tsx', 'wxml', 'wxs', 'vue', 'uvue', 'nvue', 'uts', 'mpx', 'wpy', 'json', 'rs'];
const zh = () => /^zh/i.test(vscode.env.language);

let client;

function executable(name) {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** The binary that npm installed into a folder. The one for musl is static and runs on every Linux. */
function installed(folder) {
  const scope = join(folder, 'node_modules', '@privguide');
  if (!existsSync(scope)) return undefined;
  const own = readdirSync(scope).filter(name => name.startsWith(`${process.platform}-${process.arch}`)).sort().reverse();
  return own.map(name => join(scope, name, executable('privguide'))).find(path => existsSync(path));
}

/** The setting, the project's own node_modules (only where the folder is trusted, as it is run), the PATH. */
function binary() {
  const given = vscode.workspace.getConfiguration('privguide').get('path');
  if (given) return existsSync(given) ? { path: given } : { missing: given };
  const folders = vscode.workspace.isTrusted ? vscode.workspace.workspaceFolders ?? [] : [];
  const local = folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => installed(uri.fsPath)).find(Boolean);
  if (local) return { path: local };
  const places = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const named = places.flatMap(folder => ['cargo-privguide', 'privguide'].map(name => join(folder, executable(name))));
  const path = named.find(path => existsSync(path));
  return path ? { path } : { missing: 'cargo-privguide' };
}

async function start() {
  const found = binary();
  if (found.missing) {
    const said = zh()
      ? `privguide：找不到 ${found.missing}。用 npm、pip 或 cargo 安装，或在设置 privguide.path 里写出路径`
      : `privguide: there is no ${found.missing}. Install it with npm, pip or cargo, or name it in the setting privguide.path`;
    await vscode.window.showErrorMessage(said);
    return;
  }
  const language = vscode.workspace.getConfiguration('privguide').get('language');
  const args = language ? ['--lang', language, 'lsp'] : ['lsp'];
  const options = {
    documentSelector: [
      { scheme: 'file', pattern: '**/privguide.toml' },
      { scheme: 'file', pattern: `**/*.{${PATTERNS.join(',')}}` },
    ],
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  };
  client = new LanguageClient('privguide', 'privguide', { command: found.path, args }, options);
  await client.start();
}

async function stop() {
  const old = client;
  client = undefined;
  await old?.stop();
}

/** The guide as users will read it, beside the text. */
async function showGuide() {
  const document = vscode.window.activeTextEditor?.document;
  if (!client || !document) return;
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  try {
    const page = await client.sendRequest('workspace/executeCommand', { command: 'privguide.guide', arguments: [uri] });
    const panel = vscode.window.createWebviewPanel('privguide.guide', zh() ? '隐私保护指引' : 'Privacy guide', vscode.ViewColumn.Beside, { enableScripts: false, localResourceRoots: [] });
    panel.webview.html = page;
  } catch (error) {
    await vscode.window.showErrorMessage(`privguide: ${error.message}`);
  }
}

async function activate(context) {
  const commands = vscode.commands;
  context.subscriptions.push(
    commands.registerCommand('privguide.showGuide', showGuide),
    commands.registerCommand('privguide.restart', async () => { await stop(); await start(); }),
    vscode.workspace.onDidChangeConfiguration(async event => {
      if (event.affectsConfiguration('privguide')) { await stop(); await start(); }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(async () => { if (!client) await start(); }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
