const HOST = 'https://api.example.com'

// Every call to the shop's server goes through here.
function request(path, data, method = 'GET') {
  return new Promise((resolve, reject) => {
    wx.request({
      url: HOST + path,
      data,
      method,
      header: { token: wx.getStorageSync('token') },
      success: ({ data }) => (data.code === 0 ? resolve(data.result) : reject(new Error(data.message))),
      fail: reject,
    })
  })
}

function upload(path, filePath) {
  return new Promise((resolve, reject) => {
    wx.uploadFile({ url: HOST + path, filePath, name: 'file', success: resolve, fail: reject })
  })
}

module.exports = { request, upload }
