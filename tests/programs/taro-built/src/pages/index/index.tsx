import { Button, Input, View } from '@tarojs/components'
import { listen, near, other, steps } from '../../near'

export default () => (
  <View>
    <Button openType="getPhoneNumber" onGetPhoneNumber={steps}>phone</Button>
    <Input type="nickname" onFocus={listen} />
    <Button onClick={() => { near(); other() }}>near</Button>
  </View>
)
