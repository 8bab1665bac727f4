/**
 * Shared objects in the form AS_TABLE: a map of their own (shared/keyed.ts) says which name is in which cell. An object becomes
 * one when a field is deleted, or when it has too many, and stays one.
 *
 * A cell never gets another name, because threads that knew the object as it was before may still look there: cells of deleted
 * fields stay empty, until a new block is needed. All of this is done under the object's mutex, so nobody waits for the
 * map's own.
 */
import { allocateZeroed, free } from '../core/arena.ts'
import { cellHand, clearCell, copyCell } from '../core/cell.ts'
import { capacityOf, cellAt, installRenumbered, makeCells, reserveCells } from '../core/cells.ts'
import { KEYED_BYTES } from '../core/data-layout.ts'
import { peek, poke } from '../core/guarded.ts'
import { i32, u8 } from '../core/memory.ts'
import { AS_TABLE, CB_FIRST, CELL_BYTES, OB_LENGTH, OB_NAMES, OB_TABLE } from '../core/object-layout.ts'
import { initKeyed, keysOf, packEntries, releaseKeyed } from './keyed-contents.ts'
import { countOf, deleteKey, readValue, writeValue } from './keyed.ts'

/** A map in which the names have their places as values. @throws ThreadError when the arena is full. */
function makeTable(names: readonly string[]): number {
  const entries = packEntries(names.map((name, number) => [name, number]))
  const table = allocateZeroed(KEYED_BYTES)
  try {
    initKeyed(table, entries)
  } catch (error) {
    free(table, KEYED_BYTES)
    throw error
  }
  return table
}

function freeTable(table: number): void {
  releaseKeyed(table)
  free(table, KEYED_BYTES)
}

/** The object is being freed. */
export function releaseTable(object: number): void {
  freeTable(peek(object + OB_TABLE))
}

/** The object's names into a table, its cells being in their order. @throws ThreadError; nothing has changed then. */
export function becomeTable(object: number, names: readonly string[]): void {
  const table = makeTable(names)
  const words = object >>> 2
  i32[words + (OB_TABLE >>> 2)] = table
  i32[words + (OB_LENGTH >>> 2)] = names.length
  i32[words + (OB_NAMES >>> 2)] = AS_TABLE
}

/** Address of the name's cell, 0 when there is none. */
export function cellInTable(object: number, name: string): number {
  const number = readValue(peek(object + OB_TABLE), name) as number | undefined
  return number === undefined ? 0 : cellAt(object, number)
}

/** A new name. @returns its cell, which is empty. @throws ThreadError when the arena is full; nothing has changed then. */
export function addToTable(object: number, name: string): number {
  const number = roomForOne(object)
  // before the name: a thread that dies in between wastes a cell, and no cell gets two names
  poke(object + OB_LENGTH, number + 1)
  writeValue(peek(object + OB_TABLE), name, number)
  return cellAt(object, number)
}

/** @returns the number of a cell that has had no name. */
function roomForOne(object: number): number {
  const used = peek(object + OB_LENGTH)
  if (used < capacityOf(object)) return used
  if (countOf(peek(object + OB_TABLE)) > used / 2) reserveCells(object, used + 1)
  else compact(object)
  return peek(object + OB_LENGTH)
}

/** New cells and a new table for the fields that there are. */
function compact(object: number): void {
  const old = peek(object + OB_TABLE)
  const names = namesInTable(object)
  const from = names.map((name) => cellInTable(object, name))
  const table = makeTable(names)
  let block: number
  try {
    block = makeCells(Math.max(4, names.length * 2))
  } catch (error) {
    freeTable(table)
    throw error
  }
  for (const [number, cell] of from.entries())
    u8.copyWithin(block + CB_FIRST + number * CELL_BYTES, cell, cell + CELL_BYTES)
  installRenumbered(object, block, table, names.length)
  freeTable(old)
}

/** Takes the name out, if it is there. @returns whether it was; its value is in the hand of cells then, and the caller's. */
export function removeFromTable(object: number, name: string): boolean {
  const cell = cellInTable(object, name)
  if (cell === 0) return false
  copyCell(cellHand, cell)
  clearCell(cell)
  deleteKey(peek(object + OB_TABLE), name)
  return true
}

/** All names, in the order in which they came. */
export function namesInTable(object: number): string[] {
  return keysOf(peek(object + OB_TABLE)) as string[]
}
