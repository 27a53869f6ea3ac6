import { lazy } from './lazy'

const saved = uni.getStorageSync('compass')
if (saved) uni.startCompass()

lazy()
