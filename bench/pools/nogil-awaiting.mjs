/** nogil, as a program that awaits uses it: `await future`, `getAsync()`. */
import { Thread } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import { Queue } from 'nogil/queue'
import { clock, echo, TASKS } from './tasks.mjs'

export async function open({ workers }) {
  const pool = new ThreadPoolExecutor({ maxWorkers: workers })
  return {
    blocking: false,
    run: (task, value) => pool.submit(TASKS[task], value),
    all: (task, values) => Promise.all(values.map((value) => pool.submit(TASKS[task], value))),
    nested: (values) => Promise.all(values.map((value) => pool.submit(addTwo, pool, value))),
    async queue(items, room) {
      const queue = new Queue(room)
      const start = new Queue()
      const thread = new Thread({ target: putAll, args: [queue, start, items] })
      thread.start()
      await queue.getAsync()
      const began = clock()
      start.put(true)
      let sum = 0
      for (let n = 0; n < items; n++) sum += await queue.getAsync()
      const milliseconds = clock() - began
      await thread.joinAsync()
      return { sum, milliseconds }
    },
    close: () => pool.shutdownAsync(),
  }
}

async function addTwo(pool, n) {
  const [a, b] = await Promise.all([pool.submit(echo, n), pool.submit(echo, n + 1)])
  return a + b
}

/** Says that it runs, waits for the start, and puts. */
function putAll(queue, start, items) {
  queue.put(-1)
  start.get()
  for (let n = 0; n < items; n++) queue.put(n)
}
