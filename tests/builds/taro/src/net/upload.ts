import Taro from '@tarojs/taro'
import { choose } from './choose'

export function upload() {
  if (process.env.TARO_ENV === 'h5') {
    require('./web').go()
  }
  if (process.env.TARO_ENV === 'weapp') Taro.chooseMedia({ count: 1 })
  else Taro.chooseVideo({})
  return choose()
}
