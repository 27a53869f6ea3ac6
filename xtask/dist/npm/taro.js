'use strict';

const { isForWechat, judge, verdict } = require('./lib/build.js');

/** A plugin of Taro 3 and 4: `plugins: ['privguide/taro']` or `[['privguide/taro', { deny: 'warnings' }]]`. */
function privguide(context, options = {}) {
  context.onBuildFinish(async ({ error, isWatch } = {}) => {
    if (error || !isForWechat(options)) {
      return;
    }
    const { printLog, processTypeEnum } = context.helper;
    const result = await judge(context.paths.appPath, options);
    for (const text of result.warnings) {
      printLog(processTypeEnum.WARNING, 'privguide', text);
    }
    for (const text of result.errors) {
      printLog(processTypeEnum.ERROR, 'privguide', text);
    }
    // In watch mode the next save may put it right: the watcher has to go on.
    if (result.failed && !isWatch) {
      printLog(processTypeEnum.ERROR, 'privguide', verdict(result));
      process.exitCode = 1;
    }
  });
}

module.exports = privguide;
module.exports.default = privguide;
