export function upload() {
  // #ifdef MP-WEIXIN || MP-QQ
  uni.chooseMedia({ count: 1 })
  // #endif
  // #ifndef MP
  uni.chooseFile({ count: 1 })
  // #endif
  /* #ifdef APP-PLUS | H5 */
  uni.chooseVideo({})
  /* #endif */
  if (process.env.UNI_PLATFORM === 'h5') uni.chooseAddress()
}
