/** Maps, sets and lists under all threads at once: what is read is whole, what is counted is exact, what is freed is free. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Lock, Thread } from 'nogil'
import { SharedList, SharedMap, SharedSet } from 'nogil/shared'
import { runText } from '../support/program-text.ts'
import { integer, randomFrom, withSeed } from '../support/seed.ts'
import { viewOf } from '../support/waiters.ts'
import { allowMs } from '../support/watchdog.ts'
import { numberOf, valueFor } from './whole-values.ts'

const THREADS = 3
const STEPS = 4000
const KEYS = 40

interface Storm {
  readonly map: SharedMap<unknown, unknown>
  readonly set: SharedSet
  readonly list: SharedList
  readonly lock: Lock
  readonly totals: SharedMap<string, number>
}

export function storm({ map, set, list, lock, totals }: Storm, seed: number): string[] {
  const random = randomFrom(seed)
  const faults: string[] = []
  const keyOf = (number: number): unknown => (number % 2 === 0 ? number : `the key with the number ${number}`)
  const check = (value: unknown, number: number, where: string): void => {
    if (value !== undefined && numberOf(value, lock) !== number) faults.push(`${where}: ${String(value)}`)
  }
  for (let step = 0; step < STEPS; step++) {
    const number = integer(random, 0, KEYS)
    const value = valueFor(number, integer(random, 0, 6), lock)
    const key = keyOf(number)
    switch (integer(random, 0, 14)) {
      case 0:
      case 1:
        map.set(key, value)
        break
      case 2:
      case 3:
        check(map.get(key), number, 'get')
        break
      case 4:
        check(map.pop(key), number, 'pop')
        break
      case 5:
        check(map.setDefault(key, value), number, 'setDefault')
        break
      case 6:
        map.update(key, (old) => {
          check(old, number, 'update')
          return value
        })
        break
      case 7:
        if (step % 10 === 0)
          for (const [at, each] of map) if (at !== keyOf(numberOf(each, lock))) faults.push(`${String(at)}`)
        if (step % 500 === 0) map.clear()
        break
      case 8: {
        const last = map.popItem()
        if (last !== undefined && last[0] !== keyOf(numberOf(last[1], lock))) faults.push(String(last[0]))
        break
      }
      case 9:
        if (set.tryAdd(key)) totals.increment('in the set')
        break
      case 10:
        if (set.delete(key)) totals.increment('in the set', -1)
        break
      case 11:
        list.push(value)
        totals.increment('in the list', number)
        break
      case 12: {
        const got = integer(random, 0, 2) === 0 ? list.pop() : list.shift()
        if (got === undefined) break
        const said = numberOf(got, lock)
        if (Number.isNaN(said)) faults.push(`list: ${String(got)}`)
        else totals.increment('in the list', -said)
        break
      }
      default: {
        const [got] = list.splice(2, 1)
        if (got === undefined) break
        list.unshift(got)
      }
    }
  }
  return faults
}

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
      .map((seed) => new Thread({ target: storm, args: [{ ...shared, lock }, seed] }))
    for (const thread of threads) thread.start()
    const faults = [storm({ ...shared, lock }, seeds[0] ?? 0)]
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
