import * as Taro from '@tarojs/taro'

export const where = () => Taro.getLocation({ type: 'gcj02' })
