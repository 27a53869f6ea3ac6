Page({
  onShow() {
    wx.getLocation({ type: 'gcj02', success: (place) => this.setData({ place }) })
  },
})
