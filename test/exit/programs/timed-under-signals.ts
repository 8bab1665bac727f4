/** Forty signals during a wait of 500 ms, named by the first argument. */
import { sleep, Thread } from 'nogil'
import { heldElsewhere, SIGINT, untilBlocked } from './ctrl-c.ts'

const [how] = process.argv.slice(2)
const { lock: held, holder: blocked } = heldElsewhere()
let calls = 0
process.on('SIGINT', () => (calls += 1))

function presses(): void {
  untilBlocked()
  for (let n = 0; n < 40; n++) {
    process.kill(process.pid, SIGINT)
    sleep(10)
  }
}

const pressing = new Thread({ target: presses })
pressing.start()
const started = performance.now()
let result: unknown
if (how === 'acquire') result = held.acquire({ timeout: 500 })
else if (how === 'join') result = blocked.join({ timeout: 500 })
else result = sleep(500)
const ms = performance.now() - started
pressing.join()
console.log(result, ms >= 499 && ms < 2000 ? 'in time' : `after ${ms} ms`, calls > 0 && calls <= 40)
setTimeout(() => process.exit(calls > 40 ? 1 : 0), 20)
