/**
 * The withdrawals of bank-race.ts with a lock around looking and writing: the second one finds that there is not enough.
 *
 * Run: npx nogil run examples/bank-safe.ts. Prints that one of 500 and 700 was withdrawn and the other was not, and the
 * final balance that follows from it.
 */
import { Lock, shared, sleep } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'

class BankAccount {
  balance = 1000
  readonly lock = new Lock()

  withdraw(amount: number): void {
    using _ = this.lock.hold()
    if (this.balance < amount) {
      console.log(`No ${amount} left`)
      return
    }
    const newBalance = this.balance - amount
    sleep(100)
    this.balance = newBalance
    console.log(`Withdrew ${amount}`)
  }
}

const account = shared(new BankAccount())
const executor = new ThreadPoolExecutor({ maxWorkers: 2 })
executor.submit(() => account.withdraw(500))
executor.submit(() => account.withdraw(700))
executor.shutdown()
console.log(`Final balance: ${account.balance}`)
