'use strict';

const path = require('node:path');
const { isForWechat, judge } = require('./lib/build.js');

const NAME = 'privguide';

class PrivguidePlugin {
  constructor(options = {}) {
    this.options = options;
  }

  apply(compiler) {
    const { options } = this;
    // Findings are webpack's own warnings and errors: its reporter shows them, and `webpack` and `vue-cli-service` fail with them.
    compiler.hooks.afterCompile.tapPromise(NAME, async (compilation) => {
      // The compilers of single modules inside a compilation have no entry of their own.
      if (compilation.compiler !== compiler || !isForWechat(options)) {
        return;
      }
      const root = compiler.context;
      compilation.fileDependencies.add(path.resolve(root, options.path ?? '.', 'privguide.toml'));
      const result = await judge(root, options);
      const as = (text) => Object.assign(new Error(`privguide: ${text}`), { name: 'PrivguideFinding', stack: '' });
      compilation.warnings.push(...result.warnings.map(as));
      (result.failed ? compilation.errors : compilation.warnings).push(...result.errors.map(as));
    });
  }
}

module.exports = PrivguidePlugin;
module.exports.default = PrivguidePlugin;
