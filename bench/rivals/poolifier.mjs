/** poolifier: a fixed pool, tasks by name. */
import { fileURLToPath } from 'node:url'
import { FixedThreadPool } from 'poolifier'

export async function open({ workers }) {
  const pool = new FixedThreadPool(
    workers,
    fileURLToPath(new URL('./workers/poolifier.mjs', import.meta.url)),
    { enableTasksQueue: false },
  )
  const run = (task, value) => pool.execute(value, task)
  return {
    blocking: false,
    run,
    all: (task, values) => Promise.all(values.map((value) => run(task, value))),
    close: () => pool.destroy(),
  }
}
