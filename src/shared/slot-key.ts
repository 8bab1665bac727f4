/**
 * Keys of maps and sets: values that are the same by SameValueZero have the same words, in every thread. Shared objects
 * are keys by their identity; other objects have none outside of their thread.
 */
import { SLOT_KIND, SLOT_KIND_BITS, SLOT_LATIN1, SLOT_OBJECT, keyHand, valueHand } from '../core/slot.ts'
import { dropShared, isCounted, SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { addHash, makeMessageBlock, pack } from './slot-value.ts'

/** The part of a tag that tells kinds of objects from each other. */
const TAG_PART = 0xffff

/**
 * Takes a key into the hand of keys; the hand of values stays as it is.
 * @throws TypeError for what can't be a key; ThreadError when the arena is full.
 */
export function packKey(key: unknown): void {
  if ((typeof key === 'object' && key !== null) || typeof key === 'function' || typeof key === 'symbol') {
    packObject(key)
    return
  }
  // −0 is 0
  pack(keyHand, key === 0 ? 0 : key)
  if (((keyHand.words[0] as number) & SLOT_KIND) >= SLOT_LATIN1) addHash(keyHand)
}

function packObject(key: object | symbol): void {
  const value = valueHand.words.slice()
  const { tag, address, part } = identityOf(key)
  const block = makeMessageBlock(key, 'the key')
  const { words } = keyHand
  words[0] = SLOT_OBJECT | ((tag & TAG_PART) << SLOT_KIND_BITS)
  words[1] = block
  words[2] = address
  words[3] = part ?? 0
  valueHand.words.set(value)
}

/** What tells the object from all others, for as long as somebody has a reference. */
function identityOf(key: object | symbol): SharedRef {
  const refer = (key as { readonly [SHARED]?: unknown })[SHARED]
  if (typeof refer === 'function') {
    const ref = (refer as () => Partial<SharedRef> | undefined).call(key)
    if (typeof ref?.tag === 'number' && typeof ref.address === 'number' && isCounted(ref.tag)) {
      // the caller has the object: it stays while the reference for the message is taken
      dropShared(ref.address)
      return ref as SharedRef
    }
  }
  throw new TypeError(
    `Expected a key that is the same in all threads: a number, string, bigint, boolean, null, undefined or a shared object, got ${describe(key)}`,
  )
}

function describe(key: object | symbol): string {
  if (typeof key === 'symbol') return `\`${String(key)}\``
  if (typeof key === 'function') return `the function \`${key.name}\``
  const { constructor } = key as { readonly constructor?: unknown }
  return typeof constructor === 'function' ? `an object of the class ${constructor.name}` : 'an object'
}
