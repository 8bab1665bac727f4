/** workerpool: methods that a worker file has registered. */
import { fileURLToPath } from 'node:url'
import workerpool from 'workerpool'

export async function open({ workers }) {
  const pool = workerpool.pool(fileURLToPath(new URL('./workers/workerpool.mjs', import.meta.url)), {
    workerType: 'thread',
    minWorkers: 'max',
    maxWorkers: workers,
  })
  const run = (task, value) => pool.exec(task, [value])
  return {
    blocking: false,
    run,
    all: (task, values) => Promise.all(values.map((value) => run(task, value))),
    nested: (values) => Promise.all(values.map((value) => run('addTwo', value))),
    close: () => pool.terminate(true),
  }
}
