/**
 * This thread's handles of shared objects: one per address, so that an object is the same object by identity wherever
 * this thread meets it. The table holds them weakly; when a handle has been collected, its reference is dropped.
 */
export class HandleTable<T extends object> {
  readonly #byAddress = new Map<number, WeakRef<T>>()
  readonly #collected: FinalizationRegistry<number>

  /** @param drop - gives the thread's reference to the object at an address back. */
  constructor(drop: (address: number) => void) {
    this.#collected = new FinalizationRegistry((address) => {
      // a younger handle of the same address may have taken the place; it has a reference of its own
      if (this.#byAddress.get(address)?.deref() === undefined) this.#byAddress.delete(address)
      drop(address)
    })
  }

  remember(address: number, handle: T): void {
    this.#byAddress.set(address, new WeakRef(handle))
    this.#collected.register(handle, address, handle)
  }

  /** The handle stands for nothing any more, and its reference is the caller's. */
  forget(address: number, handle: T): void {
    this.#collected.unregister(handle)
    if (this.#byAddress.get(address)?.deref() === handle) this.#byAddress.delete(address)
  }

  /** Whether this thread has a handle. */
  has(address: number): boolean {
    return this.#byAddress.get(address)?.deref() !== undefined
  }

  /** This thread's handle; `make` must have added the reference that the new one stands for. */
  get(address: number, make: () => T): T {
    const known = this.#byAddress.get(address)?.deref()
    if (known !== undefined) return known
    const handle = make()
    this.remember(address, handle)
    return handle
  }
}
