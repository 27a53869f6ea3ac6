const { request } = require('../../utils/request')

Page({
  data: { banners: [], goods: [] },

  onLoad() {
    request('/home').then(({ banners, goods }) => this.setData({ banners, goods }))
  },

  search() {
    wx.navigateTo({ url: '/pages/search/search' })
  },

  stores() {
    wx.navigateTo({ url: '/pages/stores/stores' })
  },
})
