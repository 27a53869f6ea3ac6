wx.chooseLicensePlate({})
