/**
 * The two threads of racecond.ts with a lock around reading and writing: no update is lost.
 *
 * Run: npx nogil run examples/fixrace.ts. Prints that two threads start and finish their updates, one after the other, and
 * that the value is 2 at the end. With DEBUG as an argument it prints as well what they do with the lock.
 */
import { Lock, shared, sleep } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import * as logging from 'nogil/logging'

class FakeDatabase {
  value = 0
  readonly lock = new Lock()

  lockedUpdate(name: number): void {
    logging.info('Thread %s: starting update', name)
    logging.debug('Thread %s about to lock', name)
    {
      using _ = this.lock.hold()
      logging.debug('Thread %s has lock', name)
      let localCopy = this.value
      localCopy += 1
      sleep(100)
      this.value = localCopy
      logging.debug('Thread %s about to release lock', name)
    }
    logging.debug('Thread %s after release', name)
    logging.info('Thread %s: finishing update', name)
  }
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
if (process.argv.includes('DEBUG')) logging.getLogger().setLevel(logging.DEBUG)
const database = shared(new FakeDatabase())
logging.info('Testing locked update. Starting value is %d.', database.value)
const executor = new ThreadPoolExecutor({ maxWorkers: 2 })
for (const index of [0, 1]) executor.submit(() => database.lockedUpdate(index))
executor.shutdown()
logging.info('Testing locked update. Ending value is %d.', database.value)
