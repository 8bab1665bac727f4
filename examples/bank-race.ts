/**
 * Two withdrawals from one account at once, without a lock: both see that there is enough, and the last one to write decides
 * what is left.
 *
 * Run: npx nogil run examples/bank-race.ts. Prints "Withdrew 500" and "Withdrew 700", and a final balance of 300 or 500,
 * where there were 1000.
 */
import { Barrier, shared } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'

class BankAccount {
  balance = 1000
  readonly bothHaveLooked = new Barrier(2)

  withdraw(amount: number): void {
    if (this.balance < amount) {
      console.log(`No ${amount} left`)
      return
    }
    const newBalance = this.balance - amount
    // slow work, so slow that the other thread gets to this line as well: what happens now and then happens every time
    this.bothHaveLooked.wait()
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
