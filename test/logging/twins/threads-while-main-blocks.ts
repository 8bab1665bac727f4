/** A record of a thread is out while main is blocked, whole, and before what main says afterwards. */
import { Thread, sleep } from 'nogil'
import * as logging from 'nogil/logging'

function work(name: number): void {
  logging.info('Thread %s: starting', name)
  sleep(20)
  logging.info('Thread %s: finishing', name)
}

logging.basicConfig({ format: '%(message)s', level: logging.INFO })
logging.info('Main    : before creating thread')
const thread = new Thread({ target: work, args: [1] })
logging.info('Main    : before running thread')
thread.start()
thread.join()
logging.info('Main    : all done')
