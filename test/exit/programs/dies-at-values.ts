/** Threads that die while they wait for an atomic value, or holding a Value's lock: the others go on. */
import { AtomicInt32, Thread, Value } from 'nogil'
import { addressOf, until, viewOf } from '../../support/waiters.ts'

const A_LIST_HEAD = 28

function dies(): void {
  const { reallyExit } = process as unknown as { reallyExit(code: number): never }
  reallyExit(3)
}
const waits = (value: AtomicInt32): number => {
  let count = 0
  let at = Atomics.load(viewOf(addressOf(value) + A_LIST_HEAD), 0)
  for (; at !== 0; at = Atomics.load(viewOf(at), 0)) count += 1
  return count
}

const turn = new AtomicInt32()
const first = new Thread({
  target: () => {
    void turn.waitAsync(0)
    until(() => waits(turn) === 2, 'another one waits behind this thread')
    dies()
  },
})
first.start()
until(() => waits(turn) === 1, 'the thread waits')
const second = new Thread({ target: () => turn.wait(0) })
second.start()
first.join()
until(() => waits(turn) === 1, 'the dead one is struck off')
console.log('woken:', turn.notify(1), second.result())

const value = new Value('int32', 5)
const holder = new Thread({
  target: () => {
    value.acquire()
    value.value = 6
    dies()
  },
  name: 'Holder',
})
holder.start()
holder.join()
until(() => !value.getLock().locked(), 'the lock comes free')
console.log('left:', value.value, value.getLock().ownerDied?.owner)
