import dayjs from 'dayjs'

Page({
  onLoad() {
    wx.getLocation({})
    this.setData({ today: dayjs().format() })
  },
})
