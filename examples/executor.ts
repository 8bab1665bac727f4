/**
 * A pool of three threads that call a function for each element of an array.
 *
 * Run: npx nogil run examples/executor.ts. Prints how the three threads start and, two seconds later, finish.
 */
import { sleep } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import * as logging from 'nogil/logging'

function threadFunction(name: number): void {
  logging.info('Thread %s: starting', name)
  sleep(2000)
  logging.info('Thread %s: finishing', name)
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const executor = new ThreadPoolExecutor({ maxWorkers: 3 })
executor.map(threadFunction, [0, 1, 2])
executor.shutdown()
