/** Threads that die holding locks: whoever waits for these, blocked or awaiting, gets them and is told. */
import { Lock, Thread } from 'nogil'
import { awaiters, sleepers, until } from '../../support/waiters.ts'

function dies(...locks: Lock[]): void {
  for (const lock of locks) lock.acquire()
  const { reallyExit } = process as unknown as { reallyExit(code: number): never }
  reallyExit(3)
}

function died(lock: Lock): string {
  const error = lock.ownerDied
  return error === undefined ? 'no death' : `${error.name} ${error.code} ${error.owner}: ${error.message}`
}

const first = new Lock()
const second = new Lock()
const ready = new Lock()
ready.acquire()
const dying = new Thread({
  target: (one: Lock, other: Lock) => {
    one.acquire()
    other.acquire()
    ready.release()
    until(() => sleepers(one) === 1 && awaiters(one) === 1 && sleepers(other) === 1, 'all wait')
    dies()
  },
  args: [first, second],
  name: 'Dying',
})
dying.start()
ready.acquire()
const sleeper = new Thread({
  target: () => {
    const got = second.acquire()
    const seen = died(second)
    second.release()
    return `${got} ${seen}`
  },
})
sleeper.start()
const awaited = first.acquireAsync({ timeout: 10_000 })
console.log('blocked in main:', first.acquire({ timeout: 10_000 }), died(first))
first.release()
console.log('blocked in a thread:', sleeper.result())
console.log('awaited:', await awaited, died(first))
first.release()

first.forgetOwnerDied()
console.log('forgotten:', died(first))
console.log('once more:', first.tryAcquire(), died(first))
first.release()

const late = new Lock()
const another = new Thread({ target: dies, args: [late], name: 'Another' })
another.start()
another.join()
console.log('nobody waited:', late.locked(), late.tryAcquire(), died(late))
late.release()
