/** Two threads take two locks in opposite order, and main waits for them. */
import { Lock, Thread, sleep } from 'nogil'

const accounts = new Lock()
const audit = new Lock()

function transfer() {
  accounts.acquire()
  while (!audit.locked()) sleep(1)
  audit.acquire()
}

function report() {
  audit.acquire()
  while (!accounts.locked()) sleep(1)
  accounts.acquire()
}

const threads = [transfer, report].map((target) => new Thread({ target, daemon: true }))
for (const thread of threads) thread.start()
console.log(`ready ${process.pid}`)
threads[0]?.join()
