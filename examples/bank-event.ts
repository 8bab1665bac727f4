/**
 * A bank opens in two steps, one event each: customers enter when the doors open, and transact when the tellers are
 * ready. An event wakes everybody who waits for it, and who comes later does not wait at all.
 *
 * Run: npx nogil run examples/bank-event.ts. Prints four lines of each kind, no "enters" before "The bank is open" and no
 * "transacts" before "The tellers are ready".
 */
import { Event, sleep, Thread } from 'nogil'

const open = new Event()
const ready = new Event()

function visit(customer: string): void {
  console.log(`${customer} waits for the bank to open`)
  open.wait()
  console.log(`${customer} enters the bank`)
  ready.wait()
  console.log(`${customer} transacts`)
}

const threads = [0, 1, 2, 3].map((n) => new Thread({ target: visit, args: [`Customer ${n}`] }))
for (const thread of threads) thread.start()
sleep(100)
console.log('The bank is open')
open.set()
sleep(100)
console.log('The tellers are ready')
ready.set()
for (const thread of threads) thread.join()
console.log('All customers have transacted')
