/** Cells outside of any array, two words of 64 bits each: what is to come into one, or a consistent copy of what is in it. */
import { CELL_MARK, CELL_NONE, CELL_SHARED, makeHand, NAN_BITS, saysNumber } from '../core/cell.ts'
import { CELL_BYTES } from '../core/object-layout.ts'
import { SLOT_DOUBLE, SLOT_INTEGER, SLOT_KIND, SLOT_MESSAGE } from '../core/slot.ts'
import type { Hand } from '../core/slot.ts'
import { dropField, keepField, unpackField } from './field-value.ts'
import { unstolen } from './slot-take.ts'

export type CellWords = BigInt64Array<ArrayBuffer>

export const CELL_LONGS: number = CELL_BYTES / 8
export const NO_CELLS: CellWords = new BigInt64Array(0)

interface Views {
  readonly words: Int32Array
  readonly doubles: Float64Array
}

function viewsOf({ buffer, byteOffset, length }: CellWords): Views {
  return {
    words: new Int32Array(buffer, byteOffset, length * 2),
    doubles: new Float64Array(buffer, byteOffset, length),
  }
}

const hand: Hand = makeHand()

/** Cell number `number` into this file's hand. @returns whether it has a value. */
function take({ words, doubles }: Views, number: number): boolean {
  const at = number * 4
  const high = words[at + 1] as number
  if (saysNumber(high)) {
    hand.words[0] = SLOT_DOUBLE
    hand.doubles[1] = doubles[number * CELL_LONGS] as number
    return true
  }
  hand.words[0] = high & ~CELL_MARK
  hand.words[1] = words[at] as number
  hand.words[2] = words[at + 2] as number
  hand.words[3] = words[at + 3] as number
  return (high & SLOT_KIND) !== CELL_NONE
}

/** The cells get references of their own. The caller holds the mutex of the array that they were copied from. */
export function keepCells(cells: CellWords): void {
  const views = viewsOf(cells)
  for (let number = 0; number < cells.length / CELL_LONGS; number++) if (take(views, number)) keepField(hand)
}

/** Gives the references of the cells from this number on back. */
export function dropCells(cells: CellWords, from: number = 0): void {
  const views = viewsOf(cells)
  for (let number = from; number < cells.length / CELL_LONGS; number++)
    if (take(views, number)) dropField(hand)
}

/** The values, holes where there are none; the references are given back. @throws what decoding one of them throws. */
export function valuesOf(cells: CellWords): unknown[] {
  const count = cells.length / CELL_LONGS
  const views = viewsOf(cells)
  const values: unknown[] = []
  let number = 0
  try {
    for (; number < count; number++) {
      if (take(views, number)) values[number] = unpackField(hand)
    }
  } catch (error) {
    dropCells(cells, number + 1)
    throw error
  }
  values.length = count
  return values
}

/**
 * The values of cells that are about to be taken out, if reading one of them may fail: it needs a class or module that
 * this thread can't load. Then nothing has been taken out yet. The caller holds the mutex of the array.
 * @returns undefined when none of them can fail.
 */
export function readFirst(cells: CellWords): unknown[] | undefined {
  const views = viewsOf(cells)
  for (let number = 0; number < cells.length / CELL_LONGS; number++) {
    take(views, number)
    const kind = (hand.words[0] as number) & SLOT_KIND
    if (kind !== CELL_SHARED && kind !== SLOT_MESSAGE) continue
    keepCells(cells)
    return unstolen(() => valuesOf(cells))
  }
  return undefined
}

function putNumber(cells: CellWords, doubles: Float64Array, number: number, value: number): void {
  if (value === value) doubles[number * CELL_LONGS] = value
  else cells[number * CELL_LONGS] = NAN_BITS
}

/**
 * Cells of all values.
 * @param pack - takes a value into a hand. @param packed - that hand.
 * @throws what `pack` throws; the references made so far are given back then.
 */
export function cellsOf(
  values: readonly unknown[],
  pack: (value: unknown, index: number) => void,
  packed: Hand,
): CellWords {
  const cells: CellWords = new BigInt64Array(values.length * CELL_LONGS)
  const { words, doubles } = viewsOf(cells)
  let number = 0
  try {
    for (; number < values.length; number++) {
      pack(values[number], number)
      const first = packed.words[0] as number
      if (first === SLOT_INTEGER) doubles[number * CELL_LONGS] = packed.words[1] as number
      else if (first === SLOT_DOUBLE) putNumber(cells, doubles, number, packed.doubles[1] as number)
      else {
        words[number * 4] = packed.words[1] as number
        words[number * 4 + 1] = first | CELL_MARK
        words[number * 4 + 2] = packed.words[2] as number
        words[number * 4 + 3] = packed.words[3] as number
      }
    }
  } catch (error) {
    dropCells(cells.subarray(0, number * CELL_LONGS))
    throw error
  }
  return cells
}
