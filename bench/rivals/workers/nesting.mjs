/** The tasks as piscina and tinypool find them, and tasks that submit: to a pool of one that each worker makes. */
export * from '../../pools/tasks.mjs'

const FILE = new URL('../../pools/tasks.mjs', import.meta.url).href
let inner

export async function addTwoByPiscina(n) {
  inner ??= import('piscina').then(
    ({ FixedQueue, Piscina }) =>
      new Piscina({
        filename: FILE,
        minThreads: 1,
        maxThreads: 1,
        taskQueue: new FixedQueue(),
        concurrentTasksPerWorker: 64,
      }),
  )
  return add(await inner, n)
}

export async function addTwoByTinypool(n) {
  inner ??= import('tinypool').then(
    ({ Tinypool }) =>
      new Tinypool({
        filename: FILE,
        minThreads: 1,
        maxThreads: 1,
        isolateWorkers: false,
        concurrentTasksPerWorker: 64,
      }),
  )
  return add(await inner, n)
}

async function add(pool, n) {
  const [a, b] = await Promise.all([pool.run(n, { name: 'echo' }), pool.run(n + 1, { name: 'echo' })])
  return a + b
}
