const { request } = require('../../utils/request')

Page({
  data: { address: null, order: null },

  chooseAddress() {
    wx.chooseAddress({ success: (address) => this.setData({ address }) })
  },

  submit() {
    request('/orders', { address: this.data.address }, 'POST').then((order) => {
      wx.requestPayment({ ...order.payment, success: () => wx.redirectTo({ url: `/packages/order/detail/detail?id=${order.id}` }) })
    })
  },
})
