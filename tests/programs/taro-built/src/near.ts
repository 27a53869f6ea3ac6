import Taro, { getLocation as locate } from '@tarojs/taro'

export const near = () => locate({ type: 'gcj02' })
export const steps = () => Taro.authorize({ scope: 'scope.werun' })
export const listen = () => Taro.getRecorderManager().start({ duration: 1000 })
export function other() {
  if (process.env.TARO_ENV === 'alipay') {
    return Taro.chooseInvoiceTitle()
  }
  return Taro.showToast({ title: 'chooseAddress' })
}
