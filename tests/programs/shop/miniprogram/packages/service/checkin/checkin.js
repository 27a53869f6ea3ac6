const { request } = require('../../../utils/request')

Page({
  data: { points: 0 },

  // 步数换积分：先授权，再读取
  checkin() {
    wx.authorize({
      scope: 'scope.werun',
      success: () =>
        wx.getWeRunData({
          success: ({ encryptedData, iv }) => request('/steps', { encryptedData, iv }, 'POST').then(({ points }) => this.setData({ points })),
        }),
    })
  },
})
