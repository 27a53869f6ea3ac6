exports.chooseFile = () => { wx.chooseMedia({ count: 1 }); wx.chooseMessageFile({ count: 1 }) }
