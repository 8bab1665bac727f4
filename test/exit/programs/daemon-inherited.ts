/** Case s: a thread made by a daemon thread is a daemon thread, so the program does not wait for it. */
import { Lock, sleep, Thread } from 'nogil'

const runs = new Lock()
runs.acquire()

function inner(): void {
  runs.release()
  sleep(60_000)
  console.log('never printed')
}

function outer(): void {
  const thread = new Thread({ target: inner })
  console.log('daemon:', String(thread.daemon))
  thread.start()
  thread.join()
}

new Thread({ target: outer, daemon: true }).start()
runs.acquire()
console.log('main ends')
