/**
 * Two transfers in opposite directions, each of which takes its own account's lock first: they wait for each other for
 * ever. Python hangs here; nogil reports the cycle in the thread that closed it. That thread's locks are freed as its
 * blocks are left, so the other transfer goes through.
 *
 * Run: npx nogil run examples/bank-deadlock.ts. Prints that both threads hold their first lock, then on stderr the
 * DeadlockError with both threads, what each holds and waits for; then that one of the two transfers is done.
 */
import { currentThread, Barrier, Lock, Thread } from 'nogil'

class Account {
  readonly balance = new Int32Array(new SharedArrayBuffer(4))
  readonly lock = new Lock()

  constructor(balance: number) {
    this.balance[0] = balance
  }
}

const bothHoldOne = new Barrier(2)

function transfer(from: Account, to: Account, amount: number): void {
  const { name } = currentThread()
  using _own = from.lock.hold()
  console.log(`${name} holds its own account`)
  bothHoldOne.wait()
  using _other = to.lock.hold()
  from.balance[0] -= amount
  to.balance[0] += amount
  console.log(`${name} has transferred ${amount}`)
}

const a = new Account(1000)
const b = new Account(1000)
const threads = [
  new Thread({ target: transfer, args: [a, b, 100], name: 'A to B' }),
  new Thread({ target: transfer, args: [b, a, 100], name: 'B to A' }),
]
for (const thread of threads) thread.start()
for (const thread of threads) thread.join()
console.log(`Total: ${a.balance[0] + b.balance[0]}`)
