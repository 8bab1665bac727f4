/** No library: workers, `postMessage`, and a Map of who waits. What a careful program writes by hand. */
import { MessageChannel, Worker } from 'node:worker_threads'
import { clock } from './tasks.mjs'

export async function open({ workers }) {
  const waiting = new Map()
  let last = 0
  const pool = Array.from({ length: workers }, () => {
    const worker = new Worker(new URL('./raw-worker-thread.mjs', import.meta.url))
    worker.on('message', ([id, value, nested]) => {
      if (nested === undefined) {
        const settle = waiting.get(id)
        waiting.delete(id)
        settle(value)
      } else {
        void run('echo', value).then((result) => worker.postMessage([nested, 'answer', result]))
      }
    })
    return worker
  })
  function run(task, value) {
    return new Promise((settle) => {
      const id = ++last
      waiting.set(id, settle)
      pool[id % workers].postMessage([id, task, value])
    })
  }
  return {
    blocking: false,
    run,
    all: (task, values) => Promise.all(values.map((value) => run(task, value))),
    nested: (values) => Promise.all(values.map((value) => run('addTwo', value))),
    async queue(items) {
      const { port1, port2 } = new MessageChannel()
      const summed = new Promise((settle) => {
        let sum = 0
        let got = 0
        port1.on('message', (n) => {
          sum += n
          if (++got === items) settle(sum)
        })
      })
      const began = clock()
      pool[0].postMessage([0, 'putAll', [port2, items]], [port2])
      const sum = await summed
      const milliseconds = clock() - began
      port1.close()
      return { sum, milliseconds }
    },
    close: () => Promise.all(pool.map((worker) => worker.terminate())),
  }
}
