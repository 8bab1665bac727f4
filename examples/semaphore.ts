/**
 * A pool of two connections for five workers: a semaphore counts the free ones, none until main has opened two, and who
 * finds none waits. How many are in use is counted in shared memory, under a lock.
 *
 * Run: npx nogil run examples/semaphore.ts. Prints "Worker 0: connected" and "Worker 0: disconnected" for each of the
 * five, in some order, and at last "Main    : at most 2 connections at once".
 */
import { Lock, Semaphore, sleep, Thread } from 'nogil'
import * as logging from 'nogil/logging'

const connections = new Semaphore(0)
const lock = new Lock()
const [IN_USE, MOST] = [0, 1]
const counts = new Int32Array(new SharedArrayBuffer(8))

function count(by: number): void {
  using _ = lock.hold()
  counts[IN_USE] += by
  counts[MOST] = Math.max(counts[MOST], counts[IN_USE])
}

function worker(name: number): void {
  using _ = connections.hold()
  count(1)
  logging.info('Worker %d: connected', name)
  sleep(100)
  logging.info('Worker %d: disconnected', name)
  count(-1)
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const threads = [0, 1, 2, 3, 4].map((name) => new Thread({ target: worker, args: [name] }))
for (const thread of threads) thread.start()
connections.release(2)
for (const thread of threads) thread.join()
logging.info('Main    : at most %d connections at once', counts[MOST])
