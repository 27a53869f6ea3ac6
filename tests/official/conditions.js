// Writes conditions.tsv: what uni-app's own preprocessor keeps of small texts when it builds for WeChat.
// Run in a folder with the package that README.md names:  node conditions.js > conditions.tsv
'use strict'
const path = require('path')
const home = path.join(process.cwd(), 'node_modules/@dcloudio/uni-cli-shared')
const { initPreContext, preJs, preHtml } = require(path.join(home, 'dist/preprocess'))
initPreContext('mp-weixin')

const names = ['MP-WEIXIN', 'MP_WEIXIN', 'H5', 'UNKNOWN', 'VUE2', 'VUE3', 'MP', 'APP-PLUS', 'true', '0']
const binary = ['||', '&&', '|', '&', ',', '==', '===', '!=', '!==', '>', '<', '>=', '<=', '+', '-', '^', '%', '/', '<<',
  '>>', '>>>', '??', 'in', 'instanceof']
const unary = ['!', '~', '-', '+', 'typeof ', 'void ', '!!']
const conditions = new Set(names)
for (const name of names) for (const operator of unary) conditions.add(operator + name)
for (const operator of binary) for (const left of names) for (const right of names) conditions.add(`${left} ${operator} ${right}`)
for (const written of ['(MP-WEIXIN)', '(H5 || MP) && VUE3', '!(H5 || MP)', 'MP ? H5 : VUE3', 'H5||MP-WEIXIN', 'MP-WEIXIN;',
  'MP-WEIXIN ||', '|| H5', 'MP-WEIXIN H5', 'H5 MP-WEIXIN', 'MP-WEIXIN) || (H5', 'MP-WEIXIN // H5', '"a" == "a"', "typeof UNKNOWN === 'undefined'",
  '%MP-WEIXIN%', 'mp-weixin', 'MP.WEIXIN', 'H5 || MP-WEIXIN || UNKNOWN', 'UNKNOWN || H5 || MP', '!UNKNOWN', 'MP、H5', 'H5，MP-WEIXIN',
  'process', 'undefined', 'MP-WEIXIN VUE3', 'MP-WEIXIN&&VUE3', '1 < 2 < 3', '2 > 1 > 0', '"" || MP', 'null ?? MP', 'H5 ?? MP']) conditions.add(written)

const texts = []
for (const condition of conditions) {
  texts.push(['js', `a\n// #ifdef ${condition}\nb\n// #else\nc\n// #endif\nd`])
  texts.push(['js', `// #ifndef ${condition}\nb\n// #endif\nd`])
}
const placed = (open, condition, close) => `a\n${open}\nb\n${close}\nc`.replace('?', condition)
for (const [open, close] of [['//#ifdef ?', '//#endif'], ['//   #ifdef   ?  ', '//  #endif  '], ['  // #ifdef ?', '\t// #endif'],
  ['/* #ifdef ? */', '/* #endif */'], ['/*#ifdef ?*/', '/*#endif*/'], ['/* #ifdef ? **', '/* #endif **'], ['/** #ifdef ? */', '/** #endif */'],
  ['// #IFDEF ?', '// #endif'], ['// #ifdef ?', '// #ENDIF'], ['// #ifdef ?', '// #endif ?'], ['// #ifdef ?', '// #endifs'],
  ['// #if ?', '// #endif'], ['// #ifdef', '// #endif'], ['// #ifdefs ?', '// #endif'], ['x = "// #ifdef ?"', 'y = "// #endif"'],
  ['// #ifdef ? * text', '// #endif'], ['/// #ifdef ?', '/// #endif'], ['# #ifdef ?', '# #endif'], ['// # ifdef ?', '// # endif'],
  ['// #ifdef ?', ''], ['', '// #endif'], ['// #ifdef ? // #ifdef H5', '// #endif'], ['/* #ifdef ?', '*/ /* #endif */'], ['// #else', '// #endif'],
  ['// #ifdef ?\nq\n// #elif MP', '// #endif']]) {
  for (const condition of ['MP-WEIXIN', 'H5']) texts.push(['js', placed(open, condition, close)])
}
for (const [open, close] of [['<!-- #ifdef ? -->', '<!-- #endif -->'], ['<!--#ifdef ?-->', '<!--#endif-->'], ['<! #ifdef ? -->', '<! #endif -->'],
  ['<!-- #ifdef ? !>', '<!-- #endif !>'], ['<!-- #ifdef ? -->', '<!-- #endif ? -->'], ['<!-- #IFDEF ? -->', '<!-- #endif -->'],
  ['<!-- #ifdef ? -->', '<!-- #ENDIF -->'], ['<!-- #ifdef ?', '--> <!-- #endif -->'], ['<!-- #ifdef ? -->\nq\n<!-- #else -->', '<!-- #endif -->'],
  ['<!-- #ifdef ? -->\nq\n<! #else -->', '<! #endif -->'], ['<!-- #ifdef ? -->\nq\n<!-- #else', '--> <!-- #endif -->'],
  ['<!-- #ifndef ? -->', '<!-- #endif -->'], ['<!-- #ifdef ? -->', ''], ['// #ifdef ?', '// #endif'], ['<!-- #ifdef ? -->', '// #endif'],
  ['<!-- #ifdef ? --> e <!-- #endif --> f <!-- #ifndef ? -->', '<!-- #endif -->']]) {
  for (const condition of ['MP-WEIXIN', 'H5', 'H5 || MP-WEIXIN']) texts.push(['vue', placed(open, condition, close)])
}
for (const outer of ['MP', 'H5']) for (const inner of ['MP', 'H5', 'UNKNOWN']) for (const variant of ['ifdef', 'ifndef']) {
  texts.push(['js', `a\n// #${variant} ${outer}\nb\n// #ifdef ${inner}\nc\n// #else\ne\n// #endif\nf\n// #else\ng\n// #endif\nh`])
  texts.push(['js', `// #${variant} ${outer}\nb\n// #else\ne\n// #ifdef ${inner}\nc\n// #endif\nf\n// #endif\nh`])
}
for (const assigned of ['OWN = MP', 'OWN = H5']) texts.push(['js', `// #ifdef ${assigned}\na\n// #endif\n// #ifdef OWN\nb\n// #endif\nc`])

console.error = () => {}
const kept = (text) => text.split(/\s+/).filter((word) => /^[a-z]$/.test(word)).join('')
for (const [kind, text] of texts) {
  // As the compiler's plugin does: a file without this word is left alone.
  const cut = text.includes('#endif') ? preJs(kind === 'vue' ? preHtml(text) : text) : text
  console.log([kind, JSON.stringify(text), kept(cut)].join('\t'))
}
