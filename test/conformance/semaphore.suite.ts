/**
 * What a Semaphore and a BoundedSemaphore must do, after CPython's Lib/test/lock_tests.py (BaseSemaphoreTests,
 * SemaphoreTests, BoundedSemaphoreTests; its names in the titles). The cases of both kinds run on each.
 */
import assert from 'node:assert/strict'
import type { Semaphore, WaitOptions } from 'nogil'
import { Bunch } from '../support/bunch.ts'
import type { JoinableThread } from '../support/bunch.ts'
import { sleepersOf } from '../support/signal-words.ts'
import { until } from '../support/waiters.ts'
import { addTo, makeWords, read, write } from '../support/words.ts'

/** What the suite runs on. */
export interface SemaphoreKit {
  /** Makes one of the kind under test. */
  makeSemaphore(...args: unknown[]): Semaphore
  makeThread(target: () => unknown): JoinableThread
}

export type SemaphoreCase = (kit: SemaphoreKit) => void | Promise<void>

/** Long enough that only a wait can have passed it, on a loaded machine too. Milliseconds. */
const TIMEOUT = 150

function assertTimeout(ms: number): void {
  assert.ok(ms >= TIMEOUT * 0.6 && ms < TIMEOUT * 30, `waited ${ms} ms instead of ${TIMEOUT}`)
}

/** Ten threads take two permits each, of seven less one; `give(n)` releases n. Exactly as many pass as there are. */
function contend({ makeSemaphore, makeThread }: SemaphoreKit, give: (s: Semaphore, n: number) => void): void {
  const semaphore = makeSemaphore(7)
  semaphore.acquire()
  const [PHASE, PASSED, TRUES] = [0, 1, 2]
  const phaseCounts = makeWords()
  const words = makeWords()
  const pass = (): void => {
    if (semaphore.acquire()) addTo(words, TRUES, 1)
    addTo(phaseCounts, read(words, PHASE), 1)
    addTo(words, PASSED, 1)
  }
  const bunch = new Bunch(10, () =>
    makeThread(() => {
      pass()
      pass()
    }),
  )
  bunch.run(() => {
    let passed = 0
    for (const [phase, count] of [6, 7, 6].entries()) {
      write(words, PHASE, phase)
      if (phase > 0) give(semaphore, count)
      passed += count
      const blocked = phase === 2 ? 1 : 10 - Math.max(0, passed - 10)
      until(() => read(words, PASSED) === passed, `${passed} have passed`)
      until(() => sleepersOf(semaphore) <= blocked && semaphore.value === 0, 'the others block')
    }
    assert.equal(semaphore.tryAcquire(), false)
    assert.deepEqual(
      [0, 1, 2].map((phase) => read(phaseCounts, phase)),
      [6, 7, 6],
    )
    give(semaphore, 1)
  })
  assert.equal(read(words, TRUES), 20)
  assert.equal(semaphore.value, 0)
  assert.equal(sleepersOf(semaphore), 0)
}

export const semaphoreCases: Readonly<Record<string, SemaphoreCase>> = {
  'test_constructor: a negative or odd initial value is refused'({ makeSemaphore }) {
    for (const value of [-1, -(2 ** 31), -Infinity]) {
      assert.throws(() => makeSemaphore(value), {
        name: 'RangeError',
        message: 'semaphore initial value must be >= 0',
      })
    }
    for (const value of [1.5, NaN, Infinity, 2 ** 31]) assert.throws(() => makeSemaphore(value), RangeError)
    for (const value of ['1', null, 1n, {}]) assert.throws(() => makeSemaphore(value), TypeError)
    assert.equal(makeSemaphore(2 ** 31 - 1).value, 2 ** 31 - 1)
    assert.equal(makeSemaphore(0).tryAcquire(), false)
  },

  'test_acquire: permits are taken and given, one and two at a time'({ makeSemaphore }) {
    const one = makeSemaphore(1)
    assert.equal(one.acquire(), true)
    one.release()
    const two = makeSemaphore(2)
    two.acquire()
    two.acquire()
    assert.equal(two.value, 0)
    two.release()
    two.release()
    assert.equal(two.value, 2)
  },

  'test_acquire_destroy: a semaphore with a taken permit may be dropped'({ makeSemaphore }) {
    makeSemaphore().acquire()
  },

  'test_acquire_contended: exactly as many threads pass as there are permits'(kit) {
    contend(kit, (semaphore, count) => {
      for (let n = 0; n < count; n++) semaphore.release()
    })
  },

  'test_multirelease: release(n) lets exactly n threads pass'(kit) {
    contend(kit, (semaphore, count) => semaphore.release(count))
  },

  'test_multirelease: a bad n is refused and changes nothing'({ makeSemaphore }) {
    const semaphore = makeSemaphore(3)
    semaphore.acquire()
    for (const n of [0, -1, 0.5, -Infinity])
      assert.throws(() => semaphore.release(n), { name: 'RangeError', message: 'n must be one or more' })
    for (const n of [1.5, NaN, Infinity, 2 ** 31]) assert.throws(() => semaphore.release(n), RangeError)
    for (const n of ['1', null, 1n] as unknown as number[])
      assert.throws(() => semaphore.release(n), TypeError)
    assert.equal(semaphore.value, 2)
  },

  'test_try_acquire: permits are taken at once while there are any'({ makeSemaphore }) {
    const semaphore = makeSemaphore(2)
    assert.deepEqual(
      [semaphore.tryAcquire(), semaphore.tryAcquire(), semaphore.tryAcquire()],
      [true, true, false],
    )
    semaphore.release()
    assert.equal(semaphore.tryAcquire(), true)
  },

  'test_try_acquire_contended: of ten tries of five threads on three permits three succeed'(kit) {
    const semaphore = kit.makeSemaphore(4)
    semaphore.acquire()
    const [FALSE, TRUE] = [0, 1]
    const results = makeWords()
    const bunch = new Bunch(5, () =>
      kit.makeThread(() => {
        for (let n = 0; n < 2; n++) addTo(results, semaphore.tryAcquire() ? TRUE : FALSE, 1)
      }),
    )
    bunch.run()
    assert.deepEqual([read(results, TRUE), read(results, FALSE)], [3, 7])
  },

  'test_acquire_timeout: a wait gives false when the time is up'({ makeSemaphore }) {
    const semaphore = makeSemaphore(2)
    assert.equal(semaphore.acquire({ timeout: 5 }), true)
    assert.equal(semaphore.acquire({ timeout: 5 }), true)
    assert.equal(semaphore.acquire({ timeout: 5 }), false)
    assert.equal(semaphore.acquire({ timeout: 0 }), false)
    semaphore.release()
    assert.equal(semaphore.acquire({ timeout: 5 }), true)
    const before = performance.now()
    assert.equal(semaphore.acquire({ timeout: TIMEOUT }), false)
    assertTimeout(performance.now() - before)
    assert.equal(sleepersOf(semaphore), 0)
  },

  'test_acquire_timeout: bad timeouts are refused and take nothing'({ makeSemaphore }) {
    const semaphore = makeSemaphore(1)
    for (const timeout of [-1, NaN, -Infinity]) {
      assert.throws(() => semaphore.acquire({ timeout }), { name: 'RangeError', message: /timeout/ })
      assert.throws(() => semaphore.acquireAsync({ timeout }), { name: 'RangeError', message: /timeout/ })
      assert.throws(() => semaphore.hold({ timeout }), { name: 'RangeError', message: /timeout/ })
    }
    for (const timeout of ['1', null, 5n]) {
      const options = { timeout } as unknown as WaitOptions
      assert.throws(() => semaphore.acquire(options), { name: 'TypeError', message: /timeout/ })
      assert.throws(() => semaphore.acquireAsync(options), { name: 'TypeError', message: /timeout/ })
    }
    assert.throws(() => semaphore.acquire(500 as unknown as WaitOptions), TypeError)
    assert.equal(semaphore.value, 1)
  },

  'test_default_value: the initial value is 1, so a second acquire blocks'(kit) {
    const semaphore = kit.makeSemaphore()
    semaphore.acquire()
    const passed = makeWords()
    const thread = kit.makeThread(() => {
      semaphore.acquire()
      addTo(passed, 0, 1)
      semaphore.release()
    })
    thread.start()
    until(() => sleepersOf(semaphore) === 1, 'the thread blocks')
    assert.equal(read(passed, 0), 0)
    semaphore.release()
    thread.join()
    assert.equal(read(passed, 0), 1)
  },

  'test_with: scopes nest, and give their permits back when they end and when they throw'({ makeSemaphore }) {
    const semaphore = makeSemaphore(2)
    const scope = (body: () => void): void => {
      const held = semaphore.hold()
      try {
        body()
      } finally {
        held[Symbol.dispose]()
      }
    }
    scope(() => {
      assert.equal(semaphore.value, 1)
      scope(() => assert.equal(semaphore.tryAcquire(), false))
      assert.equal(semaphore.value, 1)
    })
    assert.equal(semaphore.value, 2)
    assert.throws(() => scope(() => scope(() => assert.fail('inside'))), /inside/)
    assert.equal(semaphore.value, 2)
  },

  'test_with: a guard gives its permit once, however often it is disposed of'({ makeSemaphore }) {
    const semaphore = makeSemaphore(2)
    const held = semaphore.hold()
    semaphore.acquire()
    held[Symbol.dispose]()
    held[Symbol.dispose]()
    assert.equal(semaphore.value, 1)
    semaphore.acquire()
    assert.throws(() => semaphore.hold({ timeout: 5 }), { name: 'TimeoutError', message: /5 ms/ })
  },

  'a timed-out waiter takes no permit and no wake from those who still wait'({ makeSemaphore, makeThread }) {
    const semaphore = makeSemaphore(3)
    for (let n = 0; n < 3; n++) semaphore.acquire()
    const passed = makeWords()
    const patient = new Bunch(3, () => makeThread(() => addTo(passed, 0, semaphore.acquire() ? 1 : 0)))
    const impatient = new Bunch(2, () => makeThread(() => semaphore.acquire({ timeout: 20 })))
    patient.run(() => {
      until(() => sleepersOf(semaphore) === 3, 'the patient threads block')
      impatient.run()
      assert.equal(sleepersOf(semaphore), 3)
      semaphore.release(3)
    })
    assert.deepEqual([read(passed, 0), semaphore.value], [3, 0])
  },
}

/** For Semaphore only. */
export const plainCases: Readonly<Record<string, SemaphoreCase>> = {
  'test_release_unacquired: a release beyond the initial value counts'({ makeSemaphore }) {
    const semaphore = makeSemaphore(1)
    semaphore.release()
    for (let n = 0; n < 2; n++) assert.equal(semaphore.acquire({ timeout: 0 }), true)
    semaphore.release()
    semaphore.release(2)
    assert.equal(semaphore.value, 3)
  },

  'a release beyond what can be counted is refused'({ makeSemaphore }) {
    const semaphore = makeSemaphore(2 ** 31 - 1)
    assert.throws(() => semaphore.release(), RangeError)
    assert.throws(() => semaphore.release(2 ** 31 - 1), RangeError)
    assert.equal(semaphore.value, 2 ** 31 - 1)
  },

  'test_repr: the text says how many permits are free'({ makeSemaphore }) {
    const semaphore = makeSemaphore(3)
    assert.match(String(semaphore), /^<Semaphore at 0x[0-9a-f]+: value=3>$/)
    semaphore.acquire()
    assert.match(String(semaphore), /^<Semaphore at 0x[0-9a-f]+: value=2>$/)
  },
}

/** For BoundedSemaphore only. */
export const boundedCases: Readonly<Record<string, SemaphoreCase>> = {
  'test_release_unacquired: a release beyond the initial value is refused and changes nothing'(kit) {
    const semaphore = kit.makeSemaphore(2)
    const error = { name: 'RangeError', message: 'Semaphore released too many times' }
    assert.throws(() => semaphore.release(), error)
    semaphore.acquire()
    assert.throws(() => semaphore.release(2), error)
    assert.equal(semaphore.value, 1)
    semaphore.release()
    assert.throws(() => semaphore.release(), error)
    assert.equal(semaphore.value, 2)
    assert.throws(() => kit.makeSemaphore(0).release(), error)
  },

  'the bound holds in every thread, and so does the class'(kit) {
    const semaphore = kit.makeSemaphore(2 ** 31 - 1)
    const own = semaphore.constructor.name
    const thread = kit.makeThread(() => {
      assert.throws(() => semaphore.release(), { message: 'Semaphore released too many times' })
      assert.equal(semaphore.constructor.name, own)
    }) as JoinableThread & { result(options?: WaitOptions): unknown }
    thread.start()
    thread.result({ timeout: 10_000 })
  },

  'test_repr: the text says how many permits are free, of how many'({ makeSemaphore }) {
    const semaphore = makeSemaphore(3)
    assert.match(String(semaphore), /^<BoundedSemaphore at 0x[0-9a-f]+: value=3\/3>$/)
    semaphore.acquire()
    assert.match(String(semaphore), /^<BoundedSemaphore at 0x[0-9a-f]+: value=2\/3>$/)
  },
}
