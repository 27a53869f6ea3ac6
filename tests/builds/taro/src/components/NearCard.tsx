import { chooseLocation } from '@tarojs/taro'
import { View } from '@tarojs/components'

export default function NearCard({ onPick }: { onPick: () => void }) {
  const pick = async () => {
    await chooseLocation({})
    onPick()
  }
  return <View onClick={pick}>near</View>
}
