/** Case c: main throws while a thread runs: the error is reported at once, the thread is waited for, exit code 1. */
import { Lock, sleep, Thread } from 'nogil'

const mainEnds = new Lock()
mainEnds.acquire()

function work(): void {
  mainEnds.acquire()
  sleep(500)
  console.log('thread done')
}

process.on('exit', () => console.log('exit handler'))
new Thread({ target: work }).start()
console.log('main throws')
mainEnds.release()
throw new Error('main failed')
