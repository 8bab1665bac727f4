/** Short ways to write down what became of a test of CPython. */
import type { Fate, Reason } from './cpython-tests.ts'

/** Its assertions hold here as they stand, but for the spelling. */
export const same: Fate = { status: 'same' }

/** Its assertions are put another way. @param how - What differs. */
export function adapted(how: string): Fate {
  return { status: 'adapted', how }
}

export function absent(why: Reason): Fate {
  return { status: 'absent', why }
}

/** What several texts of objects have in common. */
export const ownText: Fate = adapted(
  "the text has this library's form, with an address that stays the object's",
)

/** What is about memory. */
export const collected: Fate = adapted('by a WeakRef and a forced collection')
