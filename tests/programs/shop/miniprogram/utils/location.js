// 位置只在用户点击“附近门店”之后获取。
const promisify = (api) => (options) => new Promise((success, fail) => api({ ...options, success, fail }))

const getLocation = promisify(wx.getLocation)

function distance(a, b) {
  const rad = (degree) => (degree * Math.PI) / 180
  const dLat = rad(b.latitude - a.latitude)
  const dLng = rad(b.longitude - a.longitude)
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(dLng / 2) ** 2
  return Math.round(6371000 * 2 * Math.asin(Math.sqrt(h)))
}

module.exports = { getLocation, distance }
