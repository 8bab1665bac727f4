const assert = require('node:assert/strict')
const { Thread } = require('nogil')

const base = 40
const thread = new Thread({ target: (more) => base + more, args: [2] })
thread.start()
thread.join()
assert.equal(thread.result(), 42)
assert.equal(require('nogil/threading').Thread, Thread)
assert.equal(new (require('nogil/queue').SimpleQueue)().qsize(), 0)
