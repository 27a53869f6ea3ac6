const { money } = require('../../utils/format')

Component({
  properties: { goods: Object },
  data: { price: '' },
  observers: {
    goods(goods) {
      this.setData({ price: goods ? money(goods.price) : '' })
    },
  },
  methods: {
    open() {
      wx.navigateTo({ url: `/pages/goods/goods?id=${this.data.goods.id}` })
    },
  },
})
