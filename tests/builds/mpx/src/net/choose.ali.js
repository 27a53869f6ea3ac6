export const choose = () => wx.chooseAddress({})
