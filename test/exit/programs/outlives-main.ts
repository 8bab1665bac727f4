/** Case a: a non-daemon thread outlives main. */
import { Lock, sleep, Thread } from 'nogil'

const mainEnds = new Lock()
mainEnds.acquire()

function work(): void {
  mainEnds.acquire()
  sleep(100)
  console.log('thread done')
}

new Thread({ target: work }).start()
console.log('main ends')
mainEnds.release()
