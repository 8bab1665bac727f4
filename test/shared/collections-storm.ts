/** What each thread of the storm does: random steps on one map, one set, one list. */
import type { Lock, SharedList, SharedMap, SharedSet } from 'nogil'
import { integer, randomFrom } from '../support/seed.ts'
import { numberOf, valueFor } from './whole-values.ts'

const KEYS = 40

export interface CollectionsStorm {
  readonly map: SharedMap<unknown, unknown>
  readonly set: SharedSet
  readonly list: SharedList
  readonly lock: Lock
  readonly totals: SharedMap<string, number>
}

export function collectionsStorm(
  { map, set, list, lock, totals }: CollectionsStorm,
  seed: number,
  steps: number = 4000,
): string[] {
  const random = randomFrom(seed)
  const faults: string[] = []
  const keyOf = (number: number): unknown => (number % 2 === 0 ? number : `the key with the number ${number}`)
  const check = (value: unknown, number: number, where: string): void => {
    if (value !== undefined && numberOf(value, lock) !== number) faults.push(`${where}: ${String(value)}`)
  }
  for (let step = 0; step < steps; step++) {
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
