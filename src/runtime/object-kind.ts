/**
 * What all synchronisation objects have in common: a block in the arena with the header of core/objects.ts, one handle
 * per thread, the crossing, the twins of module level, the end.
 *
 * A class of layer 3 makes one `ObjectKind` and calls `claim(this)` in its constructor: that gives the block to work
 * on, a new one, or, when a handle of an existing object is being made, that object's.
 */
import { add, load, store } from '#atomics'
import { allocateZeroed, free } from '../core/arena.ts'
import { O_REFS, O_TAG, TAG_FREED } from '../core/layout.ts'
import { link, unlink } from '../core/objects.ts'
import { ThreadError } from '../errors.ts'
import { ensureArena } from './arena-boot.ts'
import { HandleTable } from './handles.ts'
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
  /** Lets go of what the block refers to, before it is freed. */
  readonly release?: (address: number) => void
}

const kinds = new Map<number, KindOptions<object>>()

export class ObjectKind<T extends object> {
  readonly #options: KindOptions<T>
  readonly #handles = new HandleTable<T>(dropObject)
  /** The object whose handle is under construction; 0 for a new one. */
  #adopting = 0

  constructor(options: KindOptions<T>) {
    this.#options = options
    kinds.set(options.tag, options)
    registerShared(options.tag, (address) => this.at(address), dropObject)
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
    const { tag, bytes } = this.#options
    const address = twinOr(tag, () => newObject(tag, size ?? Number(bytes), init))
    add(address + O_REFS, 1)
    this.#handles.remember(address, handle)
    return address
  }

  /** As {@link claim}, but always a new object: for what is made in passing, which no module's reader would count. */
  enter(handle: T, init: (address: number) => void, size: number): number {
    ensureArena()
    const address = newObject(this.#options.tag, size, init)
    add(address + O_REFS, 1)
    this.#handles.remember(address, handle)
    return address
  }

  /** A new object, or its twin, for kinds whose handles are made by `revive` alone. @returns this thread's handle. */
  open(init: (address: number) => void, size: number): T {
    ensureArena()
    return this.at(twinOr(this.#options.tag, () => newObject(this.#options.tag, size, init)))
  }

  /** A new object that stands at no module's top level, whoever makes it. @returns its handle. */
  make(init?: (address: number) => void): T {
    ensureArena()
    return this.at(newObject(this.#options.tag, Number(this.#options.bytes), init))
  }

  /**
   * This thread's handle of an object made by {@link newObject}, or of its twin.
   * @param made - the caller's reference to it is given back.
   */
  settle(made: number): T {
    try {
      return this.at(twinOr(this.#options.tag, () => made))
    } finally {
      dropObject(made)
    }
  }

  /** This thread's handle of the object. @throws ThreadError when it has been freed. */
  at(address: number): T {
    return this.#handles.get(address, () => {
      const { tag, name, revive } = this.#options
      if (load(address + O_TAG) !== tag)
        throw new ThreadError(`no ${name} at 0x${address.toString(16)}: it has been freed`)
      add(address + O_REFS, 1)
      this.#adopting = address
      try {
        return revive(address)
      } finally {
        this.#adopting = 0
      }
    })
  }

  /** Whether this thread has a handle of the object. */
  knows(address: number): boolean {
    return this.#handles.has(address)
  }

  /** This thread lets go of the object before the handle is collected; the handle must not be used again. */
  dispose(address: number, handle: T): void {
    this.#handles.forget(address, handle)
    dropObject(address)
  }

  /** How the object crosses: as itself, with a reference for the message. */
  refer(address: number): SharedRef {
    add(address + O_REFS, 1)
    return { tag: this.#options.tag, address }
  }
}

/** Without a handle: the reference that keeps it is the caller's to add. */
export function newObject(tag: number, bytes: number, init: ((address: number) => void) | undefined): number {
  const address = allocateZeroed(bytes)
  store(address + O_TAG, tag)
  init?.(address)
  link(address, selfIdent)
  return address
}

/** Whether objects that cross by this tag have the header that is counted here. */
export function isObjectTag(tag: number): boolean {
  return kinds.has(tag)
}

/** Another object refers to this one. */
export function retainObject(address: number): void {
  add(address + O_REFS, 1)
}

/** Gives one reference back; the last one frees the object. */
export function dropObject(address: number): void {
  if (add(address + O_REFS, -1) !== 1) return
  const kind = kinds.get(load(address + O_TAG))
  if (kind === undefined) return
  unlink(address, selfIdent)
  forgetTwin(address)
  const bytes = typeof kind.bytes === 'number' ? kind.bytes : kind.bytes(address)
  kind.release?.(address)
  store(address + O_TAG, TAG_FREED)
  free(address, bytes)
}
