/** Ctrl-C while main waits at a barrier: main leaves quietly, the barrier stays whole. */
import { Barrier, KeyboardInterrupt, Thread } from 'nogil'
import { until } from '../../support/waiters.ts'
import { pressCtrlC } from './ctrl-c.ts'

const barrier = new Barrier(3)
const other = new Thread({ target: () => barrier.wait() })
other.start()
until(() => barrier.nWaiting === 1, 'the other waits')
for (const timeout of [undefined, 60_000]) {
  pressCtrlC()
  try {
    barrier.wait({ timeout })
    console.log('never printed')
  } catch (error) {
    console.log(error instanceof KeyboardInterrupt, barrier.broken, barrier.nWaiting)
  }
}
const third = new Thread({ target: () => barrier.wait() })
third.start()
until(() => barrier.nWaiting === 2, 'two wait')
console.log([barrier.wait(), other.result(), third.result()].join(), barrier.broken, barrier.nWaiting)
