const { request, upload } = require('../../utils/request')

const recorder = wx.getRecorderManager()

Page({
  data: { words: '', goods: [] },

  onLoad() {
    recorder.onStop(({ tempFilePath }) => {
      upload('/speech', tempFilePath).then(({ data }) => this.search(data))
    })
  },

  speak() {
    recorder.start({ duration: 10000, format: 'mp3' })
  },

  stop() {
    recorder.stop()
  },

  search(words) {
    request('/search', { words }).then((goods) => this.setData({ words, goods }))
  },
})
