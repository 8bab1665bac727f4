/**
 * This thread's handles of shared objects: one per address, so that an object is the same object by identity wherever
 * this thread meets it. The table holds them weakly; when a handle has been collected, its reference is dropped.
 *
 * A handle is held strongly for the rest of the turn in which it was made, and weakly from then on. The language keeps
 * the target of a new WeakRef for the rest of the turn anyway, with the WeakRef: a loop that makes and disposes of ten
 * million objects would fill the heap, and pay a microsecond for each. So neither the WeakRef nor the finalizer is made
 * for what does not outlive its turn.
 *
 * Every handle has a place on the thread's pages (runtime/holdings.ts): by them the supervisor gives back what a dead
 * thread held.
 */
import { clearPlace, countHandles, fillPlace, preparePlace } from './holdings.ts'

const OLD = -1

/** What stands for a handle. */
class Hold {
  readonly table: HandleTable<object>
  readonly address: number
  /** On the thread's pages. */
  readonly place: number
  /** Which of `young` it is, or OLD. */
  index: number
  /** The handle itself while this is young, then what refers to it weakly. */
  target: object
  weak: WeakRef<object> | undefined = undefined

  constructor(table: HandleTable<object>, address: number, index: number, target: object) {
    this.table = table
    this.address = address
    this.place = fillPlace(address)
    this.index = index
    this.target = target
  }

  get handle(): object | undefined {
    return this.index === OLD ? this.weak?.deref() : this.target
  }
}

/** The holds of this turn. */
const young: Hold[] = []
let willAge = false

const collected = new FinalizationRegistry<Hold>((hold) => {
  hold.table.lost(hold)
})

/** A handle that has crossed and that somebody else drops ({@link HandleTable.know}). */
class Known {
  readonly #weak: WeakRef<object>

  constructor(handle: object) {
    this.#weak = new WeakRef(handle)
  }

  get handle(): object | undefined {
    return this.#weak.deref()
  }
}

const NOTHING = {}
const settled = Promise.resolve()

/** The turn is over, or its handles may be lost in the middle of it: what it has left is held weakly from here on. */
export function age(): void {
  for (const hold of young) {
    hold.weak = new WeakRef(hold.target)
    collected.register(hold.target, hold, hold)
    hold.index = OLD
    hold.target = NOTHING
  }
  young.length = 0
  willAge = false
}

export class HandleTable<T extends object> {
  readonly #byAddress = new Map<number, Hold | Known>()
  readonly #drop: (address: number) => void

  /** @param drop - gives the thread's reference to the object at an address back. */
  constructor(drop: (address: number) => void) {
    this.#drop = drop
  }

  /** Must come before each {@link remember}. @throws ThreadError when the arena is full; nothing has changed then. */
  prepare(): void {
    preparePlace()
  }

  remember(address: number, handle: T): void {
    if (!willAge) {
      willAge = true
      void settled.then(age)
    }
    const hold = new Hold(this as HandleTable<object>, address, young.length, handle)
    young.push(hold)
    this.#byAddress.set(address, hold)
    countHandles(1)
  }

  /** Makes a handle found by its address that was not {@link remember}ed, until {@link unlearn}: its reference is its own affair. */
  know(address: number, handle: T): void {
    if (this.#byAddress.get(address)?.handle !== handle) this.#byAddress.set(address, new Known(handle))
  }

  /** The object at the address is no longer this thread's by a known handle. */
  unlearn(address: number): void {
    if (this.#byAddress.get(address) instanceof Known) this.#byAddress.delete(address)
  }

  /** Whether this thread has a handle. */
  has(address: number): boolean {
    return this.#byAddress.get(address)?.handle !== undefined
  }

  /** The handle stands for nothing any more, and its reference is the caller's. */
  forget(address: number): void {
    const hold = this.#byAddress.get(address)
    if (!(hold instanceof Hold)) return
    this.#byAddress.delete(address)
    if (hold.index === OLD) collected.unregister(hold)
    else {
      const last = young.pop() as Hold
      if (last !== hold) {
        young[hold.index] = last
        last.index = hold.index
      }
    }
    clearPlace(hold.place)
    countHandles(-1)
  }

  /** A handle has been collected. */
  lost(hold: Hold): void {
    // a younger handle of the same address may have taken the place; it has a reference of its own
    if (this.#byAddress.get(hold.address) === hold) this.#byAddress.delete(hold.address)
    clearPlace(hold.place)
    countHandles(-1)
    this.#drop(hold.address)
  }

  /** As {@link Reclaimable}. The turn's handles are old by then. */
  loosen(): void {}

  giveBackLost(): void {
    for (const hold of this.#byAddress.values()) {
      if (!(hold instanceof Hold) || hold.handle !== undefined) continue
      collected.unregister(hold)
      this.lost(hold)
    }
  }

  /** This thread's handle; `make` must have added the reference that the new one stands for. */
  get(address: number, make: () => T): T {
    const known = this.#byAddress.get(address)?.handle
    if (known !== undefined) return known as T
    this.prepare()
    const handle = make()
    this.remember(address, handle)
    return handle
  }
}
