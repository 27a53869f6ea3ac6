export const run = () => uni.openBluetoothAdapter()
