import { Button, Input, View } from '@tarojs/components'
import { paste, where } from '@acme/shared'
import { steps } from 'acme-kit'
import { upload } from '@net/upload'
import NearCard from '@/components/NearCard'
import { AVATAR, Kind } from '@/util/kinds'

export default function Index() {
  const shared = { openType: 'getUserInfo' as const }
  return (
    <View onClick={where}>
      <NearCard onPick={upload} />
      <map-pin />
      <Button openType={Kind.Phone} onGetPhoneNumber={paste}>phone</Button>
      <Button openType={AVATAR} onChooseAvatar={steps}>avatar</Button>
      <Button {...shared}>user</Button>
      <Input type="nickname" />
    </View>
  )
}
