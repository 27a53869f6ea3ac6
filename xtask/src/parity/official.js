// Asks the official tool what it uploads and uses of one project, without network and without an account.
// usage: node official.js PACKAGE_FOLDER PROJECT_FOLDER TYPE → one line of JSON, marked, on standard output
"use strict";
const [packageFolder, projectPath, type] = process.argv.slice(2);

// Nothing may leave this machine: the tool reports its runs and asks for a newer list of extensions.
require("net").Socket.prototype.connect = function () {
  process.nextTick(() => this.destroy(new Error("offline")));
  return this;
};
const log = (...words) => process.stderr.write(words.join(" ") + "\n");
Object.assign(console, { log, info: log, warn: log, error: log });

const tool = require(packageFolder);
const project = new tool.Project({
  appid: "wx0000000000000000",
  type,
  projectPath,
  privateKey: "none",
  attr: async () => tool.DefaultProjectAttr,
});

// The analysis as the upload step sets it up: with packOptions and the compiler plugins.
async function used() {
  const analyser = await new tool.Builder(project, {}).getAnalyzer();
  await analyser.analyse();
  return { files: analyser.fileHelper.getFileList(), used: analyser.graph.modules.map((module) => module.path) };
}

async function uploaded() {
  const setting = { useProjectConfig: false, es6: false, minify: false };
  const result = await tool.getCompiledResult({ project, version: "0.0.1", setting, onProgressUpdate: () => {} });
  return Object.keys(result);
}

async function answer(ask) {
  try {
    return { value: await ask() };
  } catch (error) {
    return { error: String((error && error.message) || error).slice(0, 500) };
  }
}

async function main() {
  const answers = { used: await answer(used), uploaded: await answer(uploaded) };
  // The tool leaves file watchers behind and would never end by itself.
  process.stdout.write("\nANSWER " + JSON.stringify(answers) + "\n", () => process.exit(0));
}
main();
