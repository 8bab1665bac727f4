/** comlink: it has no pool, so tasks go to the wrapped workers in turn. */
import { Worker } from 'node:worker_threads'
import { releaseProxy, wrap } from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'

export async function open({ workers }) {
  const threads = Array.from(
    { length: workers },
    () => new Worker(new URL('./workers/comlink.mjs', import.meta.url)),
  )
  const pool = threads.map((thread) => wrap(nodeEndpoint(thread)))
  let last = 0
  const run = (task, value) => pool[last++ % workers][task](value)
  return {
    blocking: false,
    run,
    all: (task, values) => Promise.all(values.map((value) => run(task, value))),
    async close() {
      for (const proxy of pool) proxy[releaseProxy]()
      await Promise.all(threads.map((thread) => thread.terminate()))
    },
  }
}
