'use strict';

const path = require('node:path');
const { isForWechat, judge, verdict } = require('./lib/build.js');

function privguide(options = {}) {
  let config;
  return {
    name: 'privguide',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    buildStart() {
      // In watch mode the declarations are part of what a build depends on.
      this.addWatchFile(path.resolve(config.root, options.path ?? '.', 'privguide.toml'));
    },
    async buildEnd(error) {
      if (error || !isForWechat(options)) {
        return;
      }
      const result = await judge(config.root, options);
      for (const text of result.warnings) {
        this.warn(text);
      }
      // In watch mode the next save may put it right: the watcher has to go on.
      const watching = Boolean(this.meta.watchMode || config.build.watch);
      const fatal = result.failed && !watching;
      for (const text of fatal ? result.errors.slice(0, -1) : result.errors) {
        config.logger.error(`[plugin privguide] ${text}`);
      }
      if (fatal) {
        this.error(`${result.errors.at(-1)}\n${verdict(result)}`);
      }
    },
  };
}

module.exports = privguide;
module.exports.default = privguide;
