export const run = () => uni.startDeviceMotionListening()
