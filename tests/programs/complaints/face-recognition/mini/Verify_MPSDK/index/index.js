Component({ methods: { fill() { wx.chooseAddress({ success() {} }) } } })
