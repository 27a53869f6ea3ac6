Component({ methods: { onClick() { if (wx.getUserInfo) wx.getUserInfo({ success() {} }) } } })
