import { openBluetoothAdapter as open } from '@tarojs/taro'

export const run = () => open({})
