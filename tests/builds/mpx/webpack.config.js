const path = require('node:path')
const MpxWebpackPlugin = require('@mpxjs/webpack-plugin')

module.exports = {
  entry: { app: './src/app.mpx' },
  mode: 'production',
  devtool: 'source-map',
  output: { path: path.resolve(__dirname, 'dist') },
  resolve: {
    extensions: ['.mpx', '.js', '.wxml'],
    alias: { '@net': path.resolve(__dirname, 'src/net'), '@': path.resolve(__dirname, 'src') },
  },
  module: {
    rules: [
      { test: /\.mpx$/, use: MpxWebpackPlugin.loader({}) },
      { test: /\.wxml$/, use: [MpxWebpackPlugin.wxmlLoader()] },
      { test: /\.wxss$/, use: [MpxWebpackPlugin.wxssLoader()] },
      { test: /\.(wxs|filter\.js)$/, use: [MpxWebpackPlugin.wxsPreLoader()], enforce: 'pre' },
      { test: /\.json$/, resourceQuery: /asScript/, type: 'javascript/auto' },
    ],
  },
  plugins: [new MpxWebpackPlugin({ mode: 'wx', srcMode: 'wx' })],
}
