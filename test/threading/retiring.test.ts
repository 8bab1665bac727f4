/** A thread that is given the carrier of one that has just ended, and left a timer behind: that carrier retires. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { AtomicInt32, Lock, Thread, ThreadExit } from 'nogil'
import { carriers, sleepers, until } from '../support/waiters.ts'

test('a thread whose carrier retires before it runs gets another one, also when several are idle', () => {
  const gate = new Lock()
  for (let round = 0; round < 15; round++) {
    gate.acquire()
    const crowd = Array.from(
      { length: 4 },
      () => new Thread({ target: () => (gate.acquire(), gate.release()) }),
    )
    for (const thread of crowd) thread.start()
    until(() => sleepers(gate) === 4, 'four threads run at once')
    gate.release()
    for (const thread of crowd) thread.join()
    until(() => carriers().idle >= 4, 'four carriers are idle')
    const leaver = new Thread({ target: () => void setTimeout(() => {}, 60_000) })
    leaver.start()
    leaver.join()
    const next = new Thread({ target: () => round })
    next.start()
    assert.equal(next.result({ timeout: 5000 }), round)
  }
})

test('a timer that a thread has left, ended by an error from beside, never fires in the next thread', () => {
  const late = new AtomicInt32()
  const leave = async (count: AtomicInt32): Promise<void> => {
    setTimeout(() => count.add(1), 20)
    void Promise.reject(new ThreadExit(0))
    await new Promise(() => {})
  }
  for (let round = 0; round < 5; round++) {
    const leaver = new Thread({ target: leave, args: [late] })
    leaver.start()
    leaver.join()
    const next = new Thread({ target: () => new Promise((resolve) => setTimeout(resolve, 40, round)) })
    next.start()
    assert.equal(next.result({ timeout: 20_000 }), round)
  }
  assert.equal(late.load(), 0)
})
