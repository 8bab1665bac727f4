/** Case e: exit(7) in a thread ends that thread, through its finally blocks, and nothing else. */
import { exit, Thread } from 'nogil'

function work(): void {
  try {
    console.log('thread exits')
    exit(7)
  } finally {
    console.log('finally')
  }
}

const thread = new Thread({ target: work })
thread.start()
thread.join()
console.log('joined')
