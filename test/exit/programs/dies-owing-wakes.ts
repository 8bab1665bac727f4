/** A thread that dies between a notify and the release of the lock: whom it notified goes on. */
import { Condition, RLock, Thread } from 'nogil'
import { isBlockedOn, until } from '../../support/waiters.ts'

function dies(): void {
  const { reallyExit } = process as unknown as { reallyExit(code: number): never }
  reallyExit(3)
}

const lock = new RLock()
const condition = new Condition(lock)
const waiter = new Thread({
  target: () => {
    condition.acquire()
    const notified = condition.wait()
    condition.release()
    return `${notified} ${lock.ownerDied?.owner}`
  },
})
waiter.start()
until(() => isBlockedOn(waiter, condition), 'the waiter sleeps')
const notifier = new Thread({
  target: () => {
    condition.acquire()
    condition.notify()
    dies()
  },
  name: 'Notifier',
})
notifier.start()
notifier.join()
console.log('notified:', waiter.result({ timeout: 10_000 }))
