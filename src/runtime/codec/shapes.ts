/**
 * Lists of property names that occur again and again in one message, as in an array of records: the second object of
 * a kind defines its list, further ones name it by number and send their values alone.
 *
 * The first object is written plainly, because most messages hold one of each kind.
 */
import { isInherited } from './key-table.ts'

const SLOTS = 64
/** Seen once in this message. */
const ONCE = -1
/** Holds a name that objects inherit: assigning it would not define it, so it goes the careful way. */
const UNFIT = -2

interface Slot {
  names: readonly string[]
  /** Which message this slot belongs to. */
  message: number
  /** The list's number in the message, or ONCE, or UNFIT. */
  number: number
}

export class ShapeTable {
  readonly #slots: Slot[] = []
  #message = 0
  #count = 0

  /** How many lists the message defines so far. */
  get count(): number {
    return this.#count
  }

  /** Begins a message. */
  forget(): void {
    this.#message++
    this.#count = 0
  }

  /** The number of the list `names`; equal to `count - 1` right after it was defined; -1 to write it plainly. */
  numberOf(names: readonly string[]): number {
    const slot = this.#slotOf(names)
    if (slot.message !== this.#message || !isSame(slot.names, names)) {
      slot.names = names
      slot.message = this.#message
      slot.number = ONCE
      return -1
    }
    if (slot.number === ONCE) slot.number = names.some(isInherited) ? UNFIT : this.#count++
    return slot.number < 0 ? -1 : slot.number
  }

  /** Forgets the lists that were defined since `count` was what it is given as. */
  rewind(count: number): void {
    if (count === this.#count) return
    for (const slot of this.#slots) if (slot.number >= count) slot.message = -1
    this.#count = count
  }

  #slotOf(names: readonly string[]): Slot {
    const slots = this.#slots
    while (slots.length < SLOTS) slots.push({ names: [], message: -1, number: ONCE })
    const first = names[0] as string
    const last = names[names.length - 1] as string
    return slots[(names.length * 17 + first.length * 5 + last.length) & (SLOTS - 1)] as Slot
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
