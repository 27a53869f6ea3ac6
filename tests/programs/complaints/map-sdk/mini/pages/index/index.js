const QQMapWX = require('../../libs/qqmap-wx-jssdk.min.js')
Page({})
