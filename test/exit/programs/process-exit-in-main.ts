/** process.exit(9) in main, as Python's os._exit(): no thread is waited for. Exit handlers run. */
import { Lock, sleep, Thread } from 'nogil'

const runs = new Lock()
runs.acquire()

function work(): void {
  runs.release()
  sleep(60_000)
  console.log('never printed')
}

process.on('exit', (code) => console.log('exit handler', code))
new Thread({ target: work }).start()
runs.acquire()
console.log('main exits')
process.exit(9)
