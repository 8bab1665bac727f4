const two: number = 2
module.exports = { two }
