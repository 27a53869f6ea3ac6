// The snippets for CI and hooks: their commands run as they are written, against registries on this machine. What a hosted service makes
// of the rest of a file is not tried here; that it is well formed is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { clean, complete, dist, json, python, read, registry, repository, run, sample, scratch, start, tools, version } from './support.mjs';

const snippet = (name) => read(path.join(repository, 'xtask/dist/ci', name));
const yaml = createRequire(import.meta.url)(tools()('js-yaml'));
let served;
let env;
before(async () => {
  served = await registry(complete());
  env = clean({
    NPM_CONFIG_USERCONFIG: served.npmrc,
    NPM_CONFIG_REGISTRY: served.url,
    NPM_CONFIG_CACHE: path.join(scratch(), 'cache'),
    // pre-commit asks pip, prek asks uv.
    PIP_FIND_LINKS: path.join(dist, 'pypi'),
    UV_FIND_LINKS: path.join(dist, 'pypi'),
    PRE_COMMIT_HOME: scratch(),
    PREK_HOME: scratch(),
    LANG: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    PRIVGUIDE_CACHE_DIR: '',
  });
});
after(() => served.stop());

/** Runs the lines of a job in a checkout with a finding; another registry that a line sets is left out. */
function job(lines, more = {}) {
  const folder = sample(path.join(scratch(), 'shop'));
  const script = lines.filter((line) => !line.startsWith('npm config set registry')).join('\n');
  const result = run('bash', ['-e', '-c', script], { cwd: folder, env: { ...env, ...more } });
  assert.equal(result.status, 1, result.stdout + result.stderr);
  return { folder, ...result };
}

test('GitLab: the component\'s job fails and leaves a code quality report', () => {
  const [spec, jobs] = yaml.loadAll(snippet('gitlab.yml'));
  const inputs = Object.fromEntries(Object.entries(spec.spec.inputs).map(([name, { default: value }]) => [name, value]));
  const { script, variables, artifacts } = jobs.privguide;
  for (const deny of spec.spec.inputs.deny.options) {
    const filled = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value.replace(/\$\[\[ inputs\.(\w+) \]\]/g, (_, input) => ({ ...inputs, deny })[input])]));
    const { folder } = job(script, { ...filled, NPM_CONFIG_REGISTRY: served.url });
    const report = json(path.join(folder, artifacts.reports.codequality));
    assert.ok(report.some((one) => one.check_name === 'undeclared-information' && one.location.path.endsWith('home.js')));
  }
});

test('Gitee Go and CNB: the commands fail with the finding', () => {
  const gitee = yaml.load(snippet('gitee-go.yml'));
  const cnb = yaml.load(snippet('cnb.yml'));
  const lists = [gitee.stages[0].steps[0].commands, ...Object.values(cnb.main).map(([pipeline]) => pipeline.stages.map((stage) => stage.script))];
  for (const lines of lists) {
    assert.match(job(lines).stdout, /undeclared-information/);
  }
});

test('Jenkins: the step fails and leaves SARIF where the report is looked for', () => {
  const text = snippet('Jenkinsfile');
  const { folder } = job([/sh '(.*)'/.exec(text)[1]]);
  assert.equal(json(path.join(folder, /pattern: '(.*)'/.exec(text)[1])).version, '2.1.0');
});

test('GitHub: the workflow calls the reusable one with inputs that it has', () => {
  const { check } = yaml.load(snippet('github.yml')).jobs;
  const called = yaml.load(read(path.join(repository, '.github/workflows/check.yml')));
  const { inputs } = (called.on ?? called[true]).workflow_call;
  assert.match(check.uses, /\/\.github\/workflows\/check\.yml@v\d+\.\d+\.\d+$/);
  assert.deepEqual(Object.keys(check.with).filter((name) => !(name in inputs)), []);
});

test('GitHub: the action downloads, verifies and checks in less than 15 seconds', { skip: process.platform !== 'linux' }, async () => {
  const triple = `${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-unknown-linux-musl`;
  const name = `cargo-privguide-v${version}-${triple}`;
  // Where the static executable was not built, the archive of this machine's takes its place, under the name that the action asks for.
  const own = path.join(dist, 'release', `${name}.tar.gz`);
  const home = scratch();
  const served = path.join(home, 'releases');
  fs.mkdirSync(served);
  if (fs.existsSync(own)) {
    for (const file of [own, `${own}.sha256`]) fs.copyFileSync(file, path.join(served, path.basename(file)));
  } else {
    const [other] = fs.readdirSync(path.join(dist, 'release')).filter((file) => file.endsWith('.tar.gz'));
    run('tar', ['-xzf', path.join(dist, 'release', other), '-C', home], { ok: true });
    fs.renameSync(path.join(home, other.replace(/\.tar\.gz$/, '')), path.join(home, name));
    run('tar', ['-czf', path.join(served, `${name}.tar.gz`), '-C', home, name], { ok: true });
    fs.writeFileSync(path.join(served, `${name}.tar.gz.sha256`), run('sha256sum', [`${name}.tar.gz`], { ok: true, cwd: served }).stdout);
  }
  const server = http.createServer((request, response) => {
    const file = path.join(served, path.basename(request.url));
    if (path.dirname(request.url) === `/v${version}` && fs.existsSync(file)) response.end(fs.readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const action = path.join(repository, '.github/actions/privguide');
  const file = (inner) => path.join(home, inner);
  for (const folder of ['temp', 'tools', 'bin']) fs.mkdirSync(file(folder));
  // Attestations are verified by GitHub's own program and servers; how long they take is not this action's time.
  fs.writeFileSync(file('bin/gh'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const workspace = sample(file('workspace'));
  const runner = { ...clean({ LANG: 'C' }), PATH: `${file('bin')}:${process.env.PATH}`, GITHUB_ACTION_PATH: action, GITHUB_WORKSPACE: workspace, GITHUB_OUTPUT: file('output'), GITHUB_STEP_SUMMARY: file('summary.md'), RUNNER_TEMP: file('temp'), RUNNER_TOOL_CACHE: file('tools'), RUNNER_OS: 'Linux', PRIVGUIDE_RELEASES: `http://127.0.0.1:${server.address().port}` };
  const output = (key) => new RegExp(`^${key}=(.*)$`, 'm').exec(read(file('output')))[1];
  try {
    for (const what of ['first job', 'second job of the same runner']) {
      const begun = Date.now();
      fs.writeFileSync(file('output'), '');
      const installed = await start('bash', [path.join(action, 'install.sh')], { cwd: workspace, env: runner });
      assert.equal(installed.status, 0, installed.output);
      const checked = await start('bash', [path.join(action, 'check.sh')], { cwd: workspace, env: { ...runner, PRIVGUIDE_BINARY: output('binary') } });
      assert.match(checked.output, /^::error .*undeclared-information/m);
      const verdict = await start('bash', [path.join(action, 'verdict.sh')], { cwd: workspace, env: { ...runner, PRIVGUIDE_STATUS: output('status') } });
      assert.equal(verdict.status, 1);
      const seconds = (Date.now() - begun) / 1000;
      console.log(`the action's own time, ${what}: ${seconds.toFixed(1)} s${fs.existsSync(own) ? '' : ' (not the static executable)'}`);
      assert.ok(seconds < 15, `${seconds} s`);
    }
  } finally {
    server.close();
  }
});

test('zizmor finds nothing in the workflows and the action', () => {
  const tool = python('zizmor', ['zizmor==1.32.0']);
  const result = run(path.join(tool, 'bin/zizmor'), ['--offline', '--persona', 'pedantic', path.join(repository, '.github')]);
  assert.equal(result.status, 0, result.stdout + result.stderr);
});

/** A repository with a remote; the push of a commit with a finding has to be refused, and that of a corrected one has to pass. */
function pushes(prepare) {
  const home = scratch();
  const folder = sample(path.join(home, 'shop'));
  const git = (...args) => run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder, env });
  run('git', ['init', '--quiet', '--bare', path.join(home, 'remote')], { ok: true });
  git('init', '--quiet', '--initial-branch', 'main');
  git('remote', 'add', 'origin', path.join(home, 'remote'));
  fs.writeFileSync(path.join(folder, '.gitignore'), 'node_modules\n');
  prepare(folder, (program, args) => run(program, args, { cwd: folder, env, ok: true }));
  git('add', '--all');
  assert.equal(git('commit', '--quiet', '--message', 'a use that is not declared').status, 0);
  const refused = git('push', '--quiet', 'origin', 'main');
  assert.notEqual(refused.status, 0);
  assert.match(refused.stdout + refused.stderr, /undeclared-information/);
  const page = path.join(folder, 'miniprogram/pages/home/home.js');
  fs.writeFileSync(page, read(page).replace('wx.openBluetoothAdapter()', ''));
  git('commit', '--quiet', '--all', '--message', 'without it');
  const passed = git('push', '--quiet', 'origin', 'main');
  assert.equal(passed.status, 0, passed.stdout + passed.stderr);
}

for (const [name, release] of [['pre-commit', '4.7.0'], ['prek', '0.5.11']]) {
  test(`${name}: a push is checked with the wheel`, () => {
    const tool = python(name, [`${name}==${release}`]);
    pushes((folder, go) => {
      fs.writeFileSync(path.join(folder, '.pre-commit-config.yaml'), snippet('pre-commit.yaml'));
      go(path.join(tool, 'bin', name), ['install', '--hook-type', 'pre-push']);
    });
  });
}

for (const [name, release] of [['lefthook', '2.2.2'], ['husky', '9.1.7']]) {
  test(`${name}: a push is checked with the package`, () => {
    pushes((folder, go) => {
      fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "shop", "private": true }\n');
      go('npm', ['install', '--save-dev', '--ignore-scripts', 'privguide', `${name}@${release}`]);
      if (name === 'lefthook') {
        fs.writeFileSync(path.join(folder, 'lefthook.yml'), snippet('lefthook.yml'));
        go('npx', ['lefthook', 'install']);
      } else {
        go('npx', ['husky']);
        fs.writeFileSync(path.join(folder, '.husky/pre-push'), snippet('husky-pre-push'));
      }
    });
  });
}

test('miniprogram-ci: nothing is uploaded while there is an error', () => {
  const folder = sample(path.join(scratch(), 'shop'));
  const go = (program, args) => run(program, args, { cwd: folder, env });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "shop", "private": true }\n');
  assert.equal(go('npm', ['install', 'privguide']).status, 0);
  // The platform's servers are not reached from here: what would be sent is written down instead.
  const stand = path.join(folder, 'node_modules/miniprogram-ci');
  fs.mkdirSync(stand);
  fs.writeFileSync(path.join(stand, 'index.js'), "exports.Project = class { constructor(o) { Object.assign(this, o); } };\nexports.upload = async (o) => console.log('uploaded', o.version, o.project.appid);\n");
  fs.writeFileSync(path.join(folder, 'upload.js'), snippet('miniprogram-ci.js'));
  env.WX_APPID = 'wx0';
  const refused = go('node', ['upload.js', '1.2.3', '说明']);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /home\.js:\d+: error: .*\[undeclared-information\][\s\S]*没有上传/);
  assert.doesNotMatch(refused.stdout, /uploaded/);
  const page = path.join(folder, 'miniprogram/pages/home/home.js');
  fs.writeFileSync(page, read(page).replace('wx.openBluetoothAdapter()', ''));
  const passed = go('node', ['upload.js', '1.2.3']);
  assert.deepEqual([passed.status, passed.stdout], [0, 'uploaded 1.2.3 wx0\n'], passed.stderr);
});
