/**
 * The third program of the notes: main waits for its thread.
 * "all done" comes last, after the two seconds that the thread sleeps; a daemon thread can be joined as well.
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
const x = new Thread({ target: threadFunction, args: [1] })
logging.info('Main    : before running thread')
x.start()
logging.info('Main    : wait for the thread to finish')
x.join()
logging.info('Main    : all done')
