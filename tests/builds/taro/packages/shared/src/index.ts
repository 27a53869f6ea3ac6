import Taro from '@tarojs/taro'

export const paste = () => Taro.getClipboardData()
export { where } from './where'
