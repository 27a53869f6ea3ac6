import path from 'node:path'
import { defineConfig } from '@tarojs/cli'

export default defineConfig({
  projectName: 'sample',
  date: '2026-01-01',
  designWidth: 750,
  sourceRoot: 'src',
  outputRoot: 'dist',
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  alias: { '@': path.resolve(__dirname, '..', 'src'), '@net': path.resolve(__dirname, '..', 'src/net') },
  copy: { patterns: [{ from: 'src/raw/', to: 'dist/raw/' }], options: {} },
  mini: {
    enableSourceMap: true,
    sourceMapType: 'source-map',
    optimizeMainPackage: { enable: true },
  },
})
