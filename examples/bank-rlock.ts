/**
 * A bank account whose methods use each other: deposit() holds the lock and calls update(), which takes it again. An
 * RLock lets its own thread in once more; a Lock would be a deadlock.
 *
 * Run: npx nogil run examples/bank-rlock.ts. Prints for each of three threads that it waits, holds the lock once and
 * twice, one thread after the other, and at last "Final balance: 300".
 */
import { currentThread, RLock, sleep, Thread } from 'nogil'

class Account {
  readonly balance = new Int32Array(new SharedArrayBuffer(4))
  readonly lock = new RLock()

  deposit(amount: number): void {
    const { name } = currentThread()
    console.log(`${name} waits to deposit`)
    using _ = this.lock.hold()
    console.log(`${name} holds the lock`)
    sleep(100)
    this.update(amount)
  }

  update(amount: number): void {
    using _ = this.lock.hold()
    console.log(`${currentThread().name} holds the lock twice`)
    this.balance[0] += amount
  }
}

const account = new Account()
const threads = [0, 1, 2].map((n) => new Thread({ target: () => account.deposit(100), name: `Worker_${n}` }))
for (const thread of threads) thread.start()
for (const thread of threads) thread.join()
console.log(`Final balance: ${account.balance[0]}`)
