/** threads: a pool of spawned workers. */
import { Pool, spawn, Worker } from 'threads'

export async function open({ workers, short }) {
  const pool = Pool(() => spawn(new Worker('./workers/threads.mjs')), {
    size: workers,
    concurrency: short ? 64 : 1,
  })
  const run = (task, value) => pool.queue((thread) => thread[task](value))
  return {
    blocking: false,
    run,
    all: (task, values) => Promise.all(values.map((value) => run(task, value))),
    close: () => pool.terminate(true),
  }
}
