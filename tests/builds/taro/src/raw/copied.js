wx.chooseImage({ count: 1 })
