import Taro from '@tarojs/taro'

const files = require.context('./parts', false, /\.ts$/)
files.keys().forEach((key) => files(key).run())
if (Taro.getStorageSync('compass')) Taro.startCompass({})
