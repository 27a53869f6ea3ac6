import Taro from '@tarojs/taro'

Taro.startGyroscope({})
