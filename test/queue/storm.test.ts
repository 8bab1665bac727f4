/**
 * Everything at once, seeded: threads and flows of main put and get, blocking, timed, awaiting and aborted, and in some
 * rounds the queue is shut down in the middle. Every item that was put comes out once, and nobody is left waiting.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Thread } from 'nogil'
import { Empty, Full, LifoQueue, PriorityQueue, Queue, ShutDown } from 'nogil/queue'
import { getters, putters } from '../support/queue-words.ts'
import { integer, randomFrom, withSeed } from '../support/seed.ts'
import { untilAsync } from '../support/waiters.ts'

/** What one party has put and got; a text is a number with so many characters that it does not fit in a place. */
interface Tally {
  readonly put: number[]
  readonly got: number[]
}
type Item = number | string
type Payload = readonly [Item, number]

const dress = (n: number, plain: boolean): Item => (plain || n % 3 > 0 ? n : `${n}`.padEnd(40, '.'))
const valueOf = (item: Item): number => (typeof item === 'number' ? item : Number(item.replace(/\.+$/, '')))

/** A thread's part: puts `count` numbers from `first` on, or gets until the queue is shut down. */
function party(
  queue: Queue<Item>,
  puts: boolean,
  first: number,
  count: number,
  seed: number,
  plain: boolean,
): Tally {
  const random = randomFrom(seed)
  const tally: Tally = { put: [], got: [] }
  const limit = (): { timeout: number } | undefined =>
    random() < 0.5 ? undefined : { timeout: random() < 0.3 ? 0 : random() }
  for (let n = first; puts ? n < first + count : true;) {
    try {
      if (puts) {
        queue.put(dress(n, plain), limit())
        tally.put.push(n)
        n += 1
      } else tally.got.push(valueOf(queue.get(limit())))
    } catch (error) {
      if (error instanceof ShutDown) break
      if (!(error instanceof Empty || error instanceof Full)) throw error
    }
  }
  return tally
}

/** The same as a flow of an event loop; some of its waits are aborted. */
async function flow(
  queue: Queue<Item>,
  puts: boolean,
  first: number,
  count: number,
  seed: number,
  plain: boolean,
): Promise<Tally> {
  const random = randomFrom(seed)
  const tally: Tally = { put: [], got: [] }
  for (let n = first; puts ? n < first + count : true;) {
    const kind = integer(random, 0, 4)
    const signal = kind === 0 ? AbortSignal.timeout(integer(random, 0, 3)) : undefined
    const options = kind === 1 ? { timeout: random() * 2 } : { signal }
    try {
      if (puts) {
        await queue.putAsync(dress(n, plain), options)
        tally.put.push(n)
        n += 1
      } else tally.got.push(valueOf(await queue.getAsync(options)))
    } catch (error) {
      if (error instanceof ShutDown) break
      const expected =
        error instanceof Empty || error instanceof Full || (error as Error).name === 'TimeoutError'
      if (!expected) throw error
    }
  }
  return tally
}

for (const kind of [Queue, LifoQueue, PriorityQueue]) {
  test(`${kind.name}: what all put is what all get, and the end of the queue is the end of all`, () =>
    withSeed(async (random) => {
      for (let round = 0; round < 3; round++) {
        const queue = new kind<Item>(integer(random, 0, 2) * integer(random, 1, 6))
        const plain = kind === PriorityQueue
        const seed = integer(random, 0, 2 ** 30)
        const COUNT = 400
        const part = (puts: boolean, index: number): Payload & { puts: boolean } =>
          Object.assign([index * COUNT, seed + index] as const, { puts })
        const inThreads = [part(true, 1), part(true, 2), part(false, 3), part(false, 4)].map(
          ({ 0: first, 1: own, puts }) =>
            new Thread({ target: party, args: [queue, puts, Number(first), COUNT, own, plain] }),
        )
        for (const thread of inThreads) thread.start()
        const putting = [flow(queue, true, 5 * COUNT, COUNT, seed + 5, plain)]
        const getting = [6, 7].map((index) => flow(queue, false, 0, 0, seed + index, plain))
        const early = round === 2
        if (early) await untilAsync(() => queue.unfinishedTasks > COUNT, 'some items are through')
        else {
          await inThreads[0]?.joinAsync()
          await inThreads[1]?.joinAsync()
          await Promise.all(putting)
        }
        queue.shutdown()
        const tallies = await Promise.all([
          ...putting,
          ...getting,
          ...inThreads.map((thread) => thread.resultAsync()),
        ])
        const all = (key: keyof Tally): number[] =>
          tallies.flatMap((tally) => tally[key]).toSorted((a, b) => a - b)
        assert.deepEqual(all('got'), all('put'))
        if (!early) assert.equal(all('put').length, 3 * COUNT)
        assert.deepEqual([queue.qsize(), getters(queue), putters(queue)], [0, 0, 0])
        assert.equal(queue.unfinishedTasks, all('put').length)
      }
    }))
}
