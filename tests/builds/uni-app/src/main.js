import { createSSRApp } from 'vue'
import App from './App.vue'
import './util/boot'

export function createApp() {
  return { app: createSSRApp(App) }
}
