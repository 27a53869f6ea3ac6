export const where = () => uni.getLocation({ type: 'gcj02' })
