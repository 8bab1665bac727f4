/** process.exitCode counts as in any Node program; what a thread sets there counts for nobody. */
import { Lock, sleep, Thread } from 'nogil'

const mainEnds = new Lock()
mainEnds.acquire()

function work(): void {
  process.exitCode = 8
  mainEnds.acquire()
  sleep(50)
  console.log('thread done')
}

new Thread({ target: work }).start()
process.exitCode = 4
console.log('main ends')
mainEnds.release()
