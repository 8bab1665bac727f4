/**
 * What an Event must do, after CPython's Lib/test/lock_tests.py (EventTests; its names in the titles), and what its
 * awaiting forms add. A case is a function of the implementation, as in lock.suite.ts.
 */
import assert from 'node:assert/strict'
import type { AsyncWaitOptions, Event, WaitOptions } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import type { JoinableThread } from '../support/bunch.ts'
import { awaitersOf, sleepersOf } from '../support/signal-words.ts'
import { until, untilAsync } from '../support/waiters.ts'
import { addTo, makeWords, read } from '../support/words.ts'

/** What the suite runs on. */
export interface EventKit {
  makeEvent(...args: unknown[]): Event
  makeThread(target: () => unknown): JoinableThread
}

export type EventCase = (kit: EventKit) => void | Promise<void>

/** Long enough that only a wait can have passed it, on a loaded machine too. Milliseconds. */
const TIMEOUT = 150
const N = 5

/** CPython accepts 0.6 of the time at least. */
function assertTimeout(ms: number): void {
  assert.ok(ms >= TIMEOUT * 0.6 && ms < TIMEOUT * 30, `waited ${ms} ms instead of ${TIMEOUT}`)
}

export const eventCases: Readonly<Record<string, EventCase>> = {
  'test_is_set: set and clear are idempotent'({ makeEvent }) {
    const event = makeEvent()
    assert.equal(event.isSet(), false)
    for (const expected of [true, true]) {
      event.set()
      assert.equal(event.isSet(), expected)
    }
    for (const expected of [false, false]) {
      event.clear()
      assert.equal(event.isSet(), expected)
    }
  },

  'test_notify: five waiters go on with true, and a second wait returns at once, twice over'(kit) {
    const event = kit.makeEvent()
    for (let round = 0; round < 2; round++) {
      const [FIRST, SECOND] = [0, 1]
      const trues = makeWords()
      const bunch = new Bunch(N, () =>
        kit.makeThread(() => {
          if (event.wait()) addTo(trues, FIRST, 1)
          if (event.wait()) addTo(trues, SECOND, 1)
        }),
      )
      bunch.run(() => {
        until(() => sleepersOf(event) === N, 'all threads wait for the event')
        assert.equal(read(trues, FIRST), 0)
        event.set()
      })
      assert.deepEqual([read(trues, FIRST), read(trues, SECOND)], [N, N])
      event.clear()
    }
    assert.equal(sleepersOf(event), 0)
  },

  'test_timeout: a wait gives false when the time is up, true when the flag is set'({ makeEvent }) {
    const event = makeEvent()
    assert.equal(event.wait({ timeout: 0 }), false)
    const before = performance.now()
    assert.equal(event.wait({ timeout: TIMEOUT }), false)
    assertTimeout(performance.now() - before)
    event.set()
    const start = performance.now()
    assert.equal(event.wait({ timeout: 0 }), true)
    assert.equal(event.wait({ timeout: 10_000 }), true)
    assert.ok(performance.now() - start < 1000)
    assert.equal(sleepersOf(event), 0)
  },

  'test_timeout: bad timeouts are refused, also when the flag is set'({ makeEvent }) {
    const event = makeEvent()
    for (const flag of [false, true]) {
      if (flag) event.set()
      for (const timeout of [-1, -0.001, NaN, -Infinity]) {
        assert.throws(() => event.wait({ timeout }), { name: 'RangeError', message: /timeout/ })
        assert.throws(() => event.waitAsync({ timeout }), { name: 'RangeError', message: /timeout/ })
      }
      for (const timeout of ['1', null, {}, 5n]) {
        const options = { timeout } as unknown as WaitOptions
        assert.throws(() => event.wait(options), { name: 'TypeError', message: /timeout/ })
        assert.throws(() => event.waitAsync(options), { name: 'TypeError', message: /timeout/ })
      }
      assert.throws(() => event.wait(500 as unknown as WaitOptions), TypeError)
      assert.throws(() => event.waitAsync({ signal: 1 } as unknown as AsyncWaitOptions), TypeError)
    }
  },

  'test_set_and_clear: waiters go on with true though the flag is cleared right after it was set'(kit) {
    const event = kit.makeEvent()
    const [TRUE, FALSE] = [0, 1]
    const results = makeWords()
    const bunch = new Bunch(N, () =>
      kit.makeThread(() => addTo(results, event.wait({ timeout: 10_000 }) ? TRUE : FALSE, 1)),
    )
    bunch.run(() => {
      until(() => sleepersOf(event) === N, 'all threads wait for the event')
      event.set()
      event.clear()
    })
    assert.deepEqual([read(results, TRUE), read(results, FALSE)], [N, 0])
    assert.equal(event.isSet(), false)
    assert.equal(event.wait({ timeout: 0 }), false)
  },

  'test_repr: the text says whether the flag is set'({ makeEvent }) {
    const event = makeEvent()
    assert.match(String(event), /^<Event at 0x[0-9a-f]+: unset>$/)
    event.set()
    assert.match(String(event), /^<Event at 0x[0-9a-f]+: set>$/)
  },

  'Event takes no arguments'({ makeEvent }) {
    assert.throws(() => makeEvent(true), TypeError)
  },

  async 'waitAsync: a set wakes all flows of all threads, blocked threads too'({ makeEvent, makeThread }) {
    const event = makeEvent()
    const woken = makeWords()
    const flow = async (): Promise<void> => {
      if (await event.waitAsync()) addTo(woken, 0, 1)
    }
    const threads = [
      ...Array.from({ length: 2 }, () => makeThread(() => Promise.all([flow(), flow()]))),
      makeThread(() => (event.wait() ? addTo(woken, 0, 1) : 0)),
    ]
    for (const thread of threads) thread.start()
    const own = [flow(), flow(), flow()]
    await untilAsync(() => awaitersOf(event) === 7 && sleepersOf(event) === 1, '7 flows await, 1 blocks')
    assert.equal(read(woken, 0), 0)
    event.set()
    event.clear()
    await Promise.all(own)
    for (const thread of threads) thread.join()
    assert.equal(read(woken, 0), 8)
    assert.deepEqual([awaitersOf(event), sleepersOf(event)], [0, 0])
  },

  async 'waitAsync: a set flag gives true at once, a clear one false when the time is up'({ makeEvent }) {
    const event = makeEvent()
    assert.equal(await event.waitAsync({ timeout: 0 }), false)
    const before = performance.now()
    const waiting = event.waitAsync({ timeout: TIMEOUT })
    assert.equal(awaitersOf(event), 1)
    assert.equal(await waiting, false)
    assertTimeout(performance.now() - before)
    assert.equal(awaitersOf(event), 0)
    event.set()
    assert.equal(await event.waitAsync(), true)
    assert.equal(await event.waitAsync({ timeout: 0 }), true)
    assert.equal(awaitersOf(event), 0)
  },

  async 'waitAsync: a set by another thread that clears at once is not missed'({ makeEvent, makeThread }) {
    const event = makeEvent()
    const thread = makeThread(() => {
      until(() => awaitersOf(event) === 1, 'the other thread awaits the event')
      event.set()
      event.clear()
    })
    thread.start()
    assert.equal(await event.waitAsync({ timeout: 10_000 }), true)
    thread.join()
    assert.equal(event.isSet(), false)
  },

  async 'waitAsync: an aborted wait rejects with the reason and leaves nothing behind'({ makeEvent }) {
    const event = makeEvent()
    const control = new AbortController()
    const waiting = event.waitAsync({ signal: control.signal })
    const other = event.waitAsync()
    assert.equal(awaitersOf(event), 2)
    control.abort(new RangeError('enough'))
    await assert.rejects(waiting, { name: 'RangeError', message: 'enough' })
    await assert.rejects(event.waitAsync({ signal: control.signal }), { message: 'enough' })
    assert.equal(awaitersOf(event), 1)
    event.set()
    assert.equal(await other, true)
  },

  async 'waitAsync: a flow whose event loop is busy delays nobody else'({ makeEvent, makeThread }) {
    const event = makeEvent()
    const gate = makeEvent()
    const busy = makeThread(async () => {
      const waiting = event.waitAsync()
      // its loop is blocked from here on, although it is the first in the list
      gate.wait()
      return waiting
    })
    busy.start()
    await untilAsync(() => awaitersOf(event) === 1 && sleepersOf(gate) === 1, 'it awaits, then blocks')
    const own = event.waitAsync({ timeout: 10_000 })
    event.set()
    event.clear()
    assert.equal(await own, true)
    gate.set()
    busy.join()
    assert.equal(awaitersOf(event), 0)
  },
}
