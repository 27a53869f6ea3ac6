const { openBluetoothAdapter } = wx

export const run = () => openBluetoothAdapter({})
