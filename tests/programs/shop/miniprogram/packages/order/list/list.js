const { request } = require('../../../utils/request')

Page({
  data: { orders: [] },

  onShow() {
    request('/orders').then((orders) => this.setData({ orders }))
  },
})
