const { upload, request } = require('../../../utils/request')

Page({
  data: { pictures: [], text: '' },

  addPicture() {
    wx.chooseMedia({
      count: 3,
      mediaType: ['image'],
      success: ({ tempFiles }) => this.setData({ pictures: this.data.pictures.concat(tempFiles.map((file) => file.tempFilePath)) }),
    })
  },

  input({ detail }) {
    this.setData({ text: detail.value })
  },

  submit() {
    Promise.all(this.data.pictures.map((path) => upload('/pictures', path)))
      .then((pictures) => request('/feedback', { text: this.data.text, pictures }, 'POST'))
      .then(() => wx.showToast({ title: '感谢你的反馈' }))
  },
})
