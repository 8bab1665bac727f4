/** piscina: a file of exported functions. */
import { FixedQueue, Piscina } from 'piscina'

export async function open({ workers, short }) {
  const pool = new Piscina({
    filename: new URL('./workers/nesting.mjs', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    taskQueue: new FixedQueue(),
    concurrentTasksPerWorker: short ? 64 : 1,
  })
  const run = (name, value) => pool.run(value, { name })
  return {
    blocking: false,
    run,
    all: (name, values) => Promise.all(values.map((value) => run(name, value))),
    nested: (values) => Promise.all(values.map((value) => run('addTwoByPiscina', value))),
    close: () => pool.destroy(),
  }
}
