import path = require('node:path')
const name: string = path.posix.join('common', 'js')
export = name
