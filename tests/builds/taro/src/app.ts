import Taro, { useLaunch } from '@tarojs/taro'
import type { PropsWithChildren } from 'react'
import './util/boot'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    Taro.authorize({ scope: 'scope.werun' })
  })
  return children
}
