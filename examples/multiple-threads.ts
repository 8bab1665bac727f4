/**
 * The fourth program of the notes: three threads at once, joined in the order in which they were started.
 * They sleep side by side, so it takes two seconds and not six; which of them finishes first is up to the system.
 */
import { sleep, Thread } from 'nogil'
import * as logging from 'nogil/logging'

function threadFunction(name: number): void {
  logging.info('Thread %s: starting', name)
  sleep(2000)
  logging.info('Thread %s: finishing', name)
}

logging.basicConfig({ format: '%(asctime)s: %(message)s', level: logging.INFO, datefmt: '%H:%M:%S' })
const threads: Thread[] = []
for (let index = 0; index < 3; index++) {
  logging.info('Main    : create and start thread %d.', index)
  const x = new Thread({ target: threadFunction, args: [index] })
  threads.push(x)
  x.start()
}
for (const [index, thread] of threads.entries()) {
  logging.info('Main    : before joining thread %d.', index)
  thread.join()
  logging.info('Main    : thread %d done', index)
}
