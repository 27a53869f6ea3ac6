export const choose = () => wx.chooseMessageFile({ count: 1 })
