/** Case b: a daemon thread ends with the program; its finally blocks do not run. */
import { Lock, sleep, Thread } from 'nogil'

const runs = new Lock()
runs.acquire()

function work(): void {
  try {
    console.log('daemon runs')
    runs.release()
    sleep(60_000)
    console.log('never printed')
  } finally {
    console.log('finally: never printed')
  }
}

new Thread({ target: work, daemon: true }).start()
runs.acquire()
console.log('main ends')
