const collect = require('./collect')
module.exports = { init: collect }
