/**
 * The allocator of the arena: size classes with free lists, and a bump pointer behind them.
 *
 * Programs use few sizes, so a freed block waits for the next one of its class. Four classes per power of two keep the
 * waste under 25 %. The caller frees with the size it allocated, so a block has no header. Blocks of 64 bytes and more
 * are 64-byte aligned: a contended word shares its cache line with nobody. When all of the arena has been handed out
 * once, larger blocks are split, and free neighbours merged (core/free-pieces.ts): a program whose sizes change gets on.
 *
 * Words: ALLOCATOR_LOCK guards BUMP, USED_16 and FREE_LISTS (a free block's first word is the next free block).
 * Each thread keeps a few freed small blocks of its own, so most pairs of allocate and free take no lock. Where one thread
 * allocates what another frees, as in a queue, blocks go from cache to cache by the free lists, several at a time.
 */
import { load } from '#atomics'
import { ThreadError } from '../errors.ts'
import {
  bytesOf,
  classOf,
  giveBack,
  largestPiece,
  LAST_CLASS,
  takeFree,
  takeMerged,
  takeNew,
  takeSplit,
  UNIT,
} from './free-pieces.ts'
import { peek } from './guarded.ts'
import { ALLOCATOR_LOCK, ARENA_BYTES_16, BUMP, HEADER_END, USED_16 } from './layout.ts'
import { i32, u8 } from './memory.ts'
import { acquire, release } from './mutex.ts'

const CACHED_BYTES = 4096
const SMALL_BYTES = 256
const CACHED_BLOCKS = 16
/** So many go into an empty cache or out of a full one under one lock. */
const BATCH = 8
/** No arena is larger, and sizes beyond have no class. */
const MAX_BYTES = 2 ** 31
/** A thread that has taken this part of the arena, and not given it back, is asked to look for garbage. */
const PRESSURE = 1 / 16

const cache: number[][] = []
/** How many new blocks of a class come with the next one: one more each time, for whoever needs many. */
const news: number[] = []
/** Whose name stands in ALLOCATOR_LOCK: an ident, set when the thread attaches. */
let owner = 1
/** Bytes taken less bytes given back by this thread since it was asked last. */
let taken = 0
let whenPressed: () => void = () => {}
let explainFull: (asked: number) => string = () => ''

export function setAllocatingThread(ident: number): void {
  owner = ident
}

/**
 * @param pressed - called when this thread has taken much; must not allocate.
 * @param explain - more for the error of a full arena: who has it.
 */
export function onPressure(pressed: () => void, explain: (asked: number) => string): void {
  whenPressed = pressed
  explainFull = explain
}

/**
 * Hands out a block of at least `bytes`, its content undefined.
 * @throws ThreadError when the arena is full; nothing has changed then.
 */
export function allocate(bytes: number): number {
  const sizeClass = bytes > MAX_BYTES ? Infinity : classOf(bytes)
  const cached = cache[sizeClass]?.pop()
  if (cached !== undefined) return cached
  const address = sizeClass > LAST_CLASS ? undefined : takeShared(sizeClass)
  if (address === undefined) throw arenaFull(bytes)
  taken += bytesOf(sizeClass)
  if (taken > peek(ARENA_BYTES_16) * UNIT * PRESSURE) {
    taken = 0
    whenPressed()
  }
  return address
}

function takeShared(sizeClass: number): number | undefined {
  acquire(ALLOCATOR_LOCK, owner, Infinity)
  try {
    const free = takeFree(sizeClass)
    if (free !== undefined) {
      fillCache(sizeClass, takeFree, BATCH)
      return free
    }
    const fresh = takeNew(sizeClass)
    if (fresh === undefined) return takeSplit(sizeClass) ?? takeRest(sizeClass)
    const more = news[sizeClass] ?? 0
    news[sizeClass] = Math.min(BATCH, more + 1)
    fillCache(sizeClass, takeNew, more)
    return fresh
  } finally {
    release(ALLOCATOR_LOCK)
  }
}

function takeRest(sizeClass: number): number | undefined {
  giveCacheBack()
  return takeMerged(sizeClass)
}

/** The caller holds ALLOCATOR_LOCK. @param take - where the blocks come from. @param count - so many at most. */
function fillCache(sizeClass: number, take: (sizeClass: number) => number | undefined, count: number): void {
  const bytes = bytesOf(sizeClass)
  if (bytes > CACHED_BYTES) return
  const mine = (cache[sizeClass] ??= [])
  for (let n = 0; n < count; n++) {
    const block = take(sizeClass)
    if (block === undefined) return
    mine.push(block)
    taken += bytes
  }
}

/** As {@link allocate}, filled with zeros. */
export function allocateZeroed(bytes: number): number {
  const address = allocate(bytes)
  // a call of fill() takes longer than to clear a small block
  if (bytes <= SMALL_BYTES)
    for (let at = address >>> 2, end = (address + bytes + 3) >>> 2; at < end; at++) i32[at] = 0
  else u8.fill(0, address, address + bytes)
  return address
}

/** Gives a block back. Nobody may touch it after this call. */
export function free(address: number, bytes: number): void {
  const sizeClass = classOf(bytes)
  const size = bytesOf(sizeClass)
  const mine = size <= CACHED_BYTES ? (cache[sizeClass] ??= []) : undefined
  if (mine !== undefined && mine.length < CACHED_BLOCKS) {
    mine.push(address)
    return
  }
  acquire(ALLOCATOR_LOCK, owner, Infinity)
  giveBack(address, sizeClass)
  const batch = mine === undefined ? 0 : BATCH
  for (let n = batch; n > 0; n--) giveBack(mine?.pop() ?? 0, sizeClass)
  release(ALLOCATOR_LOCK)
  taken = Math.max(0, taken - size * (batch + 1))
}

/** Gives this thread's cached blocks back; called when a carrier retires. */
export function flushCache(): void {
  acquire(ALLOCATOR_LOCK, owner, Infinity)
  giveCacheBack()
  release(ALLOCATOR_LOCK)
}

/** The caller holds ALLOCATOR_LOCK. */
function giveCacheBack(): void {
  for (const [sizeClass, blocks] of cache.entries()) {
    for (const address of blocks?.splice(0) ?? []) giveBack(address, sizeClass)
  }
}

export interface ArenaUse {
  /** Bytes handed out now; free blocks that threads keep for themselves count. */
  readonly used: number
  /** Bytes handed out at some time: what follows has never been touched. */
  readonly touched: number
  readonly size: number
}

export function arenaUse(): ArenaUse {
  return { used: load(USED_16) * UNIT, touched: load(BUMP) * UNIT, size: load(ARENA_BYTES_16) * UNIT }
}

/** The largest block that can be had now, in bytes. Merges free neighbours if it has to, which takes a while. */
export function largestFree(): number {
  acquire(ALLOCATOR_LOCK, owner, Infinity)
  try {
    giveCacheBack()
    return largestPiece()
  } finally {
    release(ALLOCATOR_LOCK)
  }
}

function arenaFull(asked: number): ThreadError {
  const { used, size } = arenaUse()
  const figures = `${asked} bytes asked for, ${used + HEADER_END} of ${size} in use, ${largestFree()} in the largest free piece`
  return new ThreadError(`the arena is full: ${figures}; ${explainFull(asked)}`)
}
