const { request } = require('../../../utils/request')

Page({
  data: { order: null },

  onLoad({ id }) {
    request(`/orders/${id}`).then((order) => this.setData({ order }))
  },

  copyNumber() {
    wx.setClipboardData({ data: this.data.order.number })
  },

  invoice() {
    wx.navigateTo({ url: `/packages/order/invoice/invoice?id=${this.data.order.id}` })
  },
})
