export const paste = () => wx.getClipboardData({})
export { where } from './where'
