/**
 * How shared objects are recognised and crossed: the meeting point of the layers below and above.
 *
 * An object whose contents live in the arena carries a method under {@link SHARED}; the codec sends the tag and the
 * address it returns, and the receiving thread asks the registered reviver of that tag for the same object.
 */
import { load } from '#atomics'

export const SHARED: unique symbol = Symbol.for('nogil.shared') as never

/** What crosses instead of the object: its kind and the byte address of its first word in the arena. */
export interface SharedRef {
  readonly tag: number
  readonly address: number
  /** Which part of the object, where the kind has parts: an integer ≥ 0, default 0. */
  readonly part?: number
  /** URL of the module of ours that registers the kind, for kinds that not every thread has loaded. */
  readonly module?: string
}

/** An object that is shared and not copied when it crosses. */
export interface SharedObject {
  /** Adds a reference, which belongs to the message: it is given back when the message is freed. */
  [SHARED](): SharedRef
}

/** Makes (or finds: one per thread and address) this thread's handle of the object at `address`, or of a part of it. */
export type Reviver = (address: number, part: number) => object

/** Gives one reference to the object at `address` back. */
export type Dropper = (address: number) => void

const revivers = new Map<number, Reviver>()
const droppers = new Map<number, Dropper>()

/**
 * Called once per kind by the module that defines it; tags are listed in `core/layout.ts`.
 * @param drop - missing for kinds whose `address` is a number of their own and that nobody counts.
 */
export function registerShared(tag: number, revive: Reviver, drop?: Dropper): void {
  revivers.set(tag, revive)
  if (drop !== undefined) droppers.set(tag, drop)
}

/** Whether objects of the kind begin with their tag and are counted. */
export function isCounted(tag: number): boolean {
  return droppers.has(tag)
}

/**
 * Gives a message's reference to the object back. A thread that has not loaded the object's module can't: the object
 * then stays, as only the supervisor's few messages could make it.
 */
export function dropShared(address: number): void {
  droppers.get(load(address))?.(address)
}

export function isShared(value: object): value is SharedObject {
  return typeof (value as Partial<SharedObject>)[SHARED] === 'function'
}

/** Whether this thread has loaded the module that registers `tag`. */
export function knowsShared(tag: number): boolean {
  return revivers.has(tag)
}

/** @throws Error when no module registered `tag` in this thread: a bug in the library, not in the program. */
export function reviveShared(tag: number, address: number, part: number = 0): object {
  const revive = revivers.get(tag)
  if (revive === undefined) throw new Error(`bug: no reviver for shared object tag ${tag} at ${address}`)
  return revive(address, part)
}
