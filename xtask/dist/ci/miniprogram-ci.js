// miniprogram-ci: check before every upload. node upload.js 1.2.3 '说明'
const ci = require('miniprogram-ci');
const { check } = require('privguide');

async function main([version, desc = '']) {
  const root = process.env.PROJECT_PATH ?? process.cwd();
  const { ok, findings } = await check({ path: root, lang: 'zh-CN' });
  for (const { level, rule, message, places } of findings) {
    const [place] = places;
    console.error(`${place ? `${place.file}:${place.line}: ` : ''}${level}: ${message} [${rule}]`);
  }
  if (!ok) {
    throw new Error('隐私保护指引与代码不一致，没有上传');
  }
  const project = new ci.Project({
    appid: process.env.WX_APPID,
    type: 'miniProgram',
    projectPath: root,
    privateKeyPath: process.env.WX_PRIVATE_KEY_PATH,
    ignores: ['node_modules/**/*'],
  });
  await ci.upload({ project, version, desc, setting: { useProjectConfig: true } });
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
