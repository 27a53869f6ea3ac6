const { request } = require('../../utils/request')

Page({
  data: { goods: null },

  onLoad({ id }) {
    request(`/goods/${id}`).then((goods) => this.setData({ goods }))
  },

  // 海报保存到相册，方便分享到朋友圈
  savePoster() {
    wx.downloadFile({
      url: this.data.goods.poster,
      success: ({ tempFilePath }) => wx.saveImageToPhotosAlbum({ filePath: tempFilePath }),
    })
  },

  addToCart() {
    request('/cart', { id: this.data.goods.id }, 'POST').then(() => wx.showToast({ title: '已加入购物车' }))
  },
})
