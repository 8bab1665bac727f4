import assert from 'node:assert/strict'
import { Thread } from 'nogil'
import * as threading from 'nogil/threading'
import { AtomicInt32, record, SharedArray } from 'nogil/shared'
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

const count = new AtomicInt32(1)
const Point = record({ x: 'float64' })
const point = new Point({ x: 2 })
const array = SharedArray.int32([3])
const adder = new Thread({
  target: () => {
    count.add(10)
    point.x += 10
    array[0] += 10
  },
})
adder.start()
adder.join()
assert.deepEqual([count.load(), point.x, array[0]], [11, 12, 13])
