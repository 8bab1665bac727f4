/** The start of a collection that is made with contents. */
import type { ObjectKind } from '../runtime/object-kind.ts'
import { dropSlots } from './slot-list.ts'

/**
 * The block of the handle under construction, a new one or a twin's, which has contents of its own.
 * @param slots - the contents, packed; given back when the block is a twin's, or there is none.
 * @param fill - puts them into a new block, which owns them from then on.
 */
export function claimFilled<T extends object>(
  kind: ObjectKind<T>,
  handle: T,
  slots: Int32Array,
  fill: (address: number, slots: Int32Array) => void,
): number {
  let isNew = false
  try {
    return kind.claim(handle, (address) => {
      isNew = true
      fill(address, slots)
    })
  } finally {
    if (!isNew) dropSlots(slots, 0)
  }
}
