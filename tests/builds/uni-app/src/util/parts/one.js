export const run = () => uni.startAccelerometer()
