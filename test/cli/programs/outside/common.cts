import source = require('./source.cjs')
const own: { name: string } = require('nogil/package.json')

console.log(own.name, source.twice(2))
