require('../../taro.js')
Page({ data: { root: {} } })
