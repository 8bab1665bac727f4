/**
 * The elements of a shared array: each function is one step for all other threads. Element number n is cell number n; an
 * empty cell is a hole.
 *
 * A step that moves elements copies their words with one call of the engine after another, without a loop: a thread that
 * is ended from outside has done all of it or nothing.
 */
import { CELL_NONE, cellHand, copyCell, kindIn, NONE_BITS, swapCell } from '../core/cell.ts'
import { capacityOf, cellAt, firstCell, reserveCells } from '../core/cells.ts'
import { peek, poke } from '../core/guarded.ts'
import { i32, i64 } from '../core/memory.ts'
import { OB_LENGTH } from '../core/object-layout.ts'
import { CELL_LONGS, dropCells, keepCells, NO_CELLS, readFirst, valuesOf } from './cell-words.ts'
import type { CellWords } from './cell-words.ts'
import { dropField, keepField, unpackField } from './field-value.ts'
import { ABSENT, enterObject, leaveObject } from './object-fields.ts'

/** As of any array. */
export const MOST_ELEMENTS = 2 ** 32 - 1

function locked<R>(array: number, step: () => R): R {
  enterObject(array)
  try {
    return step()
  } finally {
    leaveObject(array)
  }
}

/** Whether there is a cell with a value. The caller holds the mutex. */
function isFilled(array: number, index: number): boolean {
  return (
    index < Math.min(peek(array + OB_LENGTH) >>> 0, capacityOf(array)) &&
    kindIn(cellAt(array, index)) !== CELL_NONE
  )
}

/** The element, or ABSENT. */
export function readElement(array: number, index: number): unknown {
  const found = locked(array, () => {
    if (!isFilled(array, index)) return false
    copyCell(cellHand, cellAt(array, index))
    keepField(cellHand)
    return true
  })
  return found ? unpackField(cellHand) : ABSENT
}

export function hasElement(array: number, index: number): boolean {
  return locked(array, () => isFilled(array, index))
}

/** The value in the hand of cells becomes the element; the array grows if it has to. The hand's reference is the array's. */
export function writeElement(array: number, index: number): void {
  try {
    locked(array, () => {
      reserveCells(array, index + 1)
      if (peek(array + OB_LENGTH) >>> 0 <= index) poke(array + OB_LENGTH, index + 1)
      swapCell(cellAt(array, index), cellHand)
    })
  } finally {
    // what was there, or, after an error, the new one
    dropField(cellHand)
  }
}

/** The element becomes a hole. */
export function deleteElement(array: number, index: number): void {
  dropCells(locked(array, () => (isFilled(array, index) ? cut(array, index, index + 1) : NO_CELLS)))
}

/** Cuts the array off, or makes holes at its end. */
export function setLength(array: number, length: number): void {
  const gone = locked(array, () => {
    const end = Math.min(peek(array + OB_LENGTH) >>> 0, capacityOf(array))
    const words = cut(array, Math.min(length, end), end)
    i32[(array + OB_LENGTH) >>> 2] = length
    return words
  })
  dropCells(gone)
}

/** Empties cells. @returns what they had: the caller's. The caller holds the mutex. */
function cut(array: number, from: number, to: number): CellWords {
  const first = firstCell(array) >>> 3
  const [start, end] = [first + from * CELL_LONGS, first + to * CELL_LONGS]
  const words = i64.slice(start, end) as unknown as CellWords
  i64.fill(NONE_BITS, start, end)
  return words
}

/**
 * Takes `count` elements from `start` on out and puts others there.
 * @param place - where, from how many elements there are.
 * @param added - belong to the array then; the caller's after an error.
 * @returns those taken out, which are the caller's, their values if reading them may fail, and how many there are now.
 * @throws what reading one of them throws; nothing has changed then.
 */
export function spliceCells(
  array: number,
  place: (length: number) => readonly [start: number, count: number],
  added: CellWords,
): { readonly gone: CellWords; readonly read: unknown[] | undefined; readonly length: number } {
  return locked(array, () => {
    const length = peek(array + OB_LENGTH) >>> 0
    const [start, count] = place(length)
    const more = added.length / CELL_LONGS
    const after = length - count + more
    if (after > MOST_ELEMENTS) throw new RangeError('Invalid array length')
    reserveCells(array, Math.max(length, after))
    const first = firstCell(array) >>> 3
    const gone = wordsOf(array, start, start + count)
    const read = readFirst(gone)
    const at = first + start * CELL_LONGS
    const tail = first + (start + count) * CELL_LONGS
    const end = first + length * CELL_LONGS
    const newTail = at + added.length
    const newEnd = first + after * CELL_LONGS
    const word = (array + OB_LENGTH) >>> 2
    i64.copyWithin(newTail, tail, end)
    i64.set(added, at)
    i64.fill(NONE_BITS, newEnd, Math.max(newEnd, end))
    i32[word] = after
    return { gone, read, length: after }
  })
}

/** Copies of all elements at one moment, with references of their own. */
export function copyCells(array: number): CellWords {
  return locked(array, () => {
    const words = allWords(array)
    keepCells(words)
    return words
  })
}

function allWords(array: number): CellWords {
  return wordsOf(array, 0, Math.min(peek(array + OB_LENGTH) >>> 0, capacityOf(array)))
}

/** The cells from number `from` to before `to`. */
function wordsOf(array: number, from: number, to: number): CellWords {
  const first = firstCell(array) >>> 3
  return i64.slice(first + from * CELL_LONGS, first + to * CELL_LONGS) as unknown as CellWords
}

/** Puts the elements into another order. @param order - given the values, which element comes first, second, … */
export function rearrange(array: number, order: (values: unknown[]) => readonly number[]): void {
  locked(array, () => {
    reserveCells(array, peek(array + OB_LENGTH) >>> 0)
    const words = allWords(array)
    keepCells(words)
    const places = order(valuesOf(words))
    const sorted = new BigInt64Array(words.length)
    for (const [to, from] of places.entries())
      sorted.set(words.subarray(from * CELL_LONGS, (from + 1) * CELL_LONGS), to * CELL_LONGS)
    i64.set(sorted, firstCell(array) >>> 3)
  })
}

/** The element becomes what `change` makes of it, while nobody else writes. */
export function changeElement(
  array: number,
  index: number,
  change: (value: unknown) => unknown,
  pack: (value: unknown) => void,
): unknown {
  let packed = false
  try {
    return locked(array, () => {
      const found = isFilled(array, index)
      if (found) {
        copyCell(cellHand, cellAt(array, index))
        keepField(cellHand)
      }
      const value = change(found ? unpackField(cellHand) : undefined)
      pack(value)
      packed = true
      reserveCells(array, index + 1)
      if (peek(array + OB_LENGTH) >>> 0 <= index) poke(array + OB_LENGTH, index + 1)
      swapCell(cellAt(array, index), cellHand)
      return value
    })
  } finally {
    if (packed) dropField(cellHand)
  }
}
