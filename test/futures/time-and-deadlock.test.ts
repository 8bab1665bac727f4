/** A wait that the time limit of a task will end is no deadlock, though nothing else could end it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, RLock } from 'nogil'
import { Queue } from 'nogil/queue'
import { asCompleted, currentTask, ThreadPoolExecutor, TimeoutError, wait } from 'nogil/futures'
import type { CallOptions, Future } from 'nogil/futures'
import { runText } from '../support/program-text.ts'

const LONG = { timeout: 30_000 }
/** Longer than the second look of the deadlock detector at an endless wait, which it makes after 550 ms. */
const LIMIT_MS = 1500

/** The pool serves another task, and ends. */
function assertServes(pool: ThreadPoolExecutor): void {
  assert.equal(pool.submit(Math.abs, -1).result(LONG), 1)
  pool.shutdown()
}

test('main waits without a timeout for a task that waits for main: the task is late, and nobody is in a deadlock', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const lock = new Lock()
  lock.acquire()
  const future = pool.options({ timeout: LIMIT_MS, name: 'stuck' }).submit((held: Lock) => {
    held.acquire()
    return held.release()
  }, lock)
  assert.throws(() => future.result(), {
    name: 'TimeoutError',
    message: `task "stuck" was not done within ${LIMIT_MS} ms of its start`,
  })
  lock.release()
  assertServes(pool)
})

const waits: Readonly<Record<string, (future: Future<unknown>) => unknown>> = {
  'result()': (future) => future.result(),
  'wait()': (future) => wait([future]).done.size,
  'asCompleted()': (future) => [...asCompleted([future])].length,
}

for (const [how, waitFor] of Object.entries(waits))
  test(`a task that waits for itself by ${how} goes on when its time is up`, () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
    const [mail, answer] = [new Queue<Future<unknown>>(), new Queue<string>()]
    const future = pool.options({ timeout: LIMIT_MS }).submit(
      (how: typeof waitFor, mail: Queue<Future<unknown>>, answer: Queue<string>) => {
        try {
          answer.put(String(how(mail.get())))
        } catch (error) {
          answer.put((error as Error).name)
        }
      },
      waitFor,
      mail,
      answer,
    )
    mail.put(future)
    assert.equal(answer.get(LONG), how === 'result()' ? 'TimeoutError' : '1')
    assert.ok(future.exception(LONG) instanceof TimeoutError)
    assertServes(pool)
  })

/** Takes one lock, says so, waits for its turn, takes the other. */
function takeBoth(mine: RLock, other: RLock, ready: Queue<number>, go: Queue<number>): string {
  mine.acquire()
  try {
    ready.put(1)
    go.get()
    other.acquire()
    other.release()
    return 'went on'
  } finally {
    mine.release()
  }
}

/** Two tasks, on these terms, of which each has a lock that the other one waits for. */
function cross(pool: ThreadPoolExecutor, terms: readonly [CallOptions, CallOptions]): Future<string>[] {
  const [first, second] = [new RLock(), new RLock()]
  const [ready, go] = [new Queue<number>(), new Queue<number>()]
  const futures = [
    pool.options(terms[0]).submit(takeBoth, first, second, ready, go),
    pool.options(terms[1]).submit(takeBoth, second, first, ready, go),
  ]
  for (let n = 0; n < 2; n++) ready.get(LONG)
  for (let n = 0; n < 2; n++) go.put(n)
  return futures
}

test('of two tasks that wait for what the other holds, the one that is terminated in time is, and none has a deadlock', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const [limited, free] = cross(pool, [{ timeout: LIMIT_MS, hard: true, name: 'limited' }, {}])
  assert.equal(
    String(limited?.exception(LONG)),
    `TimeoutError: task "limited" was not done within ${LIMIT_MS} ms of its start`,
  )
  assert.equal(free?.result(LONG), 'went on')
  assertServes(pool)
})

test('without force a time limit does not end what the tasks wait for, and their deadlock is found', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const futures = cross(pool, [{ timeout: 60_000 }, { timeout: 60_000 }])
  const errors = futures.map((future) => (future.exception(LONG) as Error | undefined)?.name)
  assert.deepEqual(errors.toSorted(), ['DeadlockError', undefined])
  assertServes(pool)
})

const PROGRAM = `
  import { ThreadPoolExecutor } from 'nogil/futures'
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 })
  const tell = (future) => console.log(String(future.exception({ timeout: 30_000 })))
  const serve = () => { console.log(pool.submit(Math.abs, -5).result({ timeout: 30_000 })); pool.shutdown() }`

test('a task that awaits what can never happen has the time that it was given', async () => {
  const { code, stdout, stderr } = await runText(
    'time-never',
    `${PROGRAM}
    tell(pool.options({ timeout: 300, name: 'patient' }).submit(() => new Promise(() => {})))
    serve()`,
  )
  assert.deepEqual(
    [code, stdout],
    [0, 'TimeoutError: task "patient" was not done within 300 ms of its start\n5\n'],
  )
  // the worker, which would await for ever, ends then
  assert.match(stderr, /the thread awaits something that can never happen/)
})

test('a task that awaits what can never happen is terminated in time, without a word on stderr', async () => {
  const { code, stdout, stderr } = await runText(
    'time-never-hard',
    `${PROGRAM}
    tell(pool.options({ timeout: 300, hard: true, name: 'patient' }).submit(() => new Promise(() => {})))
    serve()`,
  )
  assert.deepEqual(
    [code, stdout, stderr],
    [0, 'TimeoutError: task "patient" was not done within 300 ms of its start\n5\n', ''],
  )
})

test('a task with a time limit that awaits and is done in time leaves its worker free to sleep', async () => {
  const { code, stdout, stderr } = await runText(
    'time-awaits',
    `${PROGRAM}
    const all = Array.from({ length: 20 }, (_, n) =>
      pool.options({ timeout: 60_000, hard: n % 2 === 0 }).submit(async (n) => { await null; return n }, n))
    console.log(all.map((future) => future.result()).join())
    serve()`,
  )
  assert.deepEqual([code, stdout, stderr], [0, `${[...Array(20).keys()].join()}\n5\n`, ''])
})

test('a task that ends because its time is up has not been done in time', () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 2 })
  const obey = (): void => {
    while (currentTask()?.cancelled() !== true);
  }
  const late = Array.from({ length: 60 }, () => pool.options({ timeout: 1 }).submit(obey))
  assert.deepEqual(
    late.filter((future) => !(future.exception(LONG) instanceof TimeoutError)),
    [],
  )
  assertServes(pool)
})
