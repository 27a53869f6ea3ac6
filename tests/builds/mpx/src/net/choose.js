export const choose = () => wx.addPhoneContact({ firstName: 'x' })
