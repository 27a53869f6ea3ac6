export const other = () => uni.chooseInvoice({})
