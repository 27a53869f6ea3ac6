import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import uni from '@dcloudio/vite-plugin-uni'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [uni.default ? uni.default() : uni()],
  resolve: { alias: { '@net': at('./src/net'), '@parts/': at('./src/components/') } },
  build: { sourcemap: true, minify: false },
})
