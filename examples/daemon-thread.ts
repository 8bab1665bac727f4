/**
 * The second program of the notes: a daemon thread does not keep the program alive.
 * The program ends with main, at once; the thread never gets to its last line.
 */
import { sleep, Thread } from 'nogil'
import * as logging from 'nogil/logging'

function threadFunction(name: number): void {
  logging.info('Thread %s: starting', name)
  sleep(2000)
  logging.info('Thread %s: finishing', name)
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
logging.info('Main    : before creating thread')
const x = new Thread({ target: threadFunction, args: [1], daemon: true })
logging.info('Main    : before running thread')
x.start()
logging.info('Main    : wait for the thread to finish')
// x.join()
logging.info('Main    : all done')
