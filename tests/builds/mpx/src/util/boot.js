const files = require.context('./parts', false, /\.js$/)

files.keys().forEach((key) => files(key).run())
if (wx.getStorageSync('compass')) wx.startCompass({})
