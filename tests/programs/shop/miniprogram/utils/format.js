const money = (cents) => `¥${(cents / 100).toFixed(2)}`
const kilometres = (metres) => (metres < 1000 ? `${metres} 米` : `${(metres / 1000).toFixed(1)} 公里`)

module.exports = { money, kilometres }
