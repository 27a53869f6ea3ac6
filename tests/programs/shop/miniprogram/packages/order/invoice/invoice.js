const { request } = require('../../../utils/request')

Page({
  data: { title: null },

  onLoad({ id }) {
    this.id = id
  },

  choose() {
    wx.chooseInvoiceTitle({ success: (title) => this.setData({ title }) })
  },

  submit() {
    request('/invoices', { order: this.id, title: this.data.title }, 'POST').then(() => wx.navigateBack())
  },
})
