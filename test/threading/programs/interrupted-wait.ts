// Main waits for a condition, three levels deep in its RLock, and is interrupted.
import { Condition, interruptMain, KeyboardInterrupt, RLock, Thread } from 'nogil'
import { until, waitersOf } from '../../support/waiters.ts'

const lock = new RLock()
const condition = new Condition(lock)
const interrupter = new Thread({
  target: () => {
    until(() => waitersOf(condition) === 1, 'main waits')
    // main has to take the lock back before it can throw
    lock.acquire()
    interruptMain()
    until(() => waitersOf(condition) === 0, 'main has left the list')
    lock.release()
  },
})
interrupter.start()
for (let depth = 0; depth < 3; depth++) lock.acquire()
try {
  condition.wait()
} catch (error) {
  console.log(error instanceof KeyboardInterrupt, lock.recursionCount(), waitersOf(condition))
}
interrupter.join()
const notifier = new Thread({
  target: () => {
    until(() => waitersOf(condition) === 1, 'main waits again')
    condition.acquire()
    condition.notify()
    condition.release()
  },
})
notifier.start()
console.log(condition.wait(), lock.recursionCount())
