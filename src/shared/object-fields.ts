/**
 * The fields of a shared object: finding, adding and deleting the cell of a name, under the object's mutex, and the steps
 * made of it. Each step is one for all other threads.
 */
import { load, tryLock } from '#atomics'
import {
  CELL_NONE,
  cellHand,
  copyCell,
  highOf,
  kindIn,
  saysNumber,
  storeCell,
  storeNumber,
  swapCell,
} from '../core/cell.ts'
import { cellAt, firstCell, reserveCells } from '../core/cells.ts'
import { peek, poke } from '../core/guarded.ts'
import { release, tryAcquire } from '../core/mutex.ts'
import { AS_TABLE, OB_MUTEX, OB_NAMES } from '../core/object-layout.ts'
import { selfIdent } from '../runtime/self.ts'
import { enter, leave } from './collection-lock.ts'
import { dropField, keepField, unpackField } from './field-value.ts'
import { namesAt, namesWith, NO_NAMES } from './object-names.ts'
import type { Names } from './object-names.ts'
import { addToTable, becomeTable, cellInTable, namesInTable, removeFromTable } from './object-table.ts'

/** What this thread knows of an object: enough to read a number without asking anybody. */
export interface View {
  address: number
  names: Names
  /** Address of its first cell, or of one that it had once: all of those say that they have moved. */
  cells: number
}

/** What reading a field gives that is not there. */
export const ABSENT: unique symbol = Symbol('absent')

/** Takes the object's mutex; the hands stay as they are. */
export function enterObject(object: number): void {
  if (tryAcquire(object + OB_MUTEX, selfIdent)) return
  const words = cellHand.words.slice()
  try {
    enter(object, OB_MUTEX)
  } finally {
    cellHand.words.set(words)
  }
}

export function leaveObject(object: number): void {
  leave(object, OB_MUTEX)
}

/** The caller holds the mutex, as in all that follows until the steps. */
function look(view: View): void {
  const form = peek(view.address + OB_NAMES)
  view.names = form === AS_TABLE ? NO_NAMES : namesAt(form)
  view.cells = firstCell(view.address)
}

/** @returns address of the cell with the name, 0 when there is none. It is empty only where a thread died that made it. */
function cellOf(view: View, name: string): number {
  look(view)
  if (view.names === NO_NAMES) return cellInTable(view.address, name)
  const offset = view.names.cells.get(name)
  return offset === undefined ? 0 : view.cells + offset
}

/** Whether there is a value. */
function isFilled(cell: number): boolean {
  return cell !== 0 && kindIn(cell) !== CELL_NONE
}

/** @returns a new field's cell, which is empty. @throws ThreadError when the arena is full; nothing has changed then. */
function addCell(view: View, name: string): number {
  const { address, names } = view
  const next = names === NO_NAMES ? undefined : namesWith(names, name)
  if (next !== undefined) {
    reserveCells(address, next.list.length)
    poke(address + OB_NAMES, next.layout)
    look(view)
    return cellAt(address, next.list.length - 1)
  }
  if (names !== NO_NAMES) becomeTable(address, names.list)
  const cell = addToTable(address, name)
  look(view)
  return cell
}

/** The field's value, or ABSENT. */
export function readField(view: View, name: string): unknown {
  const { address } = view
  let found = false
  enterObject(address)
  try {
    const cell = cellOf(view, name)
    found = isFilled(cell)
    if (found) {
      copyCell(cellHand, cell)
      keepField(cellHand)
    }
  } finally {
    leaveObject(address)
  }
  return found ? unpackField(cellHand) : ABSENT
}

/** Whether the field is certainly not there, found out without the mutex. */
export function lacksField(view: View, name: string): boolean {
  const { names } = view
  return names !== NO_NAMES && load(view.address + OB_NAMES) === names.layout && !names.cells.has(name)
}

export function hasField(view: View, name: string): boolean {
  enterObject(view.address)
  try {
    return isFilled(cellOf(view, name))
  } finally {
    leaveObject(view.address)
  }
}

/**
 * A number into the field, where that needs the least.
 * @returns false when somebody holds the mutex, or the field has had anything but a number: {@link writeField} does it.
 */
export function writeNumber(view: View, offset: number, value: number): boolean {
  const mutex = view.address + OB_MUTEX
  if (tryLock(mutex, selfIdent << 1) !== 1) return false
  const cell = view.cells + offset
  const done = saysNumber(highOf(cell))
  if (done) storeNumber(cell, value)
  release(mutex)
  return done
}

/** The value in the hand of cells into the field, which may be new. The hand's reference is the object's then. */
export function writeField(view: View, name: string): void {
  const { address } = view
  let cell = 0
  let done = false
  try {
    enterObject(address)
    try {
      cell = cellOf(view, name)
      if (cell === 0) storeCell(addCell(view, name), cellHand)
      else swapCell(cell, cellHand)
      done = true
    } finally {
      leaveObject(address)
    }
  } finally {
    // the old value is in the hand, or, after an error, the new one
    if (cell !== 0 || !done) dropField(cellHand)
  }
}

/** @returns whether it was there. */
export function deleteField(view: View, name: string): boolean {
  const { address } = view
  let found = false
  enterObject(address)
  try {
    if (isFilled(cellOf(view, name))) {
      if (view.names !== NO_NAMES) becomeTable(address, view.names.list)
      found = removeFromTable(address, name)
      look(view)
    }
  } finally {
    leaveObject(address)
  }
  if (found) dropField(cellHand)
  return found
}

/** Names of all fields, in the order in which they came. */
export function fieldNames(view: View): readonly string[] {
  const { address } = view
  enterObject(address)
  try {
    look(view)
    return view.names === NO_NAMES ? namesInTable(address) : [...view.names.list]
  } finally {
    leaveObject(address)
  }
}

/** The value becomes what `change` makes of it, while nobody else writes. @param pack - of a value into the hand of cells. */
export function changeField(
  view: View,
  name: string,
  change: (value: unknown) => unknown,
  pack: (value: unknown) => void,
): unknown {
  const { address } = view
  let cell = 0
  let packed = false
  let stored = false
  try {
    enterObject(address)
    try {
      cell = cellOf(view, name)
      const found = isFilled(cell)
      if (found) {
        copyCell(cellHand, cell)
        keepField(cellHand)
      }
      const value = change(found ? unpackField(cellHand) : undefined)
      pack(value)
      packed = true
      if (cell === 0) storeCell(addCell(view, name), cellHand)
      else swapCell(cell, cellHand)
      stored = true
      return value
    } finally {
      leaveObject(address)
    }
  } finally {
    if (packed && (cell !== 0 || !stored)) dropField(cellHand)
  }
}
