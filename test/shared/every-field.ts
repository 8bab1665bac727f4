/**
 * Random steps on shared objects with fields of every kind: each value says by itself whether it is whole, and objects are
 * replaced, dropped, disposed of and collected while others use them.
 */
import { inspect } from 'node:util'
import {
  AtomicFloat64,
  AtomicInt32,
  memory,
  record,
  SharedArray,
  SharedList,
  SharedMap,
  SharedSet,
} from 'nogil'
import { dispose, shared, update } from 'nogil/shared'
import { integer, randomFrom } from '../support/seed.ts'
import type { Random } from '../support/seed.ts'

export const Pair = record({ x: 'float64', y: 'float64' })

interface Kind {
  make(number: number): unknown
  isWhole(value: never): boolean
}

/** Long ones have memory of their own. */
function textOf(number: number): string {
  return `${number};`.repeat(1 + (number % 40))
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value === textOf(parseInt(value))
}

const KINDS: Readonly<Record<string, Kind>> = {
  number: {
    make: (n) => n + n / 65536,
    isWhole: (value: number) => value === Math.trunc(value) + Math.trunc(value) / 65536,
  },
  text: { make: textOf, isWhole: isText },
  wide: {
    make: (n) => `${n}€`.repeat(20),
    isWhole: (value: string) => value === `${parseInt(value)}€`.repeat(20),
  },
  big: {
    make: (n) => (BigInt(n) << 80n) | BigInt(n),
    isWhole: (value: bigint) => value >> 80n === (value & 0xffffn),
  },
  flag: { make: (n) => n % 2 === 0, isWhole: (value: boolean) => typeof value === 'boolean' },
  nothing: {
    make: (n) => [null, undefined][n % 2],
    isWhole: (value: unknown) => value === null || value === undefined,
  },
  when: {
    make: (n) => new Date(n * 65536 + n),
    isWhole: (value: Date) => value.getTime() % 65536 === Math.trunc(value.getTime() / 65536),
  },
  pattern: {
    make: (n) => new RegExp(`^${n}-${n}$`),
    isWhole: ({ source }: RegExp) => source === `^${parseInt(source.slice(1))}-${parseInt(source.slice(1))}$`,
  },
  problem: {
    make: (n) => new RangeError(textOf(n)),
    isWhole: (value: Error) => value instanceof RangeError && isText(value.message),
  },
  inner: {
    make: (n) => ({ number: n, deep: [n, { text: textOf(n) }] }),
    isWhole: ({ number, deep }: { number: number; deep: [number, { text: string }] }) =>
      deep[0] === number && deep[1].text === textOf(number) && deep.length === 2,
  },
  numbers: {
    make: (n) => new Float64Array(9).fill(n),
    isWhole: (value: Float64Array) => value.length === 9 && value.every((each) => each === value[0]),
  },
  part: {
    make: (n) => SharedArray.int32([0, n, n, n, 0]).subarray(1, 4),
    isWhole: (value: Int32Array) =>
      value.length === 3 && value.every((each) => each === value[0] && each > 0),
  },
  atomic: {
    make: (n) => (n % 2 === 0 ? new AtomicInt32(n * 0x10001) : new AtomicFloat64(n * 0x10001)),
    isWhole: (value: AtomicInt32) => value.load() >>> 16 === (value.load() & 0xffff),
  },
  map: {
    make: (n) => new SharedMap([[n, textOf(n)]]),
    isWhole: (value: SharedMap<number, string>) => [...value].every(([key, text]) => text === textOf(key)),
  },
  set: { make: (n) => new SharedSet([textOf(n)]), isWhole: (value: SharedSet) => [...value].every(isText) },
  list: {
    make: (n) => new SharedList<unknown>([textOf(n), { text: textOf(n) }]),
    isWhole: (value: SharedList<string | { text: string }>) =>
      value.every((each) => isText(typeof each === 'object' ? each.text : each)),
  },
  pair: {
    make: (n) => new Pair({ x: n, y: -n }),
    isWhole: (value: { x: number; y: number }) => value.x === -value.y,
  },
}
const WRONG = 'was not whole'
const NAMES = Object.keys(KINDS)

type Fields = Record<string, unknown>

export class Thing {
  [name: string]: unknown
  constructor(number: number) {
    for (const name of NAMES) this[name] = KINDS[name]?.make(number)
  }
  /** As a method sees its fields. */
  look(name: string): unknown {
    return this[name]
  }
}

/** What all threads have. */
export interface Things {
  readonly all: Fields
  readonly queue: unknown[]
}

const PLACES = 4

export function makeThings(): Things {
  const all: Fields = shared({})
  for (let place = 0; place < PLACES; place++) all[`place ${place}`] = new Thing(place + 1)
  return { all, queue: shared([]) }
}

/** A way of being wrong, for the check that the storm notices it. */
export type Fault = 'half an object' | undefined

/** One random step. @returns what this thread saw that was not whole. */
export function step({ all, queue }: Things, random: Random, fault: Fault): string | undefined {
  const number = integer(random, 1, 0x7fff)
  const place = `place ${integer(random, 0, PLACES)}`
  const name = NAMES[integer(random, 0, NAMES.length)] ?? 'text'
  const kind = KINDS[name] as Kind
  const thing = all[place] as Thing
  switch (integer(random, 0, 12)) {
    case 0: {
      const fresh = shared(new Thing(number))
      if (number % 3 === 0) fresh['self'] = fresh
      all[place] = fresh
      if (number % 2 === 0) dispose(fresh)
      return undefined
    }
    case 1:
      if (number % 8 === 0) delete thing[name]
      return undefined
    case 2:
      update(thing, name, (old) => (isWhole(kind, old) ? kind.make(number) : WRONG))
      return undefined
    case 3:
      queue.push({ number, text: textOf(number) })
      return undefined
    case 4: {
      const got = (number % 2 === 0 ? queue.pop() : queue.shift()) as
        | { number: number; text: string }
        | undefined
      return got === undefined || got.text === textOf(got.number) ? undefined : `queue: ${got.text}`
    }
    case 5: {
      if (queue.length > 20) queue.splice(3, 10)
      thing[`more ${number % 100}`] = textOf(number)
      const more = thing[`more ${(number + 1) % 100}`]
      return more === undefined || isText(more) ? undefined : `more: ${String(more)}`
    }
    case 6: {
      if (number % 64 === 0) memory({ collect: true })
      return undefined
    }
    case 7:
    case 8: {
      const fresh = kind.make(number)
      thing[name] = fresh
      if (fault !== undefined && name === 'inner') (thing['inner'] as Fields)['number'] = -number
      if (typeof fresh === 'object' && fresh !== null && Symbol.dispose in fresh) dispose(fresh)
      return undefined
    }
    default: {
      const value = thing.look(name)
      const fine = isWhole(kind, value)
      // this thread's handle: others go on
      if (number % 2 === 0 && typeof value === 'object' && value !== null && Symbol.dispose in value)
        dispose(value)
      return fine ? undefined : `${name}: ${inspect(value)}`
    }
  }
}

/** A field may have been deleted. What `update()` has found to be wrong is a text, and no object of the kind. */
function isWhole({ isWhole: check }: Kind, value: unknown): boolean {
  if (value === WRONG) return false
  return value === undefined || check(value as never)
}

/** @returns what this thread saw that was not whole. */
export function stormOfFields(things: Things, seed: number, steps: number, fault: Fault): string[] {
  const random = randomFrom(seed)
  const faults: string[] = []
  for (let done = 0; done < steps && faults.length === 0; done++) {
    const wrong = step(things, random, fault)
    if (wrong !== undefined) faults.push(`step ${done}: ${wrong}`)
  }
  return faults
}
