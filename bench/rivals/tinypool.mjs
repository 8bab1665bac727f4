/** tinypool: a file of exported functions. */
import { Tinypool } from 'tinypool'

export async function open({ workers, short }) {
  const pool = new Tinypool({
    filename: new URL('./workers/nesting.mjs', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    isolateWorkers: false,
    concurrentTasksPerWorker: short ? 64 : 1,
  })
  const run = (name, value) => pool.run(value, { name })
  return {
    blocking: false,
    run,
    all: (name, values) => Promise.all(values.map((value) => run(name, value))),
    nested: (values) => Promise.all(values.map((value) => run('addTwoByTinypool', value))),
    close: () => pool.destroy(),
  }
}
