import Taro from '@tarojs/taro'

Taro.getUserProfile({ desc: 'x' })
export default () => null
