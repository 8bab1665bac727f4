/**
 * One storm over all types of nogil/shared: each value says by itself whether it is whole, and objects are replaced,
 * dropped and disposed of while others read them.
 */
import {
  AtomicBigInt64,
  AtomicBoolean,
  AtomicFloat64,
  AtomicInt32,
  AtomicUint32,
  Lock,
  record,
  SharedArray,
  SharedBytes,
  SharedList,
  SharedMap,
  SharedSet,
  Value,
} from 'nogil'
import type { RecordArray } from 'nogil'
import { integer, randomFrom } from '../support/seed.ts'

export const Point = record({ x: 'float64', y: 'float64', marks: 'int32', sum: 'int64' })
/** Elements of arrays. */
const LENGTH = 16

/** What all threads have; the map also holds the collections and atomics that come and go. */
export interface World {
  readonly box: SharedMap<string, unknown>
  readonly lock: Lock
  readonly value: Value<'int64'>
  readonly array: ReturnType<typeof SharedArray.int32>
  readonly bytes: ReturnType<typeof SharedBytes>
  readonly point: InstanceType<typeof Point>
  readonly points: RecordArray<InstanceType<typeof Point>>
}

export function makeWorld(): World {
  const world = {
    box: new SharedMap<string, unknown>(),
    lock: new Lock(),
    value: new Value('int64', twice(1)),
    array: SharedArray.int32(LENGTH),
    bytes: SharedBytes(LENGTH),
    point: new Point(),
    points: Point.array(LENGTH),
  }
  for (const kind of COMING) world.box.set(kind, make(kind, 1))
  return world
}

/** The same number in both halves. */
function twice(number: number): bigint {
  return (BigInt(number) << 32n) | BigInt(number)
}

function isTwice(value: bigint): boolean {
  return value >> 32n === (value & 0xffffffffn)
}

function isTwice16(value: number): boolean {
  return value >>> 16 === (value & 0xffff)
}

/** A text that says its number again and again, short, or so long that it has memory of its own. */
function textOf(number: number): string {
  return `${number};`.repeat(1 + (number % 40))
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value === textOf(parseInt(value))
}

const COMING = ['int32', 'uint32', 'big', 'float', 'boolean', 'map', 'set', 'list', 'array'] as const
type Coming = (typeof COMING)[number]

function make(kind: Coming, number: number): unknown {
  switch (kind) {
    case 'int32':
      return new AtomicInt32(number * 0x10001)
    case 'uint32':
      return new AtomicUint32(number * 0x10001)
    case 'big':
      return new AtomicBigInt64(twice(number))
    case 'float':
      return new AtomicFloat64(number + number / 65536)
    case 'boolean':
      return new AtomicBoolean(number % 2 === 0)
    case 'map':
      return new SharedMap([[number, textOf(number)]])
    case 'set':
      return new SharedSet([textOf(number)])
    case 'list':
      return new SharedList([textOf(number), { text: textOf(number + 1) }])
    case 'array':
      return SharedArray.float64(Array.from({ length: LENGTH }, () => number))
  }
}

/** Reads an object that others change; and changes it. @returns what is wrong with it. */
function use(object: unknown, number: number): string | undefined {
  if (object instanceof AtomicInt32 || object instanceof AtomicUint32) {
    const old = object.exchange(number * 0x10001)
    return isTwice16(old) ? undefined : `${object.constructor.name} ${old}`
  }
  if (object instanceof AtomicBigInt64) {
    const old = number % 2 === 0 ? object.exchange(twice(number)) : object.load()
    return isTwice(old) ? undefined : `AtomicBigInt64 ${old}`
  }
  if (object instanceof AtomicFloat64) {
    const old = object.exchange(number + number / 65536)
    return old === Math.trunc(old) + Math.trunc(old) / 65536 ? undefined : `AtomicFloat64 ${old}`
  }
  if (object instanceof AtomicBoolean) {
    const old: unknown = object.exchange(number % 2 === 0)
    return typeof old === 'boolean' ? undefined : `AtomicBoolean ${String(old)}`
  }
  if (object instanceof SharedMap) return useMap(object, number)
  if (object instanceof SharedSet) {
    if (object.size > 20) object.clear()
    object.add(textOf(number))
    return [...object].every(isText) ? undefined : `SharedSet ${[...object].join()}`
  }
  if (object instanceof SharedList) return useList(object as SharedList<unknown>, number)
  const array = object as Float64Array
  array.fill(number)
  return array.every(Number.isInteger) ? undefined : `SharedArray ${array.join()}`
}

function useMap(map: SharedMap<number, string>, number: number): string | undefined {
  const key = number % 8
  map.set(key, textOf(number))
  if (number % 16 === 0) map.delete(key)
  const value = map.get((number + 1) % 8)
  const whole = (value === undefined || isText(value)) && [...map.values()].every(isText)
  return whole ? undefined : `SharedMap ${String(value)}`
}

function useList(list: SharedList<unknown>, number: number): string | undefined {
  const isWhole = (each: unknown): boolean =>
    each === undefined || isText(typeof each === 'object' ? (each as { text: string }).text : each)
  if (list.length > 20) list.splice(2, 10)
  list.push(number % 2 === 0 ? textOf(number) : { text: textOf(number) })
  const taken = number % 3 === 0 ? list.shift() : list.at(-1)
  return isWhole(taken) && list.every(isWhole) ? undefined : `SharedList ${String(taken)}`
}

/** Ways of writing that tear, and how the check begins that must notice. */
export const TEARING = {
  'a value in halves': 'Value',
  'a record without its lock': 'record',
  'an array element in halves': 'element',
} as const
export type Tearing = keyof typeof TEARING

/** Under the lock several fields belong together; without it each field, and each element, is whole for itself. */
function useFixed(world: World, number: number, tearing: Tearing | undefined): string | undefined {
  const { lock, value, array, bytes, point, points } = world
  const at = number % LENGTH
  if (!isTwice(value.value)) return `Value ${value.value}`
  if (tearing === 'a value in halves') {
    value.value = twice(number) >> 32n
    pause()
  }
  value.value = twice(number)
  const element = array[at] ?? NaN
  if (!isTwice16(element)) return `element ${element}`
  if (tearing === 'an array element in halves') {
    array[at] = number
    pause()
  }
  array[at] = number * 0x10001
  if (tearing !== 'a record without its lock') lock.acquire()
  try {
    if (!bytes.every((byte) => byte === bytes[0])) return `SharedBytes ${bytes.join()}`
    bytes.fill(number & 0xff)
    for (const each of [point, points.at(at)]) {
      if (each.x !== -each.y || each.sum !== BigInt(each.marks) * 3n)
        return `record ${each.x} ${each.y} ${each.marks}`
      each.x = number
      each.marks = number
      if (tearing === 'a record without its lock') pause()
      each.y = -number
      each.sum = BigInt(number) * 3n
    }
    return undefined
  } finally {
    if (tearing !== 'a record without its lock') lock.release()
  }
}

const forPauses = new Int32Array(new SharedArrayBuffer(4))
/** Lets other threads run. */
function pause(): void {
  Atomics.wait(forPauses, 0, 0, 0.05)
}

/** @returns what this thread saw that was not whole. */
export function storm(world: World, seed: number, steps: number, tearing?: Tearing): string[] {
  const random = randomFrom(seed)
  const faults: string[] = []
  for (let step = 0; step < steps && faults.length === 0; step++) {
    const number = integer(random, 1, 0x7fff)
    const kind = COMING[integer(random, 0, COMING.length)] ?? 'int32'
    let fault: string | undefined
    switch (integer(random, 0, 8)) {
      case 0: {
        // another one takes its place: who reads the old one goes on
        const fresh = make(kind, number)
        world.box.set(kind, fresh)
        if (number % 2 === 0) (fresh as Disposable)[Symbol.dispose]()
        break
      }
      case 1: {
        const object = world.box.get(kind)
        fault = use(object, number)
        ;(object as Disposable)[Symbol.dispose]()
        break
      }
      case 2:
      case 3:
      case 4:
        fault = useFixed(world, number, tearing)
        break
      default:
        fault = use(world.box.get(kind), number)
    }
    if (fault !== undefined) faults.push(`${kind}, step ${step}: ${fault}`)
  }
  return faults
}
