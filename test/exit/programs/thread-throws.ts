/** Case f: an error in a thread is reported on stderr; join() returns as ever, the exit code stays 0. */
import { Thread } from 'nogil'

function work(): void {
  throw new Error('boom')
}

const thread = new Thread({ target: work, name: 'Worker' })
thread.start()
thread.join()
console.log('joined')
const second = new Thread({ target: work })
second.start()
