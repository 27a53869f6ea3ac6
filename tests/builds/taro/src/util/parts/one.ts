import Taro from '@tarojs/taro'

export const run = () => Taro.startAccelerometer({})
