import Taro from '@tarojs/taro'

export const go = () => Taro.chooseAddress({})
