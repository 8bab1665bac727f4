/** The end of shared objects: what their cells refer to, and their memory. */
import { load } from '#atomics'
import { CELL_SHARED, copyCell, makeHand } from '../core/cell.ts'
import { capacityOf, cellAt, freeCells } from '../core/cells.ts'
import { AS_TABLE, CELL_BYTES, NO_PROTOTYPE, OB_NAMES, OB_TYPE } from '../core/object-layout.ts'
import { SLOT_KIND } from '../core/slot.ts'
import { dropObject } from '../runtime/object-kind.ts'
import type { Referents } from '../runtime/object-kind.ts'
import { dropShared } from '../runtime/shared-registry.ts'
import { dropField } from './field-value.ts'
import { releaseTable } from './object-table.ts'
import { visitHand } from './slot-value.ts'

/** Objects to be let go of: a long chain of them needs no deep stack. */
const doomed: number[] = []
let isReleasing = false
const hand = makeHand()

/** What the object refers to; under its mutex. */
export function visitObject(object: number, visit: Referents): void {
  const seen = makeHand()
  visit.memory(capacityOf(object) * CELL_BYTES)
  for (let number = capacityOf(object) - 1; number >= 0; number--) {
    copyCell(seen, cellAt(object, number))
    if (((seen.words[0] as number) & SLOT_KIND) === CELL_SHARED) visit.object(seen.words[1] as number)
    else visitHand(seen, visit)
  }
  const type = load(object + OB_TYPE)
  if (type > NO_PROTOTYPE) visit.object(type)
}

/** Lets go of all that the object refers to; its own block is the caller's to free. */
export function releaseObject(object: number): void {
  for (let number = capacityOf(object) - 1; number >= 0; number--) {
    copyCell(hand, cellAt(object, number))
    if (((hand.words[0] as number) & SLOT_KIND) === CELL_SHARED) doomed.push(hand.words[1] as number)
    else dropField(hand)
  }
  freeCells(object)
  if (load(object + OB_NAMES) === AS_TABLE) releaseTable(object)
  const type = load(object + OB_TYPE)
  if (type > NO_PROTOTYPE) dropObject(type)
  if (isReleasing) return
  isReleasing = true
  try {
    for (let at = doomed.pop(); at !== undefined; at = doomed.pop()) dropShared(at)
  } finally {
    isReleasing = false
  }
}
