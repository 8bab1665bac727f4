/**
 * The assertions of CPython's tests that implementations on shared words usually break, one test for each; the list is
 * cpython-traps.ts. Here those about primitives that threads block on; traps-of-threads.test.ts has the rest.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Barrier, BrokenBarrierError, Condition, Event, Lock, RLock, Semaphore, Thread } from 'nogil'
import { integer, withSeed } from '../support/seed.ts'
import { isBlockedOn, until } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

const PATIENCE = { timeout: 10_000 }

function start<R>(target: () => R): Thread<[], R> {
  const thread = new Thread({ target })
  thread.start()
  return thread
}

function untilBlocked(threads: readonly Thread<[], unknown>[], object: object): void {
  until(() => threads.every((thread) => isBlockedOn(thread, object)), `${threads.length} threads block`)
}

test('trap 1: waiters of an event return true although it is clear again when they wake', () => {
  const [SIZE, ROUNDS] = [4, 25]
  // one event per round: who is quick could pass the same one twice before it is clear again
  const events = Array.from({ length: ROUNDS }, () => new Event())
  const threads = Array.from({ length: SIZE }, () =>
    start(() => events.filter((event) => event.wait(PATIENCE)).length),
  )
  for (const event of events) {
    untilBlocked(threads, event)
    event.set()
    event.clear()
  }
  assert.deepEqual(
    threads.map((thread) => thread.result()),
    threads.map(() => ROUNDS),
  )
  assert.ok(events.every((event) => !event.isSet()))
})

test('trap 2: notify(n) wakes just n, who has waited longest first', () => {
  const condition = new Condition()
  const counts = makeWords()
  const wait = (): number => {
    using _ = condition.hold()
    condition.wait(PATIENCE)
    return addTo(counts, 0, 1)
  }
  const threads: Thread<[], number>[] = []
  for (let n = 0; n < 6; n++) {
    const thread = start(wait)
    threads.push(thread)
    untilBlocked([thread], condition)
  }
  const wake = (n: number, expected: number): void => {
    {
      using _ = condition.hold()
      condition.notify(n)
    }
    until(() => read(counts, 0) === expected, `${expected} have been woken`)
    untilBlocked(threads.slice(expected), condition)
  }
  wake(1, 1)
  wake(3, 4)
  wake(5, 6)
  const order = threads.map((thread) => thread.result())
  assert.equal(order[0], 0)
  assert.deepEqual(order.slice(1, 4).toSorted(), [1, 2, 3])
  assert.equal(read(counts, 0), 6)
})

test('trap 2: a notify that meets a waiter whose time is up is not lost', () =>
  withSeed((random) => {
    for (let round = 0; round < 60; round++) {
      const condition = new Condition()
      const delay = integer(random, 0, 6)
      const waitFor = (timeout: number): (() => boolean) => {
        return () => {
          using _ = condition.hold()
          return condition.wait({ timeout })
        }
      }
      const hasty = start(waitFor(3))
      until(() => !hasty.isAlive() || isBlockedOn(hasty, condition), 'the hasty one waits')
      const patient = start(waitFor(10_000))
      untilBlocked([patient], condition)
      new Event().wait({ timeout: delay })
      const notify = (): void => {
        using _ = condition.hold()
        condition.notify()
      }
      notify()
      // exactly one of the two has it
      if (hasty.result()) {
        assert.equal(patient.isAlive(), true)
        notify()
      }
      assert.equal(patient.result(), true, `round ${round}`)
    }
  }))

test('trap 3: a wait gives back an RLock that is held many times, and takes it as many times again', () => {
  for (const depth of [1, 2, 5]) {
    const lock = new RLock()
    const condition = new Condition(lock)
    const thread = start(() => {
      for (let n = 0; n < depth; n++) lock.acquire()
      const notified = condition.wait(PATIENCE)
      let releases = 0
      for (; lock.locked(); releases++) lock.release()
      return [notified, releases]
    })
    untilBlocked([thread], condition)
    assert.equal(lock.tryAcquire(), true)
    condition.notify()
    lock.release()
    assert.deepEqual(thread.result(), [true, depth])
  }
})

test('trap 4: any thread may release a Lock, only its own an RLock', () => {
  const lock = new Lock()
  lock.acquire()
  start(() => lock.release()).result()
  assert.equal(lock.locked(), false)
  const rlock = new RLock()
  rlock.acquire()
  const other = start(() => rlock.release())
  assert.throws(() => other.result(), { name: 'ThreadError', message: /cannot release un-acquired lock/ })
  assert.equal(rlock.locked(), true)
  rlock.release()
})

test('trap 6: release(n) admits just n, and a waiter whose time is up costs no permit', () => {
  const semaphore = new Semaphore(0)
  const counts = makeWords()
  const pass = (): void => {
    semaphore.acquire()
    addTo(counts, 0, 1)
  }
  const patient = Array.from({ length: 6 }, () => start(pass))
  untilBlocked(patient, semaphore)
  const hasty = Array.from({ length: 3 }, () => start(() => semaphore.acquire({ timeout: 15 })))
  assert.deepEqual(
    hasty.map((thread) => thread.result()),
    [false, false, false],
  )
  for (const [n, passed] of [
    [1, 1],
    [3, 4],
    [2, 6],
  ] as const) {
    semaphore.release(n)
    until(() => read(counts, 0) === passed, `${passed} have passed`)
    until(() => patient.filter((thread) => isBlockedOn(thread, semaphore)).length === 6 - passed, 'the rest')
  }
  assert.equal(semaphore.tryAcquire(), false)
})

test('trap 7: nobody passes a barrier a second time before all have passed it once', () => {
  const [SIZE, TRIPS] = [4, 60]
  const [ARRIVED, ASTRAY] = [0, 1]
  const barrier = new Barrier(SIZE)
  const counts = makeWords()
  const walk = (): void => {
    for (let trip = 1; trip <= TRIPS; trip++) {
      addTo(counts, ARRIVED, 1)
      barrier.wait(PATIENCE)
      // all have arrived for this trip, and not all for the next, since this one has not
      const arrived = read(counts, ARRIVED)
      if (arrived < trip * SIZE || arrived >= (trip + 1) * SIZE) addTo(counts, ASTRAY, 1)
    }
  }
  for (const thread of Array.from({ length: SIZE }, () => start(walk))) thread.result()
  assert.deepEqual([read(counts, ARRIVED), read(counts, ASTRAY)], [SIZE * TRIPS, 0])
  assert.deepEqual([barrier.nWaiting, barrier.broken], [0, false])
})

test('trap 7: an action that throws, a time that is up and a reset break the barrier for all who wait', () => {
  const broken = (barrier: Barrier): boolean => {
    try {
      barrier.wait(PATIENCE)
      return false
    } catch (error) {
      return error instanceof BrokenBarrierError
    }
  }
  const waitAtTwo = (barrier: Barrier): Thread<[], boolean>[] => {
    const threads = [start(() => broken(barrier)), start(() => broken(barrier))]
    untilBlocked(threads, barrier)
    return threads
  }
  const results = (threads: Thread<[], boolean>[]): boolean[] => threads.map((thread) => thread.result())

  const failing = new Barrier(3, {
    action() {
      throw new RangeError('action failed')
    },
  })
  const atFailing = waitAtTwo(failing)
  assert.throws(() => failing.wait(), { name: 'RangeError', message: 'action failed' })
  assert.deepEqual([...results(atFailing), failing.broken], [true, true, true])

  const slow = new Barrier(4)
  const atSlow = waitAtTwo(slow)
  assert.throws(() => slow.wait({ timeout: 15 }), BrokenBarrierError)
  assert.deepEqual([...results(atSlow), slow.broken], [true, true, true])
  slow.reset()
  assert.equal(slow.broken, false)

  const again = new Barrier(3)
  for (let round = 0; round < 20; round++) {
    const left = waitAtTwo(again)
    // those of the last round may still be on their way out while the next one begins
    again.reset()
    assert.deepEqual([again.broken, again.nWaiting], [false, 0])
    const through = [start(() => broken(again)), start(() => broken(again))]
    assert.equal(broken(again), false)
    assert.deepEqual([...results(left), ...results(through)], [true, true, false, false])
  }
})
