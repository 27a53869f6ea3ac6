import Taro from '@tarojs/taro'

export const choose = () => Taro.chooseMessageFile({ count: 1 })
