module.exports = function () {
  wx.getLocation({ type: 'wgs84' })
  wx.startAccelerometer({})
  wx.startCompass({})
  wx.startGyroscope({})
}
