/**
 * What a finished future came to, as one thread's handle has it: decoded once, the same one each time.
 *
 * A value may be large, and its future may live long: in a list, or until finalizers run. So where this handle is all that
 * there is of the future, the message is freed once the value has been decoded, and made again, from the value as it is
 * then, should the future cross to another thread. Not so for errors, whose stacks grow where they are thrown again, and
 * for what only a parcel can carry.
 */
import { load } from '#atomics'
import { isAlone, isKept, keepValue, markSeen, restoreValue } from '../core/future.ts'
import { F_VALUE } from '../core/futures-layout.ts'
import { hand } from '../core/queue-ring.ts'
import { freeBlock, hasParcel, ownsBlock, pack } from '../runtime/item.ts'
import { readSettled, readSettledAsync } from './settled.ts'
import type { Settled } from './settled.ts'

export class Answer {
  #settled: Settled | undefined
  /** While modules are loaded, after which the message is read once more. */
  #reading: Promise<Settled> | undefined
  #isPacking = false

  /** What is known of it here; undefined before it was first asked for. */
  get settled(): Settled | undefined {
    return this.#settled
  }

  /** This thread has said itself what the future came to. */
  set settled(settled: Settled | undefined) {
    this.#settled = settled
  }

  /** The future is finished. */
  read(future: number): Settled {
    markSeen(future)
    if (this.#settled === undefined) {
      this.#settled = readSettled(future)
      if (this.#reading === undefined) freeIfAlone(future)
    }
    return this.#settled
  }

  /** As {@link read}, where modules can be waited for: a promise when there are any. */
  readAsync(future: number): Settled | Promise<Settled> {
    markSeen(future)
    if (this.#settled !== undefined) return this.#settled
    const reading = this.#reading ?? readSettledAsync(future)
    if (reading instanceof Promise) return this.#await(future, (this.#reading = reading))
    this.#settled = reading
    freeIfAlone(future)
    return reading
  }

  async #await(future: number, reading: Promise<Settled>): Promise<Settled> {
    try {
      const settled = await reading
      this.#settled ??= settled
    } finally {
      // the first of those who have waited
      if (this.#reading === reading) {
        this.#reading = undefined
        if (this.#settled !== undefined) freeIfAlone(future)
      }
    }
    return this.#settled
  }

  /** The future is about to cross: others will want to read it. @throws CaptureError when the value can't cross any more. */
  pack(future: number): void {
    // its value may have the future in itself
    if (this.#settled === undefined || !('value' in this.#settled) || this.#isPacking || !isKept(future))
      return
    this.#isPacking = true
    try {
      pack(this.#settled.value)
      restoreValue(future, hand)
    } finally {
      this.#isPacking = false
    }
  }
}

/** Nobody can ask for the value but by the handle that has it. */
function freeIfAlone(future: number): void {
  const at = future + F_VALUE
  const [kind, block, bytes] = [load(at), load(at + 4), load(at + 8)]
  if (!isAlone(future) || !ownsBlock(kind) || hasParcel(kind, block)) return
  if (keepValue(future)) freeBlock(kind, block, bytes)
}
