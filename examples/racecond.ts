/**
 * Two threads update a database at once, and one update is lost: both read 0, both write 1.
 *
 * Run: npx nogil run examples/racecond.ts. Prints that two threads start and finish their updates of a value that was 0,
 * and that it is 1 at the end, every time.
 */
import { Barrier, shared } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import * as logging from 'nogil/logging'

class FakeDatabase {
  value = 0
  readonly bothHaveRead = new Barrier(2)

  update(name: number): void {
    logging.info('Thread %s: starting update', name)
    let localCopy = this.value
    localCopy += 1
    // slow work, so slow that the other thread gets to this line as well: what happens now and then happens every time
    this.bothHaveRead.wait()
    this.value = localCopy
    logging.info('Thread %s: finishing update', name)
  }
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const database = shared(new FakeDatabase())
logging.info('Testing update. Starting value is %d.', database.value)
const executor = new ThreadPoolExecutor({ maxWorkers: 2 })
for (const index of [0, 1]) executor.submit(() => database.update(index))
executor.shutdown()
logging.info('Testing update. Ending value is %d.', database.value)
