import mpx from '@mpxjs/core'

export const where = () => mpx.getLocation({ type: 'gcj02' })
