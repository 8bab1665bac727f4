/** Whom a notify under an RLock wakes, and when: not while the notifier holds the lock and runs. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Condition, DeadlockError, Lock, Thread } from 'nogil'
import { isBlockedOn, sleepers, until, waitersOf } from '../support/waiters.ts'
import type { RLock } from 'nogil'

const waits = (condition: Condition): string => {
  condition.acquire()
  const notified = condition.wait()
  condition.release()
  return String(notified)
}

function waiting(condition: Condition): Thread<[Condition], string> {
  const thread = new Thread({ target: waits, args: [condition] })
  thread.start()
  until(() => isBlockedOn(thread, condition), 'the thread waits')
  return thread
}

test('a thread that is notified sleeps on until the RLock is free', () => {
  const condition = new Condition()
  const thread = waiting(condition)
  condition.acquire()
  condition.acquire()
  condition.notify()
  assert.equal(waitersOf(condition), 0)
  condition.release()
  assert.ok(isBlockedOn(thread, condition))
  condition.release()
  assert.equal(thread.result({ timeout: 10_000 }), 'true')
})

test('a notifier that sleeps with the RLock has woken whom it notified, and a deadlock of the two is found', () => {
  const condition = new Condition()
  const thread = waiting(condition)
  condition.acquire()
  condition.notify()
  assert.throws(() => thread.join(), DeadlockError)
  condition.release()
  assert.equal(thread.result({ timeout: 10_000 }), 'true')
})

test('a notify under a plain Lock wakes at once, as another thread may be the one to free that lock', () => {
  const condition = new Condition(new Lock())
  const thread = waiting(condition)
  condition.acquire()
  condition.notify()
  until(() => sleepers(condition.lock as Lock | RLock) === 1, 'the thread waits for the lock')
  const other = new Thread({ target: (held: Condition) => held.release(), args: [condition] })
  other.start()
  other.join()
  assert.equal(thread.result({ timeout: 10_000 }), 'true')
})
