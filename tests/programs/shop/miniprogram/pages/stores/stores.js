const { request } = require('../../utils/request')
const { getLocation, distance } = require('../../utils/location')
const { kilometres } = require('../../utils/format')

Page({
  data: { stores: [] },

  onLoad() {
    Promise.all([request('/stores'), getLocation({ type: 'gcj02' })]).then(([stores, here]) => {
      const near = stores.map((store) => ({ ...store, metres: distance(here, store) })).sort((a, b) => a.metres - b.metres)
      this.setData({ stores: near.map((store) => ({ ...store, away: kilometres(store.metres) })) })
    })
  },

  open({ currentTarget }) {
    wx.openLocation(currentTarget.dataset.store)
  },
})
