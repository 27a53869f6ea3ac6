export const run = () => wx.startAccelerometer({})
