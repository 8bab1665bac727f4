/**
 * A pool that gets ready: three workers need different times to prepare, and none begins before all are ready. The last
 * one to arrive runs the barrier's action before anybody goes on.
 *
 * Run: npx nogil run examples/barrier.ts. Prints "Worker 0: ready" (and 1, 2) in any order, then "Barrier : all ready",
 * then "Worker 0: working" (and 1, 2) in any order.
 */
import { Barrier, sleep, Thread } from 'nogil'
import * as logging from 'nogil/logging'

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const barrier = new Barrier(3, { action: () => logging.info('Barrier : all ready') })

function worker(name: number): void {
  sleep(100 * name)
  logging.info('Worker %d: ready', name)
  barrier.wait()
  logging.info('Worker %d: working', name)
}

const threads = [0, 1, 2].map((name) => new Thread({ target: worker, args: [name] }))
for (const thread of threads) thread.start()
for (const thread of threads) thread.join()
logging.info('Main    : all done')
