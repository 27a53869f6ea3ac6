// 本地调试数据，packOptions 不上传。
wx.chooseImage({ count: 1 })
