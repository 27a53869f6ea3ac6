uni.addPhoneContact({})
