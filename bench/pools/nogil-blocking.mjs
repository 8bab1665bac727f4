/** nogil, as a program that blocks uses it: `result()`, `put()` and `get()`. */
import { Thread } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import { Queue } from 'nogil/queue'
import { clock, echo, TASKS } from './tasks.mjs'

export async function open({ workers }) {
  const pool = new ThreadPoolExecutor({ maxWorkers: workers })
  return {
    blocking: true,
    run: (task, value) => pool.submit(TASKS[task], value).result(),
    all(task, values) {
      const futures = values.map((value) => pool.submit(TASKS[task], value))
      return futures.map((future) => future.result())
    },
    nested(values) {
      const futures = values.map((value) => pool.submit(addTwo, pool, value))
      return futures.map((future) => future.result())
    },
    queue(items, room) {
      const queue = new Queue(room)
      const ready = new Queue()
      const thread = new Thread({ target: sumOf, args: [queue, ready, items] })
      thread.start()
      ready.get()
      const began = clock()
      for (let n = 0; n < items; n++) queue.put(n)
      thread.join()
      return { sum: thread.result(), milliseconds: clock() - began }
    },
    close: () => pool.shutdown(),
  }
}

function addTwo(pool, n) {
  const both = [pool.submit(echo, n), pool.submit(echo, n + 1)]
  return both[0].result() + both[1].result()
}

function sumOf(queue, ready, items) {
  ready.put(true)
  let sum = 0
  for (let n = 0; n < items; n++) sum += queue.get()
  return sum
}
