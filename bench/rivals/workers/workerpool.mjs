/** The worker's side of workerpool.mjs. */
import { fileURLToPath } from 'node:url'
import workerpool from 'workerpool'
import { echo, fib, spin } from '../../pools/tasks.mjs'

let inner

async function addTwo(n) {
  inner ??= workerpool.pool(fileURLToPath(import.meta.url), {
    workerType: 'thread',
    minWorkers: 'max',
    maxWorkers: 1,
  })
  const [a, b] = await Promise.all([inner.exec('echo', [n]), inner.exec('echo', [n + 1])])
  return a + b
}

workerpool.worker({ echo, fib, spin, addTwo })
