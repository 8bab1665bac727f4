import assert from 'node:assert/strict'
import { Thread } from 'nogil'
import * as threading from 'nogil/threading'
import { Queue } from 'nogil/queue'

const base = 40
const thread = new Thread({ target: (more) => base + more, args: [2] })
thread.start()
thread.join()
assert.equal(thread.result(), 42)
assert.equal(threading.Thread, Thread)

const queue = new Queue(2)
const taker = new Thread({ target: () => [...queue] })
taker.start()
for (const item of [1, 'two', { three: 3 }]) queue.put(item)
queue.shutdown()
assert.deepEqual(taker.result(), [1, 'two', { three: 3 }])
