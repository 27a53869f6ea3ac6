export const scan = () => uni.setClipboardData({ data: 'x' })
