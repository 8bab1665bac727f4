/** An uncaughtException handler of the program's own keeps main going, and its exit code 0. */
import { Lock, sleep, Thread } from 'nogil'

const mainEnds = new Lock()
mainEnds.acquire()

function work(): void {
  mainEnds.acquire()
  sleep(100)
  console.log('thread done')
}

process.on('uncaughtException', (error) => console.log('handled:', error.message))
new Thread({ target: work }).start()
setTimeout(() => {
  console.log('main goes on')
  mainEnds.release()
}, 1)
throw new Error('main failed')
