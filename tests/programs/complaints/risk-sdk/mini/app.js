require('./libs/NEGuardian/index.js')
App({})
