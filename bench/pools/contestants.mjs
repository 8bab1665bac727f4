/**
 * Who is measured, and where: the adapter's file, what it needs, and the scenarios it has no means for, with the reason.
 *
 * A reason is printed in the tables instead of a number; everything else a contestant cannot do shows as a failure.
 */

/** @typedef {{ title: string, adapter?: string, python?: string, package?: string, node?: number, settings: string, absent?: Record<string, string> }} Contestant */

const NO_QUEUE = 'has no queue'
const NO_SUBMIT = 'a task cannot submit'

/** @type {Record<string, Contestant>} */
export const CONTESTANTS = {
  'nogil-blocking': {
    title: 'nogil, blocking',
    adapter: './nogil-blocking.mjs',
    settings:
      '`ThreadPoolExecutor({ maxWorkers })`, `future.result()`; `Queue(1000)` with `put()` and `get()`',
  },
  'nogil-awaiting': {
    title: 'nogil, awaiting',
    adapter: './nogil-awaiting.mjs',
    settings: 'the same pool, `await future`; `Queue(1000)` with `put()` and `getAsync()`',
  },
  'raw-worker': {
    title: 'raw postMessage',
    adapter: './raw-worker.mjs',
    settings:
      'hand-written: `worker_threads`, tasks dealt out in turn, all sent at once, a Map of promises; nested tasks pass through main; its queue is a port without a bound',
  },
  piscina: {
    title: 'piscina',
    adapter: '../rivals/piscina.mjs',
    package: 'piscina',
    settings:
      '`FixedQueue`, `minThreads` = `maxThreads`, `concurrentTasksPerWorker: 64` where tasks are short (its default 1 elsewhere), `atomics` as by default; nested tasks through a pool in the worker',
    absent: { queue: NO_QUEUE },
  },
  tinypool: {
    title: 'tinypool',
    adapter: '../rivals/tinypool.mjs',
    package: 'tinypool',
    settings:
      '`minThreads` = `maxThreads`, `isolateWorkers: false`, `concurrentTasksPerWorker: 64` where tasks are short; nested tasks through a pool in the worker',
    absent: { queue: NO_QUEUE },
  },
  workerpool: {
    title: 'workerpool',
    adapter: '../rivals/workerpool.mjs',
    package: 'workerpool',
    settings:
      "`workerType: 'thread'`, `minWorkers: 'max'`, methods registered in a worker file; nested tasks through a pool in the worker",
    absent: { queue: NO_QUEUE },
  },
  poolifier: {
    title: 'poolifier',
    adapter: '../rivals/poolifier.mjs',
    package: 'poolifier',
    settings: '`FixedThreadPool` without tasks queues (its default, and faster in all scenarios)',
    absent: { queue: NO_QUEUE, nested: NO_SUBMIT },
  },
  comlink: {
    title: 'comlink',
    adapter: '../rivals/comlink.mjs',
    package: 'comlink',
    settings: 'one wrapped worker for each of the pool, tasks dealt out in turn',
    absent: { queue: NO_QUEUE, nested: NO_SUBMIT },
  },
  threads: {
    title: 'threads',
    adapter: '../rivals/threads.mjs',
    package: 'threads',
    settings:
      '`Pool` with `size`; `concurrency: 64` where tasks are short (its default 1 elsewhere): each task waits for a timer first',
    absent: { queue: NO_QUEUE, nested: NO_SUBMIT },
  },
  synckit: {
    title: 'synckit',
    adapter: '../rivals/synckit.mjs',
    package: 'synckit',
    settings: '`createSyncFn`: one worker, one call at a time, the caller blocks',
    absent: { queue: NO_QUEUE, nested: NO_SUBMIT, burst: 'one call at a time' },
  },
  multithreading: {
    title: 'multithreading',
    adapter: '../rivals/multithreading.mjs',
    package: 'multithreading',
    node: 22,
    settings: '`initRuntime({ maxWorkers })`, `spawn(move(value), fn)`; its `channel(1000)` as the queue',
    absent: { nested: NO_SUBMIT },
  },
  'cpython-threads': {
    title: 'CPython, threads',
    python: 'threads',
    settings: '`ThreadPoolExecutor`; `queue.Queue(1000)`; 52 workers for nested tasks, which hang with fewer',
  },
  'cpython-processes': {
    title: 'CPython, processes',
    python: 'processes',
    settings: '`ProcessPoolExecutor` (fork); memory of the children as proportional set size',
    absent: { queue: 'its queue is one of threads', nested: NO_SUBMIT },
  },
}

/** A reason why this contestant does not take part, or undefined. */
export function whyAbsent(contestant, scenario, nodeMajor) {
  if (contestant.node !== undefined && nodeMajor < contestant.node) return `needs Node ≥ ${contestant.node}`
  return contestant.absent?.[scenario]
}
