const assert = require('node:assert/strict')
const { basename } = require('node:path')
const { Thread } = require('nogil')

const base = 40
const thread = new Thread({ target: (more) => `${basename('/a/ok')} ${base + more}`, args: [2] })
thread.start()
thread.join()
assert.equal(thread.result(), 'ok 42')
console.log(thread.result())
