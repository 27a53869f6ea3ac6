import { Component, lazy, Suspense } from 'react'
import Taro from '@tarojs/taro'
import { Button, LivePusher, View } from '@tarojs/components'

const Scan = lazy(() => import('./scan'))

export default class Far extends Component {
  recorder = Taro.getRecorderManager()

  start = () => {
    this.recorder.start({ duration: 1000 })
    wx.saveImageToPhotosAlbum({ filePath: 'a.png' })
  }

  render() {
    return (
      <View onClick={this.start}>
        <Button openType="getRealtimePhoneNumber">x</Button>
        <LivePusher url="" />
        <Suspense fallback={null}>
          <Scan />
        </Suspense>
      </View>
    )
  }
}
