module.exports = require('./common-source.cts')
