/** An unhandled rejection in main is an uncaught error: reported, threads are waited for, exit code 1. */
import { Lock, sleep, Thread } from 'nogil'

const mainEnds = new Lock()
mainEnds.acquire()

function work(): void {
  mainEnds.acquire()
  sleep(300)
  console.log('thread done')
}

new Thread({ target: work }).start()
console.log('main rejects')
mainEnds.release()
void Promise.reject(new Error('nobody handles this'))
