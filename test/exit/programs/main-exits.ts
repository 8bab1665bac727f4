/** Case d: exit(3) in main waits for the thread, and the code is 3. */
import { exit, Lock, sleep, Thread } from 'nogil'

const mainEnds = new Lock()
mainEnds.acquire()

function work(): void {
  mainEnds.acquire()
  sleep(100)
  console.log('thread done')
}

process.on('exit', () => console.log('exit handler'))
new Thread({ target: work }).start()
console.log('main exits')
mainEnds.release()
exit(3)
