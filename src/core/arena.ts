/**
 * The allocator of the arena: size classes with free lists, and a bump pointer behind them.
 *
 * Blocks are never merged: programs use few sizes, and a freed block waits for the next one of its class. Four classes
 * per power of two keep the waste under 25 %. The caller frees with the size it allocated, so a block has no header.
 * Blocks of 64 bytes and more are 64-byte aligned: a contended word shares its cache line with nobody.
 *
 * Words: ALLOCATOR_LOCK guards BUMP, USED_16 and FREE_LISTS (a free block's first word is the next free block).
 * Each thread keeps a few freed small blocks of its own, so most pairs of allocate and free take no lock. Where one thread
 * allocates what another frees, as in a queue, blocks go from cache to cache by the free lists, several at a time.
 */
import { add, load, store } from '#atomics'
import { ThreadError } from '../errors.ts'
import { ALLOCATOR_LOCK, ARENA_BYTES_16, BUMP, FREE_LISTS, FREE_LISTS_END, USED_16 } from './layout.ts'
import { u8 } from './memory.ts'
import { acquire, release } from './mutex.ts'

const UNIT = 16
const CACHED_BYTES = 4096
const CACHED_BLOCKS = 16
/** So many go into an empty cache or out of a full one under one lock. */
const BATCH = 8
/** No arena is larger, and sizes beyond have no class. */
const MAX_BYTES = 2 ** 31
const LAST_CLASS = (FREE_LISTS_END - FREE_LISTS) / 4 - 1

const cache: number[][] = []
/** Whose name stands in ALLOCATOR_LOCK: an ident, set when the thread attaches. */
let owner = 1

export function setAllocatingThread(ident: number): void {
  owner = ident
}

/** Size class of `bytes`; class sizes are 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 … */
function classOf(bytes: number): number {
  const units = Math.max(1, Math.ceil(bytes / UNIT))
  if (units <= 4) return units - 1
  const power = 31 - Math.clz32(units - 1)
  return (power - 1) * 4 + (((units - 1) >>> (power - 2)) & 3)
}

function bytesOf(sizeClass: number): number {
  if (sizeClass < 4) return (sizeClass + 1) * UNIT
  const power = (sizeClass >>> 2) + 1
  return (5 + (sizeClass & 3)) * 2 ** (power - 2) * UNIT
}

/**
 * Hands out a block of at least `bytes`, its content undefined.
 * @throws ThreadError when the arena is full; nothing has changed then.
 */
export function allocate(bytes: number): number {
  if (bytes > MAX_BYTES) throw arenaFull(bytes)
  const sizeClass = classOf(bytes)
  const cached = cache[sizeClass]?.pop()
  if (cached !== undefined) return cached
  acquire(ALLOCATOR_LOCK, owner, Infinity)
  try {
    const free = takeFree(sizeClass)
    if (free === undefined) return takeNew(sizeClass, bytes)
    fillCache(sizeClass)
    return free
  } finally {
    release(ALLOCATOR_LOCK)
  }
}

/** The caller holds ALLOCATOR_LOCK. Only what was freed before is taken: nothing is new that nobody has asked for. */
function fillCache(sizeClass: number): void {
  if (bytesOf(sizeClass) > CACHED_BYTES) return
  const mine = (cache[sizeClass] ??= [])
  while (mine.length < BATCH) {
    const free = takeFree(sizeClass)
    if (free === undefined) return
    mine.push(free)
  }
}

/** As {@link allocate}, filled with zeros. */
export function allocateZeroed(bytes: number): number {
  const address = allocate(bytes)
  u8.fill(0, address, address + bytes)
  return address
}

/** Gives a block back. Nobody may touch it after this call. */
export function free(address: number, bytes: number): void {
  const sizeClass = classOf(bytes)
  const mine = bytesOf(sizeClass) <= CACHED_BYTES ? (cache[sizeClass] ??= []) : undefined
  if (mine !== undefined && mine.length < CACHED_BLOCKS) {
    mine.push(address)
    return
  }
  acquire(ALLOCATOR_LOCK, owner, Infinity)
  giveBack(address, sizeClass)
  for (let n = mine === undefined ? 0 : BATCH; n > 0; n--) giveBack(mine?.pop() ?? 0, sizeClass)
  release(ALLOCATOR_LOCK)
}

/** Gives this thread's cached blocks back; called when a carrier retires. */
export function flushCache(): void {
  acquire(ALLOCATOR_LOCK, owner, Infinity)
  for (const [sizeClass, blocks] of cache.entries()) {
    for (const address of blocks?.splice(0) ?? []) giveBack(address, sizeClass)
  }
  release(ALLOCATOR_LOCK)
}

/** Bytes handed out now (cached free blocks count as handed out), ever touched, and in all. */
export function arenaUse(): { used: number; touched: number; size: number } {
  return { used: load(USED_16) * UNIT, touched: load(BUMP) * UNIT, size: load(ARENA_BYTES_16) * UNIT }
}

/** The caller holds ALLOCATOR_LOCK. */
function giveBack(address: number, sizeClass: number): void {
  const head = FREE_LISTS + sizeClass * 4
  store(address, load(head))
  store(head, address)
  add(USED_16, -(bytesOf(sizeClass) / UNIT))
}

function takeFree(sizeClass: number): number | undefined {
  const head = FREE_LISTS + sizeClass * 4
  const address = load(head)
  if (address === 0) return undefined
  store(head, load(address))
  add(USED_16, bytesOf(sizeClass) / UNIT)
  return address
}

function takeNew(sizeClass: number, asked: number): number {
  const units = sizeClass > LAST_CLASS ? Infinity : bytesOf(sizeClass) / UNIT
  const at = load(BUMP)
  const start = units >= 4 ? (at + 3) & ~3 : at
  if (start + units > load(ARENA_BYTES_16)) throw arenaFull(asked)
  store(BUMP, start + units)
  add(USED_16, units)
  return start * UNIT
}

function arenaFull(asked: number): ThreadError {
  const { used, size } = arenaUse()
  return new ThreadError(
    `the arena is full: ${asked} bytes asked for, ${used} of ${size} in use; dispose() shared objects that are no longer needed, return to the event loop so that dropped ones can be reclaimed, or reserve more with NOGIL_ARENA_MB`,
  )
}
