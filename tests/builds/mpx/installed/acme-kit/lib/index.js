exports.steps = () => wx.getWeRunData({})
