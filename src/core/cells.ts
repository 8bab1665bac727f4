/**
 * The block of an object's cells: { CB_CAPACITY, CB_OLDER, …, cells }. All changes are made under the object's mutex; numbers
 * are read without it.
 *
 * So a block that was replaced by a larger one is kept until the object is freed, and all of its cells say that they have
 * moved. A reader that still knows its address finds either the value, which the new block had just then as well, or
 * that. Blocks at least double, so the old ones take no more than the new one.
 */
import { allocate, free } from './arena.ts'
import { MOVED_BITS, NONE_BITS } from './cell.ts'
import { peek, poke } from './guarded.ts'
import { i32, i64, u8 } from './memory.ts'
import {
  CB_CAPACITY,
  CB_FIRST,
  CB_OLDER,
  CELL_BYTES,
  OB_CELLS,
  OB_LENGTH,
  OB_TABLE,
} from './object-layout.ts'

/** @throws ThreadError when the arena is full. */
export function makeCells(capacity: number): number {
  const block = allocate(CB_FIRST + capacity * CELL_BYTES)
  poke(block + CB_CAPACITY, capacity)
  poke(block + CB_OLDER, 0)
  i64.fill(NONE_BITS, (block + CB_FIRST) >>> 3, ((block + CB_FIRST) >>> 3) + capacity * 2)
  return block
}

/** Address of the object's first cell. */
export function firstCell(object: number): number {
  return peek(object + OB_CELLS) + CB_FIRST
}

export function cellAt(object: number, number: number): number {
  return firstCell(object) + number * CELL_BYTES
}

export function capacityOf(object: number): number {
  return peek(peek(object + OB_CELLS) + CB_CAPACITY)
}

/** Makes room for so many cells. @throws ThreadError when the arena is full; nothing has changed then. */
export function reserveCells(object: number, count: number): void {
  const capacity = capacityOf(object)
  if (count <= capacity) return
  const block = makeCells(Math.max(count, capacity * 2, 4))
  const from = firstCell(object)
  u8.copyWithin(block + CB_FIRST, from, from + capacity * CELL_BYTES)
  const old = peek(object + OB_CELLS)
  const moved = (old + CB_FIRST) >>> 3
  const end = moved + capacity * 2
  poke(block + CB_OLDER, old)
  // one row: a thread that ends between them would leave readers with the old values for ever
  i32[(object + OB_CELLS) >>> 2] = block
  i64.fill(MOVED_BITS, moved, end)
}

/** A table of names, and a block with a cell for each of its `count` names, in the place of the object's. */
export function installRenumbered(object: number, block: number, table: number, count: number): void {
  const old = peek(object + OB_CELLS)
  const moved = (old + CB_FIRST) >>> 3
  const end = moved + peek(old + CB_CAPACITY) * 2
  poke(block + CB_OLDER, old)
  const words = object >>> 2
  i32[words + (OB_TABLE >>> 2)] = table
  i32[words + (OB_LENGTH >>> 2)] = count
  i32[words + (OB_CELLS >>> 2)] = block
  i64.fill(MOVED_BITS, moved, end)
}

/** The object is being freed: its block and those it has replaced. */
export function freeCells(object: number): void {
  for (let block = peek(object + OB_CELLS); block !== 0;) {
    const older = peek(block + CB_OLDER)
    free(block, CB_FIRST + peek(block + CB_CAPACITY) * CELL_BYTES)
    block = older
  }
}
