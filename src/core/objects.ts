/**
 * All synchronisation objects of the process: a doubly linked list through their headers, so that a report can name
 * what every thread holds, and what a dead thread held can be given on.
 *
 * Header { O_TAG, O_REFS, O_NEXT, O_PREVIOUS }. OBJECTS_LOCK guards OBJECTS_HEAD, O_NEXT and O_PREVIOUS. O_REFS counts
 * handles (one per thread that has one) and messages that carry the object; whoever takes it to 0 unlinks and frees.
 *
 * The links forward from OBJECTS_HEAD are the list at every moment. A dead holder of OBJECTS_LOCK may leave a back link
 * wrong, and `unlink()` of that object then walks from the head. It knows such a link by what stands before: that leads to
 * another object then. So a back link must never lead to what is not on the list, whose link forward may still be as it was:
 * it is stored when the object that it leads to is on the list already, and is taken back before that leaves it.
 */
import { compareExchange, load } from '#atomics'
import { peek, poke } from './guarded.ts'
import { O_NEXT, O_PREVIOUS, O_REFS, OBJECTS_HEAD, OBJECTS_LOCK } from './layout.ts'
import { acquire, release } from './mutex.ts'

/** Enters a new object; its tag and state are in place. */
export function link(object: number, owner: number): void {
  acquire(OBJECTS_LOCK, owner, Infinity)
  const first = peek(OBJECTS_HEAD)
  poke(object + O_NEXT, first)
  poke(object + O_PREVIOUS, 0)
  poke(OBJECTS_HEAD, object)
  if (first !== 0) poke(first + O_PREVIOUS, object)
  release(OBJECTS_LOCK)
}

/** Takes the object off; its block may be freed after this. */
export function unlink(object: number, owner: number): void {
  acquire(OBJECTS_LOCK, owner, Infinity)
  const next = peek(object + O_NEXT)
  const previous = trueNeighbour(object)
  if (next !== 0) poke(next + O_PREVIOUS, previous)
  poke(previous === 0 ? OBJECTS_HEAD : previous + O_NEXT, next)
  release(OBJECTS_LOCK)
}

/** Takes a reference to an object that may be freed just now. @returns false when it is: its last one has been given back. */
export function retainLive(object: number): boolean {
  for (let count = load(object + O_REFS); count > 0;) {
    const found = compareExchange(object + O_REFS, count, count + 1)
    if (found === count) return true
    count = found
  }
  return false
}

/** What stands before the object: by its back link where that is right, else found from the head. */
function trueNeighbour(object: number): number {
  const previous = peek(object + O_PREVIOUS)
  if (peek(previous === 0 ? OBJECTS_HEAD : previous + O_NEXT) === object) return previous
  let before = 0
  for (let at = peek(OBJECTS_HEAD); at !== object && at !== 0; at = peek(at + O_NEXT)) before = at
  return before
}

/**
 * Visits all objects, youngest first, under OBJECTS_LOCK: none is freed meanwhile. `visit` must not make or free one,
 * and must not wait for anything that a program can hold. It may return false: no more.
 */
export function eachObject(owner: number, visit: (object: number) => void | boolean): void {
  acquire(OBJECTS_LOCK, owner, Infinity)
  try {
    for (let at = peek(OBJECTS_HEAD); at !== 0; at = peek(at + O_NEXT)) if (visit(at) === false) return
  } finally {
    release(OBJECTS_LOCK)
  }
}
