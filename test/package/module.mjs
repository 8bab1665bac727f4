import assert from 'node:assert/strict'
import { Thread } from 'nogil'
import * as threading from 'nogil/threading'

const base = 40
const thread = new Thread({ target: (more) => base + more, args: [2] })
thread.start()
thread.join()
assert.equal(thread.result(), 42)
assert.equal(threading.Thread, Thread)
