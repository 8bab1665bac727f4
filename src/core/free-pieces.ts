/**
 * The free pieces of the arena: lists of blocks by size class, and what lies behind the bump pointer.
 *
 * Everything here is done by a thread that holds ALLOCATOR_LOCK. USED_16 counts what is not on a list and not behind
 * BUMP. Merging takes all lists apart and puts them together anew, so it costs as much as there are free blocks: it is
 * done when nothing else is left, and again only when FREED_BLOCKS blocks have been freed since that could make a
 * difference to the MERGED_BLOCKS that the last merge has left. A thread that dies while it merges loses free memory.
 */
import {
  ARENA_BYTES_16,
  BUMP,
  FREE_LISTS,
  FREE_LISTS_END,
  FREED_BLOCKS,
  MERGED_BLOCKS,
  USED_16,
} from './layout.ts'
import { peek, poke } from './guarded.ts'

export const UNIT = 16
export const LAST_CLASS: number = (FREE_LISTS_END - FREE_LISTS) / 4 - 1
/** Blocks of so many units and more begin at a multiple of it. */
const ALIGNED = 4
/** Merging may cost so many steps for each block freed since the last time. */
const WORTH = 16
/** More classes than there are: a block's place and class in one number, by place. */
const CLASSES = 256

/** Size class of `bytes`; class sizes are 16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 … */
export function classOf(bytes: number): number {
  const units = Math.max(1, Math.ceil(bytes / UNIT))
  if (units <= 4) return units - 1
  const power = 31 - Math.clz32(units - 1)
  return (power - 1) * 4 + (((units - 1) >>> (power - 2)) & 3)
}

export function bytesOf(sizeClass: number): number {
  if (sizeClass < 4) return (sizeClass + 1) * UNIT
  const power = (sizeClass >>> 2) + 1
  return (5 + (sizeClass & 3)) * 2 ** (power - 2) * UNIT
}

function unitsOf(sizeClass: number): number {
  return bytesOf(sizeClass) / UNIT
}

export function giveBack(address: number, sizeClass: number): void {
  list(address, sizeClass)
  poke(USED_16, peek(USED_16) - unitsOf(sizeClass))
  poke(FREED_BLOCKS, peek(FREED_BLOCKS) + 1)
}

function list(address: number, sizeClass: number): void {
  const head = FREE_LISTS + sizeClass * 4
  poke(address, peek(head))
  poke(head, address)
}

export function takeFree(sizeClass: number): number | undefined {
  const head = FREE_LISTS + sizeClass * 4
  const address = peek(head)
  if (address === 0) return undefined
  poke(head, peek(address))
  poke(USED_16, peek(USED_16) + unitsOf(sizeClass))
  return address
}

/** From behind the bump pointer. */
export function takeNew(sizeClass: number): number | undefined {
  const units = unitsOf(sizeClass)
  const at = peek(BUMP)
  const start = aligned(at, units)
  if (start + units > peek(ARENA_BYTES_16)) return undefined
  poke(BUMP, start + units)
  // what alignment skips is a piece as well; of a thread that dies here it is lost, and not handed out twice
  carve(at, start)
  poke(USED_16, peek(USED_16) + units)
  return start * UNIT
}

function aligned(at: number, units: number): number {
  return units >= ALIGNED ? Math.ceil(at / ALIGNED) * ALIGNED : at
}

/** The beginning of a larger free block; the rest of it is free. */
export function takeSplit(sizeClass: number): number | undefined {
  for (let larger = sizeClass + 1; larger <= LAST_CLASS; larger++) {
    const address = takeFree(larger)
    if (address === undefined) continue
    const units = unitsOf(sizeClass)
    const start = address / UNIT
    carve(start + units, start + unitsOf(larger))
    poke(USED_16, peek(USED_16) - (unitsOf(larger) - units))
    return address
  }
  return undefined
}

/** As the others, when free neighbours have become one. */
export function takeMerged(sizeClass: number): number | undefined {
  if (!isWorthMerging()) return undefined
  merge()
  return takeFree(sizeClass) ?? takeNew(sizeClass) ?? takeSplit(sizeClass)
}

function isWorthMerging(): boolean {
  const freed = peek(FREED_BLOCKS)
  return freed > 0 && freed * WORTH >= peek(MERGED_BLOCKS)
}

/** Bytes of the largest block that can be had. */
export function largestPiece(): number {
  if (peek(FREED_BLOCKS) > 0) merge()
  let largest = LAST_CLASS
  while (largest >= 0 && peek(FREE_LISTS + largest * 4) === 0) largest -= 1
  const behind = (peek(ARENA_BYTES_16) - aligned(peek(BUMP), ALIGNED)) * UNIT
  return Math.max(behind, largest < 0 ? 0 : bytesOf(largest))
}

function merge(): void {
  const pieces: number[] = []
  for (let sizeClass = 0; sizeClass <= LAST_CLASS; sizeClass++) {
    const head = FREE_LISTS + sizeClass * 4
    for (let at = peek(head); at !== 0; at = peek(at)) pieces.push((at / UNIT) * CLASSES + sizeClass)
    poke(head, 0)
  }
  const sorted = Float64Array.from(pieces).sort()
  poke(MERGED_BLOCKS, 0)
  poke(FREED_BLOCKS, 0)
  let start = 0
  let end = 0
  for (const piece of sorted) {
    const at = Math.floor(piece / CLASSES)
    if (at !== end) {
      carve(start, end)
      start = at
    }
    end = at + unitsOf(piece % CLASSES)
  }
  if (end === peek(BUMP)) poke(BUMP, start)
  else carve(start, end)
}

/** Lists all from one unit up to another as free blocks, the largest first. */
function carve(from: number, to: number): void {
  let blocks = 0
  for (let at = from; at < to; blocks++) {
    const toAligned = (ALIGNED - (at % ALIGNED)) % ALIGNED
    const room = toAligned > 0 ? Math.min(toAligned, to - at) : to - at
    // the class that all of it fits into, or the one below
    let sizeClass = classOf(room * UNIT)
    if (unitsOf(sizeClass) > room) sizeClass -= 1
    list(at * UNIT, sizeClass)
    at += unitsOf(sizeClass)
  }
  poke(MERGED_BLOCKS, peek(MERGED_BLOCKS) + blocks)
}
