const { login } = require('./utils/session')

App({
  globalData: { user: null, store: null },

  onLaunch() {
    login().then((user) => {
      this.globalData.user = user
    })
  },
})
