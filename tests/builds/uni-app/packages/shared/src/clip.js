export const paste = () => uni.getClipboardData()
export const unusedExport = () => uni.chooseInvoiceTitle()
