import mpx from '@mpxjs/core'
import { choose } from './choose'

export function upload() {
  if (__mpx_mode__ === 'ali') {
    mpx.chooseVideo({})
  } else {
    mpx.chooseMedia({ count: 1 })
  }
  return choose()
}
