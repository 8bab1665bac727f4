/** Threads that are ended from outside, in the middle of whatever they do to shared objects: those stay whole and usable. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { AtomicInt32, Lock, memory, SharedList, SharedMap, SharedSet } from 'nogil'
import { ThreadPoolExecutor } from 'nogil/futures'
import { shared } from 'nogil/shared'
import { integer, withSeed } from '../support/seed.ts'
import { allowMs } from '../support/watchdog.ts'
import { collectionsStorm } from './collections-storm.ts'
import { makeThings, stormOfFields } from './every-field.ts'
import { floatFor, objectStorm } from './object-storm.ts'

const DEATHS = 12
/** A lock that nobody frees is a hang: who looks at the objects afterwards gets so long, and says which it was. */
const LIMIT = { timeout: 40_000 }

/** Steps until it is ended. */
function goOn(
  once: (seed: number) => readonly string[],
  begun: AtomicInt32,
  faults: SharedList,
  seed: number,
): void {
  for (let round = 0; ; round++) {
    for (const fault of once((seed + round) & 0x3fffffff)) faults.push(fault)
    begun.add(1)
    begun.notify()
  }
}

for (const [what, make] of Object.entries({
  'objects with fields of every kind'() {
    const things = makeThings()
    return (seed: number) => stormOfFields(things, seed, 60, undefined)
  },
  'objects and arrays whose layout changes'() {
    const given = {
      bag: shared({}),
      list: shared([]),
      floats: shared({ x: floatFor(1), y: floatFor(2) }),
      totals: new SharedMap<string, number>(),
    }
    const lock = new Lock()
    return (seed: number) => objectStorm(given, lock, seed, 60)
  },
  'maps, sets and lists'() {
    const given = {
      map: new SharedMap(),
      set: new SharedSet(),
      list: new SharedList(),
      totals: new SharedMap<string, number>(),
    }
    const lock = new Lock()
    return (seed: number) => collectionsStorm({ ...given, lock }, seed, 60)
  },
})) {
  test(`threads that are ended at any moment leave ${what} whole, free and usable`, async () => {
    allowMs(120_000)
    await withSeed((random) => {
      using pool = new ThreadPoolExecutor({ maxWorkers: 2 })
      const once = make()
      const faults = new SharedList<string>()
      for (let death = 0; death < DEATHS; death++) {
        const begun = new AtomicInt32()
        const doomed = pool.submit(goOn, once, begun, faults, integer(random, 0, 2 ** 30))
        if (begun.load() === 0) begun.wait(0, LIMIT)
        for (let pause = integer(random, 0, 300_000); pause > 0; pause--) Math.sqrt(pause)
        assert.equal(doomed.cancel({ hard: true }), true)
        const after = pool.submit(once, integer(random, 0, 2 ** 30)).result(LIMIT)
        assert.deepEqual([...after, ...faults], [], `after ${death + 1} deaths`)
        assert.deepEqual(once(integer(random, 0, 2 ** 30)), [])
      }
      memory({ collect: true })
      assert.deepEqual(once(integer(random, 0, 2 ** 30)), [])
    })
  })
}
