const { chooseFile } = require('./utils')
Component({ methods: { start() { chooseFile() } } })
