/** What each thread of the storm does: random steps on one object, one array, one object of numbers. */
import type { Lock, SharedMap } from 'nogil'
import { update } from 'nogil/shared'
import { integer, randomFrom } from '../support/seed.ts'
import { numberOf, valueFor } from './whole-values.ts'

const FIELDS = 12

export interface Bag {
  [name: string]: unknown
}

export interface Storm {
  readonly bag: Bag
  readonly list: unknown[]
  readonly floats: Bag
  readonly totals: SharedMap<string, number>
}

/** Both halves of its 64 bits say which number it is made from. */
export function floatFor(number: number): number {
  return new Float64Array(new Int32Array([number, 0x40000000 + number]).buffer)[0] as number
}

function isFloat(value: unknown): boolean {
  const [low = 0, high = 0] = new Int32Array(new Float64Array([Number(value)]).buffer)
  return typeof value === 'number' && high - low === 0x40000000
}

export function objectStorm(
  { bag, list, floats, totals }: Storm,
  lock: Lock,
  seed: number,
  steps: number = 3000,
): string[] {
  const random = randomFrom(seed)
  const faults: string[] = []
  let found: unknown
  const check = (value: unknown, number: number, where: string): void => {
    if (value !== undefined && numberOf(value, lock) !== number) faults.push(`${where}: ${String(value)}`)
  }
  for (let step = 0; step < steps; step++) {
    const number = integer(random, 0, FIELDS)
    const name = number % 2 === 0 ? `f${number}` : `the field with the number ${number}`
    const value = valueFor(number, integer(random, 0, 6), lock)
    switch (integer(random, 0, 12)) {
      case 0:
      case 1:
      case 2:
        bag[name] = value
        break
      case 3:
      case 4:
        check(bag[name], number, 'get')
        break
      case 5:
        if (step % 50 === 0) delete bag[name]
        break
      case 6:
        update(bag, name, (old) => {
          check(old, number, 'update')
          return value
        })
        break
      case 7:
        for (const each of ['x', 'y', `z${integer(random, 0, 20)}`]) {
          floats[each] = floatFor(integer(random, 0, 2 ** 20))
          found = floats[each]
          if (!isFloat(found) && !(each === 'x' && found === 'a text')) faults.push(`float: ${String(found)}`)
        }
        break
      case 8:
        floats['x'] = integer(random, 0, 2) === 0 ? 'a text' : floatFor(integer(random, 0, 2 ** 20))
        break
      case 9:
        found = floats['x']
        if (found !== 'a text' && !isFloat(found)) faults.push(`x: ${String(found)}`)
        if (step % 100 === 0) list.sort()
        break
      case 10:
        if (integer(random, 0, 2) === 0) list.push(value)
        else list.unshift(value)
        totals.increment('in the list', number)
        break
      default: {
        const got = integer(random, 0, 2) === 0 ? list.pop() : list.shift()
        if (got === undefined) break
        const said = numberOf(got, lock)
        if (Number.isNaN(said)) faults.push(`list: ${String(got)}`)
        else totals.increment('in the list', -said)
      }
    }
  }
  return faults
}
