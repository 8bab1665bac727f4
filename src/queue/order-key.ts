/**
 * What an item of a priority queue is sorted by: a number as it is, anything else by its sort key (core/sort-key.ts), a
 * block { length, bytes… } that the item's place owns.
 */
import { allocate, free } from '../core/arena.ts'
import { peek, poke } from '../core/guarded.ts'
import { u8 } from '../core/memory.ts'
import { hand, HAND_KEY, handNumbers } from '../core/queue-ring.ts'
import {
  KEY_END,
  KEY_LIST,
  KEY_OPAQUE,
  KEY_STRING,
  NUMBER_KEY_BYTES,
  REMAINDER_NONE,
  writeNumberKey,
} from '../core/sort-key.ts'

const HEADER = 4
/** Arrays in arrays beyond this compare as if they were the same: no sane order goes so deep. */
const MAX_DEPTH = 100
const utf8 = new TextEncoder()

export interface OrderKey {
  /** 0: `number` says it all. */
  readonly address: number
  readonly number: number
}

/** @throws what a `valueOf()` of the program throws; TypeError for a bigint beyond all numbers; ThreadError when the arena is full. */
export function makeOrderKey(item: unknown): OrderKey {
  const value = plain(item)
  if (typeof value === 'number') return { address: 0, number: value }
  const bytes: number[] = []
  write(value, bytes, 0)
  bytes.push(KEY_END)
  const address = allocate(HEADER + bytes.length)
  poke(address, bytes.length)
  u8.set(bytes, address + HEADER)
  return { address, number: 0 }
}

/** Into the hand, beside the item. */
export function holdOrderKey({ address, number }: OrderKey): void {
  hand[HAND_KEY] = address
  handNumbers[3] = number
}

export function freeOrderKey(address: number): void {
  if (address !== 0) free(address, HEADER + peek(address))
}

/** As `<` sees it: true is 1, a Date its time, an object what its `valueOf()` says. */
function plain(item: unknown): unknown {
  if (typeof item === 'boolean') return Number(item)
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
  const { valueOf } = item as { valueOf?: unknown }
  if (typeof valueOf !== 'function' || valueOf === Object.prototype.valueOf) return item
  const value = (valueOf as () => unknown).call(item)
  return typeof value === 'boolean' ? Number(value) : value
}

function write(item: unknown, to: number[], depth: number): void {
  const value = plain(item)
  if (typeof value === 'number') writeNumber(value, to)
  else if (typeof value === 'bigint') writeBigint(value, to)
  else if (typeof value === 'string') writeString(value, to)
  else if (Array.isArray(value) && depth < MAX_DEPTH) {
    to.push(KEY_LIST)
    for (const element of value as unknown[]) write(element, to, depth + 1)
    to.push(KEY_END)
  } else to.push(KEY_OPAQUE)
}

const number = new Uint8Array(NUMBER_KEY_BYTES)

function writeNumber(value: number, to: number[]): void {
  writeNumberKey(number, 0, value)
  to.push(...number)
}

/** The nearest double, and what is missing to it: large bigints compare exactly, with each other and with numbers. */
function writeBigint(value: bigint, to: number[]): void {
  const nearest = Number(value)
  if (!Number.isFinite(nearest))
    throw new TypeError('Expected a bigint of less than 1024 bits to sort by, got a larger one')
  writeNumber(nearest, to)
  const rest = value - BigInt(nearest)
  if (rest === 0n) return
  const bytes = bytesOf(rest < 0n ? -rest : rest)
  to.pop()
  to.push(REMAINDER_NONE + (rest < 0n ? -bytes.length : bytes.length))
  for (const byte of bytes) to.push(rest < 0n ? 0xff - byte : byte)
}

function bytesOf(magnitude: bigint): number[] {
  const bytes: number[] = []
  for (let left = magnitude; left > 0n; left >>= 8n) bytes.unshift(Number(left & 0xffn))
  return bytes
}

/** UTF-8 orders as code points do. */
function writeString(text: string, to: number[]): void {
  const bytes = utf8.encode(text)
  const length = bytes.length
  to.push(KEY_STRING, length & 0xff, (length >>> 8) & 0xff, (length >>> 16) & 0xff, length >>> 24)
  for (const byte of bytes) to.push(byte)
}
