import { Camera } from '@tarojs/components'

export default () => <Camera />
