/** Workers that wait for each other's tasks, or for their own: an error for one of them, and never a hang. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Event, Thread } from 'nogil'
import { Queue } from 'nogil/queue'
import { asCompleted, FIRST_COMPLETED, FIRST_EXCEPTION, ThreadPoolExecutor, wait } from 'nogil/futures'
import type { Future } from 'nogil/futures'
import { futureSleepers } from '../support/future-words.ts'
import { isBlockedOn, until } from '../support/waiters.ts'

const LONG = { timeout: 20_000 }

/** What each future comes to: its value, or the name of its error. */
function fates(futures: readonly Future<unknown>[]): unknown[] {
  return futures.map((future) => {
    const error = future.exception(LONG)
    return error === undefined ? future.result() : (error as Error).name
  })
}

/** The pool serves another task, and ends. */
function assertServes(...pools: readonly ThreadPoolExecutor[]): void {
  for (const pool of pools) {
    assert.equal(pool.submit(Math.abs, -1).result(LONG), 1)
    pool.shutdown()
  }
}

const waits: Readonly<Record<string, (futures: readonly Future<unknown>[]) => unknown>> = {
  'result()': ([future]) => future?.result(),
  'exception()': ([future]) => future?.exception(),
  'wait()': (futures) => wait(futures).done.size,
  'wait() for the first': (futures) => wait(futures, { returnWhen: FIRST_COMPLETED }).done.size,
  'wait() for an error': (futures) => wait(futures, { returnWhen: FIRST_EXCEPTION }).done.size,
  'asCompleted()': (futures) => [...asCompleted(futures)].length,
}

type Wait = (futures: readonly Future<unknown>[]) => unknown

/** A task that waits for the futures it is sent. */
function waitForSent(how: Wait, mail: Queue<readonly Future<unknown>[]>): string {
  how(mail.get({ timeout: 20_000 }))
  return 'went on'
}

for (const [how, waitFor] of Object.entries(waits)) {
  test(`a task that waits for itself by ${how} fails, and the pool goes on`, () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
    const mail = new Queue<readonly Future<unknown>[]>()
    const future = pool.submit(waitForSent, waitFor, mail)
    mail.put([future])
    assert.deepEqual(fates([future]), ['DeadlockError'])
    assertServes(pool)
  })

  test(`of two tasks that wait for each other by ${how} one fails, and the other goes on`, () => {
    const pools = [1, 1].map((maxWorkers) => new ThreadPoolExecutor({ maxWorkers })) as [
      ThreadPoolExecutor,
      ThreadPoolExecutor,
    ]
    const mails = [new Queue<readonly Future<unknown>[]>(), new Queue<readonly Future<unknown>[]>()] as const
    const futures = [
      pools[0].submit(waitForSent, waitFor, mails[0]),
      pools[1].submit(waitForSent, waitFor, mails[1]),
    ] as const
    mails[0].put([futures[1]])
    mails[1].put([futures[0]])
    const seen = fates(futures)
    assert.ok(seen.includes('DeadlockError'), String(seen))
    assertServes(...pools)
  })
}

test('of two tasks of one pool that wait for each other one fails with a report that names both', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2, threadNamePrefix: 'both' })
  const mails = [new Queue<readonly Future<unknown>[]>(), new Queue<readonly Future<unknown>[]>()] as const
  const take: Wait = ([future]) => future?.exception()
  const futures = [
    pool.submit(waitForSent, take, mails[0]),
    pool.submit(waitForSent, take, mails[1]),
  ] as const
  // else the worker of the first may run the second beneath it, and wait for itself
  until(() => futures.every((future) => future.running()), 'both run')
  mails[0].put([futures[1]])
  mails[1].put([futures[0]])
  assert.deepEqual(fates(futures).toSorted(), ['DeadlockError', 'went on'])
  const errors = futures.map((future) => future.exception()).filter((error) => error !== undefined)
  assert.match(String(errors[0]), /2 threads wait for each other/)
  assert.match(String(errors[0]), /both_\d waits for Future at 0x[0-9a-f]+, tasks? of both_\d/)
  assertServes(pool)
})

test('a task queued behind one that waits for it through another pool makes one of them fail', () => {
  const [first, second] = [1, 1].map((maxWorkers) => new ThreadPoolExecutor({ maxWorkers })) as [
    ThreadPoolExecutor,
    ThreadPoolExecutor,
  ]
  const future = first.submit(
    (outer: ThreadPoolExecutor, inner: ThreadPoolExecutor) =>
      inner.submit((back: ThreadPoolExecutor) => back.submit(Math.abs, -3).result(), outer).result(),
    first,
    second,
  )
  assert.deepEqual(fates([future]), ['DeadlockError'])
  assertServes(first, second)
})

test('a task that joins a thread which waits for a task queued behind it fails, or the thread does', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const future = pool.submit((own: ThreadPoolExecutor) => {
    const queued = own.submit(Math.abs, -3)
    const thread = new Thread({ target: () => (queued.exception() as Error | undefined)?.name ?? 'done' })
    thread.start()
    return thread.result()
  }, pool)
  assert.deepEqual(fates([future]), ['DeadlockError'])
  assertServes(pool)
})

test('waits that another task, thread or pool will end are left alone for as long as they last', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const gate = new Event()
  const slow = pool.submit((open: Event) => open.wait({ timeout: 20_000 }), gate)
  const busy = pool.submit((open: Event) => open.wait({ timeout: 20_000 }), gate)
  const queued = pool.submit(Math.abs, -2)
  const waiters = [slow, queued].map(
    (future) => new Thread({ target: (awaited: Future<unknown>) => awaited.result(), args: [future] }),
  )
  const some = new Thread({
    target: (futures: readonly Future<unknown>[]) => wait(futures, { returnWhen: FIRST_COMPLETED }).done.size,
    args: [[slow, busy, queued]],
  })
  for (const thread of [...waiters, some]) thread.start()
  until(() => isBlockedOn(waiters[0] as never, slow) && isBlockedOn(waiters[1] as never, queued), 'both wait')
  assert.deepEqual([futureSleepers(slow), futureSleepers(queued)], [1, 1])
  // longer than the first two looks of the detector
  assert.equal(new Event().wait({ timeout: 700 }), false)
  gate.set()
  assert.deepEqual(
    waiters.map((thread) => thread.result(LONG)),
    [true, 2],
  )
  assert.ok(Number(some.result(LONG)) >= 1)
  pool.shutdown()
})
