/** Maps, sets and lists under all threads at once: what is read is whole, what is counted is exact, what is freed is free. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, Thread } from 'nogil'
import { SharedList, SharedMap, SharedSet } from 'nogil/shared'
import { runText } from '../support/program-text.ts'
import { integer, withSeed } from '../support/seed.ts'
import { viewOf } from '../support/waiters.ts'
import { allowMs } from '../support/watchdog.ts'
import { collectionsStorm } from './collections-storm.ts'
import { numberOf } from './whole-values.ts'

const THREADS = 3

const SHARED = Symbol.for('nogil.shared')

test('several threads and main read whole values, lose nothing, and leave no references', async () => {
  allowMs(60_000)
  await withSeed((random) => {
    const lock = new Lock()
    const { address } = (lock as unknown as { [SHARED](): { address: number } })[SHARED]()
    const references = (): number => Atomics.load(viewOf(address + 4), 0)
    const before = references()
    const totals = new SharedMap<string, number>()
    const shared = { map: new SharedMap(), set: new SharedSet(), list: new SharedList(), totals }
    const seeds = Array.from({ length: THREADS + 1 }, () => integer(random, 0, 2 ** 30))
    const threads = seeds
      .slice(1)
      .map((seed) => new Thread({ target: collectionsStorm, args: [{ ...shared, lock }, seed] }))
    for (const thread of threads) thread.start()
    const faults = [collectionsStorm({ ...shared, lock }, seeds[0] ?? 0)]
    for (const thread of threads) faults.push(thread.result())
    assert.deepEqual(faults.flat(), [])
    const { map, set, list } = shared
    assert.equal(set.size, totals.get('in the set') ?? 0)
    assert.equal([...set].length, set.size)
    const sum = list.reduce((all, value) => all + numberOf(value, lock), 0)
    assert.equal(sum, totals.get('in the list') ?? 0)
    const carried = [...map.values(), ...list].filter((value) => typeof value === 'object').length
    // one of each carrier that has a handle of the lock
    assert.ok(references() - before >= carried && references() - before <= carried + THREADS)
    map.clear()
    list.clear()
    assert.ok(references() - before <= THREADS)
  })
})

const BUMP_USED_16 = 136

test('what is disposed of gives all of its memory back, and so do values that are replaced', () => {
  const used = (): number => Atomics.load(viewOf(BUMP_USED_16), 0)
  const round = (): void => {
    const text = 'x'.repeat(20_000)
    const map = new SharedMap<unknown, unknown>([[text, { text }]])
    const set = new SharedSet([text, `${text}.`])
    const list = new SharedList<unknown>([text, [text]])
    for (let n = 0; n < 50; n++) {
      map.set('same', `${n}${text}`)
      map.set(`${text}${n}`, n)
      map.delete(`${text}${n - 1}`)
      list.push(map)
      list.set(0, [n, text])
    }
    list.clear()
    map[Symbol.dispose]()
    set[Symbol.dispose]()
    list[Symbol.dispose]()
  }
  round()
  const before = used()
  for (let n = 0; n < 20; n++) round()
  // freed blocks that this thread keeps for itself count as used
  assert.ok(used() - before < 20_000 / 16, `${used() - before} units more than before`)
})

test('a thread that dies in update() has changed nothing, and the others go on', async () => {
  const { code, stdout } = await runText('dies-in-update', {
    'main.mjs': `
      import { Event, Thread } from 'nogil'
      import { SharedList, SharedMap } from 'nogil/shared'
      const map = new SharedMap([['key', 'as it was']])
      const list = new SharedList(['as it was'])
      for (const change of [
        (die) => map.update('key', die),
        (die) => map.update('a new key', die),
        (die) => list.update(0, die),
        (die) => list.sort(die),
      ]) {
        list.push('more')
        const inside = new Event()
        const doomed = new Thread({ target: () => change(() => { inside.set(); process.reallyExit(3) }) })
        const patient = new Thread({ target: () => { inside.wait(); return [map.get('key'), list.at(0), map.size] } })
        patient.start()
        doomed.start()
        console.log(...patient.result())
        doomed.join()
      }
      map.set('key', 'new')
      console.log([...map].join(), [...list].join())`,
  })
  const lines = stdout.split('\n').filter((line) => /^(as|key)/.test(line))
  assert.deepEqual(
    [code, lines],
    [
      0,
      [...Array.from({ length: 4 }, () => 'as it was as it was 1'), 'key,new as it was,more,more,more,more'],
    ],
    stdout,
  )
})

test('collections made at the top level of a module are the same ones in a thread that imports it', async () => {
  const { code, stdout, stderr } = await runText('collection-twins', {
    'main.mjs': `
      import { Thread } from 'nogil'
      import { list, map, set } from './library.mjs'
      const thread = new Thread({
        target: () => { map.increment('made'); set.add(2); list.push(2) },
      })
      thread.start()
      thread.join()
      console.log([...map].join(), [...set].join(), [...list].join())`,
    'library.mjs': `
      import { SharedList, SharedMap, SharedSet } from 'nogil/shared'
      export const map = new SharedMap([['made', 1], ['a long key that has a block', { a: 1 }]])
      export const set = new SharedSet([1])
      export const list = new SharedList([1])`,
  })
  assert.deepEqual(
    [code, stdout, stderr],
    [0, 'made,2,a long key that has a block,[object Object] 1,2 1,2\n', ''],
  )
})
