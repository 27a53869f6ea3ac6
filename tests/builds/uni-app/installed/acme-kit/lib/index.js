exports.steps = () => wx.startSoterAuthentication()
