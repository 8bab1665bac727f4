/** Without a listener: Ctrl-C at a random moment, in a wait of main or just after it. It is never ignored. */
import { KeyboardInterrupt, sleep, Thread } from 'nogil'
import { SIGINT, untilBlocked } from './ctrl-c.ts'

const [after = '0'] = process.argv.slice(2)

function sends(ms: number): void {
  untilBlocked()
  sleep(ms)
  process.kill(process.pid, SIGINT)
}

new Thread({ target: sends, args: [Number(after)], daemon: true }).start()
const limit = performance.now() + 5000
try {
  while (performance.now() < limit) {
    sleep(16)
    const busyUntil = performance.now() + 1
    while (performance.now() < busyUntil);
  }
  console.log('the signal was lost')
} catch (error) {
  console.log(error instanceof KeyboardInterrupt)
}
