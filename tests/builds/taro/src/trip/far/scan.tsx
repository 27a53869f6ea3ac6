import Taro from '@tarojs/taro'
import { Camera } from '@tarojs/components'

export default () => <Camera mode="scanCode" onScanCode={() => Taro.setClipboardData({ data: 'x' })} />
