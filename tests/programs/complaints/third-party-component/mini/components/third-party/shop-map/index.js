Component({ lifetimes: { attached() { wx.getLocation({ success() {} }) } } })
