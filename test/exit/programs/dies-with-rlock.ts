/** Threads that die holding an RLock, or on the list of a condition: the others go on. */
import { Condition, RLock, Thread } from 'nogil'
import { awaiters, sleepers, until, waitersOf } from '../../support/waiters.ts'

function dies(): void {
  const { reallyExit } = process as unknown as { reallyExit(code: number): never }
  reallyExit(3)
}

const lock = new RLock()
const deep = new Thread({
  target: () => {
    lock.acquire()
    lock.acquire()
    until(() => sleepers(lock) === 1 && awaiters(lock) === 1, 'all wait')
    dies()
  },
  name: 'Deep',
})
deep.start()
until(() => lock.locked(), 'the thread holds the lock')
const blocked = new Thread({
  target: () => {
    const got = lock.acquire()
    const seen = [got, lock.recursionCount(), lock.ownerDied?.owner]
    lock.release()
    return seen.join(' ')
  },
})
blocked.start()
const got = await lock.acquireAsync({ timeout: 10_000 })
console.log('awaited:', got, lock.recursionCount(), lock.ownerDied?.message)
lock.forgetOwnerDied()
lock.release()
console.log('blocked:', blocked.result().slice(0, 6), lock.locked(), lock.ownerDied)

const condition = new Condition(lock)
const waiter = new Thread({
  target: async () => {
    await condition.acquireAsync()
    void condition.waitAsync()
    until(() => waitersOf(condition) === 2, 'another one waits behind this thread')
    await condition.acquireAsync()
    dies()
  },
  name: 'Waiter',
})
waiter.start()
until(() => waitersOf(condition) === 1, 'the thread waits')
const patient = new Thread({
  target: () => {
    condition.acquire()
    const notified = condition.wait()
    condition.release()
    return notified
  },
})
patient.start()
waiter.join()
condition.acquire()
console.log('on the list:', waitersOf(condition), 'died:', lock.ownerDied?.owner, lock.recursionCount())
condition.notify()
condition.release()
console.log('notified:', patient.result())
