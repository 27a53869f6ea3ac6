const { request, upload } = require('../../utils/request')

Page({
  data: { avatar: '', nickname: '', bound: false },

  onShow() {
    request('/user').then((user) => this.setData(user))
  },

  setAvatar({ detail }) {
    upload('/user/avatar', detail.avatarUrl).then(() => this.setData({ avatar: detail.avatarUrl }))
  },

  setNickname({ detail }) {
    request('/user', { nickname: detail.value }, 'POST')
  },

  bound() {
    this.setData({ bound: true })
  },
})
