const { request } = require('../../utils/request')
const { money } = require('../../utils/format')

Page({
  data: { items: [], total: '' },

  onShow() {
    request('/cart').then((items) => {
      const cents = items.reduce((sum, item) => sum + item.price * item.count, 0)
      this.setData({ items, total: money(cents) })
    })
  },

  checkout() {
    wx.navigateTo({ url: '/pages/checkout/checkout' })
  },
})
