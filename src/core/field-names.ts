/**
 * The names that objects have, in their order: a tree of layouts, the same for all threads. A layout is its parent's names
 * and one more; objects that got the same names in the same order have the same layout, and a thread looks a name up once
 * for all of them.
 *
 * Layouts never change but for NA_CHILDREN, the head of a list that only grows: a new layout goes to its front by
 * compareExchange, and who fails to put it there looks again whether another thread has just added the same name. They
 * are never freed, and there are at most MOST_LAYOUTS: an object that would need one more has a table of its own.
 */
import { add, compareExchange, load } from '#atomics'
import { ucs2Slice, writeUcs2 } from '../platform/bytes.ts'
import { allocate, free } from './arena.ts'
import { peek, poke } from './guarded.ts'
import { NAMES_COUNT, NAMES_ROOT } from './layout.ts'
import { u8 } from './memory.ts'
import { NA_CHILDREN, NA_COUNT, NA_LENGTH, NA_NAME, NA_NEXT, NA_PARENT } from './object-layout.ts'

const MOST_LAYOUTS = 4096
const LONGEST_NAME = 256
/** Objects with more fields are tables: the way through the tree grows with their number. */
export const MOST_NAMES = 64

/** The layout without names. @throws ThreadError when the arena is full. */
export function rootLayout(): number {
  const known = load(NAMES_ROOT)
  if (known !== 0) return known
  const made = makeLayout(0, 0, '')
  const faster = compareExchange(NAMES_ROOT, 0, made)
  if (faster === 0) return made
  free(made, NA_NAME)
  return faster
}

function makeLayout(parent: number, count: number, name: string): number {
  const layout = allocate(NA_NAME + name.length * 2)
  poke(layout + NA_PARENT, parent)
  poke(layout + NA_COUNT, count)
  poke(layout + NA_CHILDREN, 0)
  poke(layout + NA_NEXT, 0)
  poke(layout + NA_LENGTH, name.length)
  writeUcs2(u8, name, layout + NA_NAME)
  return layout
}

/** The layout with one name more, which it does not have; 0 when there may be none. @throws ThreadError when the arena is full. */
export function layoutWith(parent: number, name: string): number {
  let newest = load(parent + NA_CHILDREN)
  const known = findAmong(newest, 0, name)
  if (known !== 0) return known
  const count = peek(parent + NA_COUNT) + 1
  if (count > MOST_NAMES || name.length > LONGEST_NAME || load(NAMES_COUNT) >= MOST_LAYOUTS) return 0
  const made = makeLayout(parent, count, name)
  for (;;) {
    poke(made + NA_NEXT, newest)
    const found = compareExchange(parent + NA_CHILDREN, newest, made)
    if (found === newest) break
    const other = findAmong(found, newest, name)
    if (other !== 0) {
      free(made, NA_NAME + name.length * 2)
      return other
    }
    newest = found
  }
  add(NAMES_COUNT, 1)
  return made
}

/** Looks for the name from one layout of a list up to another. */
function findAmong(from: number, end: number, name: string): number {
  for (let at = from; at !== end; at = peek(at + NA_NEXT))
    if (peek(at + NA_LENGTH) === name.length && lastName(at) === name) return at
  return 0
}

function lastName(layout: number): string {
  const from = layout + NA_NAME
  return ucs2Slice(u8, from, from + peek(layout + NA_LENGTH) * 2)
}

/** All names of the layout, in their order. */
export function namesOf(layout: number): string[] {
  const names: string[] = []
  for (let at = layout; peek(at + NA_PARENT) !== 0; at = peek(at + NA_PARENT)) names.push(lastName(at))
  return names.reverse()
}
