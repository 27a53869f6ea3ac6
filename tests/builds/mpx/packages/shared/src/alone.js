wx.startGyroscope({})
