const { request } = require('../../utils/request')

Page({
  data: { groups: [], current: 0 },

  onLoad() {
    request('/categories').then((groups) => this.setData({ groups }))
  },

  select({ currentTarget }) {
    this.setData({ current: currentTarget.dataset.index })
  },
})
