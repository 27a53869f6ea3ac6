import Taro from '@tarojs/taro'

export const choose = () => Taro.addPhoneContact({ firstName: 'x' })
