Component({ attached() { wx.choosePoi({}) } })
