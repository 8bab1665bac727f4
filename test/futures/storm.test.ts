/**
 * Everything at once, seeded: threads and main submit to one pool, wait in all ways, cancel some; every task that was
 * not cancelled has run once, and every future tells what its task came to.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import { asCompleted, FIRST_EXCEPTION, ThreadPoolExecutor, wait } from 'nogil/futures'
import type { Future } from 'nogil/futures'
import { integer, randomFrom, withSeed } from '../support/seed.ts'
import { addTo, makeWords, read } from '../support/words.ts'
import type { Words } from '../support/words.ts'

const TASKS = 150
const PARTIES = 3

const double = (n: number, words: Words): number => {
  addTo(words, 0, 1)
  if (n % 7 === 0) throw new RangeError(`${n}`)
  return n * 2
}

interface Tally {
  readonly wrong: string[]
  readonly cancelled: number
}

/** What the future came to, or what is wrong with that. */
function check(future: Future<number>, n: number): string | undefined {
  try {
    const value = future.result({ timeout: 10_000 })
    return value === n * 2 && n % 7 !== 0 ? undefined : `${n} came to ${value}`
  } catch (error) {
    const text = String(error)
    return text === `RangeError: ${n}` && n % 7 === 0 ? undefined : `${n} failed: ${text}`
  }
}

function party(pool: ThreadPoolExecutor, words: Words, seed: number): Tally {
  const random = randomFrom(seed)
  const tasks: { readonly n: number; readonly future: Future<number> }[] = []
  let cancelled = 0
  const wrong: string[] = []
  for (let i = 0; i < TASKS; i++) {
    const n = integer(random, 1, 1000)
    const future = pool.submit(double, n, words)
    if (random() < 0.2 && future.cancel()) cancelled += 1
    else tasks.push({ n, future })
    if (random() < 0.1) future.exceptionAsync().catch(() => {})
    if (random() < 0.1) wait([future], { timeout: random() })
  }
  const futures = tasks.map(({ future }) => future)
  wait(futures, { returnWhen: FIRST_EXCEPTION, timeout: 1 })
  let seen = 0
  for (const future of asCompleted(futures, { timeout: 20_000 })) seen += future.done() ? 1 : 0
  if (seen !== futures.length) wrong.push(`${seen} of ${futures.length} came`)
  for (const { n, future } of tasks) wrong.push(...[check(future, n) ?? []].flat())
  return { wrong, cancelled }
}

test('many threads that submit, wait and cancel get what their tasks came to, each run once', () =>
  withSeed((random) => {
    for (const maxWorkers of [1, 3]) {
      const pool = new ThreadPoolExecutor({ maxWorkers })
      const words = makeWords()
      const seeds = Array.from({ length: PARTIES }, () => integer(random, 0, 2 ** 31))
      const threads = seeds.slice(1).map((seed) => new Thread({ target: party, args: [pool, words, seed] }))
      for (const thread of threads) thread.start()
      const tallies = [
        party(pool, words, seeds[0] ?? 0),
        ...threads.map((thread) => thread.result() as Tally),
      ]
      pool.shutdown()
      assert.deepEqual(
        tallies.flatMap(({ wrong }) => wrong),
        [],
      )
      const cancelled = tallies.reduce((sum, tally) => sum + tally.cancelled, 0)
      assert.equal(read(words, 0), TASKS * PARTIES - cancelled)
    }
  }))
