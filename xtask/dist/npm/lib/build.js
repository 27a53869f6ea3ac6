'use strict';

// What the plugins of bundlers and frameworks share: when the check runs, and how a finding reads in one line.
const { check } = require('./index.js');

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A build for another platform than WeChat has no WeChat guide. */
function isForWechat(options) {
  if (options.always) {
    return true;
  }
  const { UNI_PLATFORM, TARO_ENV, MPX_CURRENT_TARGET_MODE } = process.env;
  const named = [UNI_PLATFORM, TARO_ENV, MPX_CURRENT_TARGET_MODE].filter(Boolean);
  return named.length === 0 || named.some((platform) => ['mp-weixin', 'weapp', 'wx'].includes(platform));
}

function line(finding) {
  const place = finding.places[0];
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : '';
  const more = finding.places.length > 1 ? ` (+${finding.places.length - 1})` : '';
  const help = finding.help.map((text) => `\n    ${text}`).join('');
  const text = `${where}${finding.message}${more} [${finding.rule}]${help}`;
  return text.replace(UNSAFE, (character) => (character === '\n' ? '\n' : `\\u{${character.codePointAt(0).toString(16)}}`));
}

/**
 * Runs the check. `errors` and `warnings` hold one text for each finding; `failed` says whether the build has to fail.
 * A check that could not run is an error, never silence.
 */
async function judge(root, options) {
  const deny = options.deny === 'warnings' ? ['warnings'] : [];
  const { path = '.', lang } = options;
  try {
    const result = await check({ cwd: root, path, lang, deny });
    const of = (level) => result.findings.filter((finding) => finding.level === level).map(line);
    return { errors: of('error'), warnings: of('warning'), failed: !result.ok && options.deny !== 'nothing' };
  } catch (error) {
    return { errors: [error.message], warnings: [], failed: true };
  }
}

/** The last line of a failed build. */
function verdict({ errors }) {
  return `privguide: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`;
}

module.exports = { isForWechat, judge, verdict };
