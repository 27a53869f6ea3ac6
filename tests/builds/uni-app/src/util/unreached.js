uni.chooseMessageFile({})
