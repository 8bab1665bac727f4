// For --require, in all threads: says on stderr how each file of the built code was compiled.
const { basename } = require('node:path')
const vm = require('node:vm')
const { isMainThread } = require('node:worker_threads')

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options)
    if (!String(options?.filename).includes('/dist/bundle/nogil.cjs')) return
    const how = options.cachedData === undefined ? 'compiled' : this.cachedDataRejected ? 'refused' : 'cached'
    process._rawDebug(`${isMainThread ? 'main' : 'worker'} ${basename(options.filename)} ${how}`)
  }
}
