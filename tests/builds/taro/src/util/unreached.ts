import Taro from '@tarojs/taro'

Taro.chooseLicensePlate({})
