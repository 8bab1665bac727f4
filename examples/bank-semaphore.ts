/**
 * A bank with two tellers and five customers: never more than two are served at once. The customers come before the bank
 * opens, so the semaphore begins with no permits and gets two.
 *
 * Run: npx nogil run examples/bank-semaphore.ts. Prints for each customer that he waits, is being served and is done;
 * between "is being served" and "is done" there are never more than two.
 */
import { Semaphore, sleep, Thread } from 'nogil'

const tellers = new Semaphore(0)

function serve(customer: string): void {
  console.log(`${customer} waits for a teller`)
  using _ = tellers.hold()
  console.log(`${customer} is being served`)
  sleep(100)
  console.log(`${customer} is done`)
}

const threads = [0, 1, 2, 3, 4].map((n) => new Thread({ target: serve, args: [`Customer ${n}`] }))
for (const thread of threads) thread.start()
console.log('Two tellers open')
tellers.release(2)
for (const thread of threads) thread.join()
console.log('All customers have been served')
