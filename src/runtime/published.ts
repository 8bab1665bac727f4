/**
 * A value that one thread sets and every thread sees: configuration, hooks.
 *
 * P_MESSAGE is the encoded value (0: never set), replaced under P_MUTEX; P_VERSION rises with each change, after the
 * message is in place. A thread compares the version (one load) and decodes again only when it has changed.
 */
import { add, load, store } from '#atomics'
import { PUBLISHED } from '../core/layout.ts'
import { acquire, release } from '../core/mutex.ts'
import { ensureArena } from './arena-boot.ts'
import { freeMessage } from './message.ts'
import { decodeMessage, encodeMessage } from './messages.ts'
import { P_MESSAGE, P_MUTEX, P_VERSION, SLOT_BYTES } from './published-slot.ts'
import { selfIdent } from './self.ts'

export class Published<T> {
  readonly #slot: number
  #seen = 0
  #value: T | undefined

  /** @param slot - one of the SLOT_ constants. */
  constructor(slot: number) {
    this.#slot = PUBLISHED + slot * SLOT_BYTES
  }

  /** How often the value has been set so far; changes exactly when the value does. */
  version(): number {
    ensureArena()
    return load(this.#slot + P_VERSION)
  }

  /** This thread's copy of the value; the same object until the value is set again. */
  read(): T | undefined {
    if (this.version() === this.#seen) return this.#value
    acquire(this.#slot + P_MUTEX, selfIdent, Infinity)
    try {
      return this.#load()
    } finally {
      release(this.#slot + P_MUTEX)
    }
  }

  /**
   * Replaces the value by what `change` makes of the present one; others wait meanwhile, so no change is lost.
   * @throws CaptureError when the new value can't cross to other threads; the old one stays.
   */
  update(change: (old: T | undefined) => T): T {
    ensureArena()
    acquire(this.#slot + P_MUTEX, selfIdent, Infinity)
    try {
      const value = change(this.#load())
      const message = encodeMessage(value)
      const old = load(this.#slot + P_MESSAGE)
      store(this.#slot + P_MESSAGE, message)
      this.#seen = add(this.#slot + P_VERSION, 1) + 1
      this.#value = value
      if (old !== 0) freeMessage(old)
      return value
    } finally {
      release(this.#slot + P_MUTEX)
    }
  }

  /** The caller holds the slot's mutex. */
  #load(): T | undefined {
    const version = load(this.#slot + P_VERSION)
    const message = load(this.#slot + P_MESSAGE)
    if (version !== this.#seen && message !== 0) this.#value = decodeMessage(message) as T
    this.#seen = version
    return this.#value
  }
}
