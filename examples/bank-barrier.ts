/**
 * A bank opens its counters when all three tellers have come, not earlier; the first two wait for the last.
 *
 * Run: npx nogil run examples/bank-barrier.ts. Prints three "prepares", three "is ready", then three "serves", each group
 * in any order of the tellers; no "serves" before the last "is ready".
 */
import { Barrier, sleep, Thread } from 'nogil'

const opening = new Barrier(3)

function teller(name: string, minutes: number): void {
  console.log(`${name} prepares`)
  sleep(minutes * 20)
  console.log(`${name} is ready`)
  opening.wait()
  console.log(`${name} serves`)
}

const threads = [5, 10, 15].map(
  (minutes, n) => new Thread({ target: teller, args: [`Teller ${n}`, minutes] }),
)
for (const thread of threads) thread.start()
for (const thread of threads) thread.join()
console.log('The bank has opened')
