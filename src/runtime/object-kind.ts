/**
 * What all synchronisation objects have in common: a block in the arena with the header of core/objects.ts, one handle
 * per thread, the crossing, the twins of module level, the end.
 *
 * A class of layer 3 makes one `ObjectKind` and calls `claim(this)` in its constructor: that gives the block to work
 * on, a new one, or, when a handle of an existing object is being made, that object's.
 */
import { add, load, store } from '#atomics'
import { allocateZeroed, free } from '../core/arena.ts'
import { poke } from '../core/guarded.ts'
import { O_REFS, O_TAG, TAG_FREED } from '../core/layout.ts'
import { release, tryAcquire } from '../core/mutex.ts'
import { link, unlink } from '../core/objects.ts'
import { ThreadError } from '../errors.ts'
import { ensureArena } from './arena-boot.ts'
import { Batches } from './batches.ts'
import type { Batch } from './batches.ts'
import { HandleTable } from './handles.ts'
import { isAwaitedWithin } from './mail.ts'
import { reclaimable } from './reclaim.ts'
import { selfIdent } from './self.ts'
import { registerShared } from './shared-registry.ts'
import type { SharedRef } from './shared-registry.ts'
import { forgetTwin, twinOr } from './twins.ts'

export interface KindOptions<T extends object> {
  /** One of the TAG_ constants of core/layout.ts. */
  readonly tag: number
  /** Size of the block, header included; read from the block where it is not the same for all. */
  readonly bytes: number | ((address: number) => number)
  /** For error messages. */
  readonly name: string
  /** Calls the constructor with arguments that pass its checks; they are not used. The block says which class it is. */
  readonly revive: (address: number) => T
  /** Has a handle that {@link ObjectKind.make} made keep its batch, not have a finalizer of its own; asks what reclaim.ts says. */
  keep?(handle: T, batch: Batch): void
  /** Lets go of what the block refers to, before it is freed. */
  readonly release?: (address: number) => void
  /** Names all that the block refers to, and what else it owns: what `release` gives back. Without it, it has nothing. */
  readonly referents?: (address: number, visit: Referents) => void
  /** What keeps the referents from being changed and read; missing where each of them is set once and stays. */
  readonly guard?: Guard
}

/** Keeps others from what an object refers to. */
export interface Guard {
  /** Never waits. @returns whether nobody reads or changes the referents until {@link end}. */
  begin(address: number): boolean
  end(address: number): void
  /** Whether who has the object reads them all the same, without it. */
  readonly isOpen?: boolean
}

/** By a mutex at an offset, which all hold who read or change them. */
export function guardedBy(mutex: number): Guard {
  return {
    begin: (address) => tryAcquire(address + mutex, selfIdent),
    end: (address) => void release(address + mutex),
  }
}

/** What is told by {@link KindOptions.referents}. */
export interface Referents {
  /** A reference to an object. */
  object(address: number): void
  /** A message that is the block's alone. */
  message(address: number): void
  /** A reference to a block that is counted at `refs`; it has a message, or 0. */
  counted(refs: number, message: number, bytes: number): void
  /** Memory that is the block's alone. */
  memory(bytes: number): void
}

const kinds = new Map<number, KindOptions<object>>()
/** How many objects this thread has freed so far. */
export let freedHere = 0

export class ObjectKind<T extends object> {
  readonly #options: KindOptions<T>
  readonly #handles = new HandleTable<T>(dropObject)
  readonly #batches = new Batches((address) => {
    this.#handles.unlearn(address)
    dropObject(address)
  })
  /** The object whose handle is under construction; 0 for a new one. */
  #adopting = 0

  constructor(options: KindOptions<T>) {
    this.#options = options
    kinds.set(options.tag, options)
    registerShared(options.tag, (address) => this.at(address), dropObject)
    if (options.keep !== undefined) reclaimable(this.#handles, this.#batches)
  }

  /** Whether the constructor that asks makes a handle of an existing object: its arguments mean nothing then. */
  get adopting(): boolean {
    return this.#adopting !== 0
  }

  /**
   * The block of the handle under construction.
   * @param init - stores the first state of a new block, which is all zeros but its tag.
   * @param size - of a new block, of a kind whose blocks differ in it.
   * @throws ThreadError when the arena is full.
   */
  claim(handle: T, init?: (address: number) => void, size?: number): number {
    if (this.#adopting !== 0) {
      const address = this.#adopting
      this.#adopting = 0
      return address
    }
    ensureArena()
    this.#handles.prepare()
    const { tag, bytes } = this.#options
    const address = twinOr(tag, () => newObject(tag, size ?? Number(bytes), init))
    this.#handles.remember(address, handle)
    return address
  }

  /** As {@link claim}, but always a new object: for what is made in passing, which no module's reader would count. */
  enter(handle: T, init: (address: number) => void, size: number): number {
    ensureArena()
    this.#handles.prepare()
    const address = newObject(this.#options.tag, size, init)
    this.#handles.remember(address, handle)
    return address
  }

  /** A new object, or its twin, for kinds whose handles are made by `revive` alone. @returns this thread's handle. */
  open(init: (address: number) => void, size: number): T {
    ensureArena()
    return this.#take(twinOr(this.#options.tag, () => newObject(this.#options.tag, size, init)))
  }

  /** A new object that stands at no module's top level, whoever makes it. @returns its handle. */
  make(init?: (address: number) => void): T {
    ensureArena()
    const { tag, bytes, keep } = this.#options
    if (keep === undefined) return this.#take(newObject(tag, Number(bytes), init))
    this.#batches.prepare()
    const address = newObject(tag, Number(bytes), init)
    const handle = this.#revive(address)
    keep(handle, this.#batches.join(address))
    return handle
  }

  /** The handle of a batch is about to cross: by the object's address it will be found again. */
  know(address: number, handle: T): void {
    this.#handles.know(address, handle)
  }

  /** This thread's handle of an object of which the caller has a reference, which is given back. */
  #take(address: number): T {
    try {
      return this.at(address)
    } finally {
      dropObject(address)
    }
  }

  /**
   * This thread's handle of an object made by {@link newObject}, or of its twin.
   * @param made - the caller's reference to it is given back.
   */
  settle(made: number): T {
    const address = twinOr(this.#options.tag, () => made)
    if (address !== made) dropObject(made)
    return this.#take(address)
  }

  /** This thread's handle of the object. @throws ThreadError when it has been freed. */
  at(address: number): T {
    return this.#handles.get(address, () => {
      const { tag, name } = this.#options
      if (load(address + O_TAG) !== tag)
        throw new ThreadError(`no ${name} at 0x${address.toString(16)}: it has been freed`)
      add(address + O_REFS, 1)
      return this.#revive(address)
    })
  }

  /** A handle with the caller's reference, which is given back when there is an error. */
  #revive(address: number): T {
    this.#adopting = address
    try {
      return this.#options.revive(address)
    } catch (error) {
      dropObject(address)
      throw error
    } finally {
      this.#adopting = 0
    }
  }

  /** Whether this thread has a handle of the object. */
  knows(address: number): boolean {
    return this.#handles.has(address)
  }

  /** This thread lets go of the object before the handle is collected; the handle must not be used again. */
  dispose(address: number, batch?: Batch): void {
    if (batch === undefined) this.#handles.forget(address)
    else {
      this.#batches.leave(batch, address)
      this.#handles.unlearn(address)
    }
    dropObject(address)
  }

  /**
   * As {@link dispose}, of an object that this thread may be awaiting.
   * @throws ThreadError when it does; nothing has changed then.
   */
  disposeIdle(address: number, batch?: Batch): void {
    if (isAwaitedWithin(address, address + bytesOfObject(address, this.#options))) {
      throw new ThreadError(
        `this thread still awaits this ${this.#options.name}: dispose of it when its promises have settled`,
      )
    }
    this.dispose(address, batch)
  }

  /** How the object crosses: as itself, with a reference for the message. */
  refer(address: number): SharedRef {
    add(address + O_REFS, 1)
    return { tag: this.#options.tag, address }
  }
}

/** @returns the address of a new object without a handle, with a reference that is the caller's. */
export function newObject(tag: number, bytes: number, init: ((address: number) => void) | undefined): number {
  const address = allocateZeroed(bytes)
  poke(address + O_TAG, tag)
  poke(address + O_REFS, 1)
  try {
    init?.(address)
  } catch (error) {
    free(address, bytes)
    throw error
  }
  link(address, selfIdent)
  return address
}

/** Whether objects that cross by this tag have the header that is counted here. */
export function isObjectTag(tag: number): boolean {
  return kinds.has(tag)
}

export function retainObject(address: number): void {
  add(address + O_REFS, 1)
}

/** How the object at the address is treated; undefined where this thread has not loaded its module. */
export function kindAt(address: number): KindOptions<object> | undefined {
  return kinds.get(load(address + O_TAG))
}

export function bytesOfObject(address: number, kind: KindOptions<object>): number {
  return typeof kind.bytes === 'number' ? kind.bytes : kind.bytes(address)
}

/** Gives one reference back; the last one frees the object. */
export function dropObject(address: number): void {
  if (add(address + O_REFS, -1) !== 1) return
  const kind = kindAt(address)
  if (kind === undefined) return
  unlink(address, selfIdent)
  forgetTwin(address)
  const bytes = bytesOfObject(address, kind)
  kind.release?.(address)
  freedHere += 1
  store(address + O_TAG, TAG_FREED)
  free(address, bytes)
}

/**
 * Frees objects that refer to each other, and that nobody else refers to any more but the caller, who has a reference to
 * each.
 */
export function freeTogether(addresses: readonly number[]): void {
  const ends = addresses.map((address) => {
    const kind = kindAt(address) as KindOptions<object>
    unlink(address, selfIdent)
    forgetTwin(address)
    return { address, kind, bytes: bytesOfObject(address, kind) }
  })
  // by the caller's references none of them is freed under the others
  for (const { address, kind } of ends) kind.release?.(address)
  for (const { address, bytes } of ends) {
    freedHere += 1
    store(address + O_TAG, TAG_FREED)
    free(address, bytes)
  }
}
