/**
 * Finalizers for handles that are made by the thousand, such as futures: one for those that are made in one turn, up to
 * SIZE of them, instead of a WeakRef and a finalizer each (1 to 3 µs). Each handle keeps its batch. When the last of them
 * has been collected, so is the batch, and the references of all are given back.
 *
 * The open batch is held strongly for the rest of its turn only, as young handles are (handles.ts).
 */
import { clearPlace, countHandles, fillPlace, preparePlace } from './holdings.ts'

const SIZE = 32

/** What handles of a batch keep. */
export class Batch {
  /** { address, place } of each handle; the address is 0 once that is disposed of. */
  readonly entries: number[] = []
}

const settled = Promise.resolve()

export class Batches {
  readonly #collected: FinalizationRegistry<readonly number[]>
  #open: Batch | undefined

  /** @param drop - gives the thread's reference to the object at an address back. */
  constructor(drop: (address: number) => void) {
    this.#collected = new FinalizationRegistry((entries) => {
      for (let n = 0; n < entries.length; n += 2) {
        const address = entries[n] as number
        if (address === 0) continue
        clearPlace(entries[n + 1] as number)
        countHandles(-1)
        drop(address)
      }
    })
  }

  /** Must come before each {@link join}. @throws ThreadError when the arena is full; nothing has changed then. */
  prepare(): void {
    preparePlace()
  }

  /** A new handle's batch: the handle must keep it. */
  join(address: number): Batch {
    const batch = this.#open ?? this.#begin()
    const place = fillPlace(address)
    countHandles(1)
    if (batch.entries.push(address, place) === SIZE * 2) this.#end(batch)
    return batch
  }

  /** The handle stands for nothing any more, and its reference is the caller's. */
  leave({ entries }: Batch, address: number): void {
    for (let n = 0; n < entries.length; n += 2) {
      if (entries[n] !== address) continue
      entries[n] = 0
      clearPlace(entries[n + 1] as number)
      countHandles(-1)
    }
  }

  #begin(): Batch {
    const batch = new Batch()
    this.#open = batch
    void settled.then(() => {
      if (this.#open === batch) this.#end(batch)
    })
    return batch
  }

  #end(batch: Batch): void {
    this.#open = undefined
    this.#collected.register(batch, batch.entries)
  }
}
