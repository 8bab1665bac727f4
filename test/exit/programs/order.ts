/** Case h: main ends, its joiners go on, threads are waited for, then exit handlers run, the last one first. */
import { Lock, mainThread, sleep, Thread } from 'nogil'

const mainEnds = new Lock()
mainEnds.acquire()

function work(): void {
  mainEnds.acquire()
  mainThread().join()
  console.log('main is alive:', String(mainThread().isAlive()))
  sleep(100)
  console.log('thread done')
}

process.on('exit', () => console.log('exit handler'))
new Thread({ target: work }).start()
console.log('main ends')
mainEnds.release()
