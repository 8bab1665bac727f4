/** What a dump says of threads that wait for each other, and of those that wait for one that has ended. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, Thread, dumpText, threadReports } from 'nogil'
import { addressOf, sleepers, until } from '../support/waiters.ts'

const nameOf = (lock: Lock): string => `Lock at 0x${addressOf(lock).toString(16)}`

/** Threads that sleep: who counts as a sleeper of a lock may still be on its way there. */
const waiting = (): number => threadReports().filter(({ waitsFor }) => waitsFor !== undefined).length

function takeBoth(one: Lock, other: Lock): void {
  one.acquire()
  while (!other.locked());
  other.acquire()
  other.release()
}

test('threads that wait for each other are listed as a circle, likely only while another thread may help', () => {
  const first = new Lock()
  const second = new Lock()
  const threads = [
    new Thread({ name: 'one', target: takeBoth, args: [first, second] }),
    new Thread({ name: 'two', target: takeBoth, args: [second, first] }),
    new Thread({ name: 'aside', target: () => first.acquire({ timeout: 60_000 }) && first.release() }),
  ]
  for (const thread of threads) thread.start()
  until(() => sleepers(first) + sleepers(second) === 3 && waiting() === 3, 'all three sleep')
  const text = dumpText()
  assert.ok(
    text.endsWith(
      [
        'Likely deadlock: 2 threads wait for each other, unless another thread releases what is held',
        `  "one" waits for ${nameOf(second)}, held by "two"`,
        `  "two" waits for ${nameOf(first)}, held by "one"`,
        '',
      ].join('\n'),
    ),
    text,
  )
  assert.doesNotMatch(text, /\(deadlocked\)/)
  first.release()
  for (const thread of threads) thread.join()
  second.release()
  assert.doesNotMatch(dumpText(), /deadlock/i)
})

test('a wait for a lock whose holder has ended names the holder by its number', () => {
  const lock = new Lock()
  const holder = new Thread({ target: () => lock.acquire() })
  holder.start()
  holder.join()
  const waiter = new Thread({ name: 'waiter', target: () => lock.acquire() })
  waiter.start()
  until(() => sleepers(lock) === 1 && waiting() === 1, 'it sleeps')
  const report = threadReports().find(({ name }) => name === 'waiter')
  assert.equal(report?.waitsFor, `${nameOf(lock)}, held by thread #${holder.ident}, which has ended`)
  lock.release()
  waiter.join()
})
