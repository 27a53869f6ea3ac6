export const steps = () => wx.getWeRunData()
