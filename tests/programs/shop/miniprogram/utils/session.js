const { request } = require('./request')

function login() {
  return new Promise((resolve, reject) => {
    wx.login({
      success: ({ code }) => request('/session', { code }, 'POST').then(resolve, reject),
      fail: reject,
    })
  })
}

module.exports = { login }
