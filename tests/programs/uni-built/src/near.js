export const near = () => uni.getLocation({ type: 'gcj02' })
// #ifdef H5
export const copy = () => uni.setClipboardData({ data: 'x' })
// #endif
export function listen() {
  const recorder = uni.getRecorderManager()
  recorder.start({ duration: 1000 })
}
