/**
 * Finalizers for handles that are made by the thousand, such as futures: one for those that are made in one turn, up to
 * SIZE of them, instead of a WeakRef and a finalizer each (1 to 3 µs). Each handle keeps its batch. When the last of them
 * has been collected, so is the batch, and the references of all are given back.
 *
 * The open batch is held strongly for the rest of its turn only, as young handles are (handles.ts). One that is full before
 * has a WeakRef, for a thread that does not come to its next turn (reclaim.ts).
 */
import { clearPlace, countHandles, fillPlace, preparePlace } from './holdings.ts'

const SIZE = 32

/** What handles of a batch keep. */
export class Batch {
  /** { address, place } of each handle; the address is 0 once that is disposed of. */
  readonly entries: number[] = []
}

/** What is left of a batch that no handle joins any more. */
class Closed {
  readonly entries: number[]
  readonly batch: WeakRef<Batch> | undefined

  constructor(batch: Batch, isWatched: boolean) {
    this.entries = batch.entries
    this.batch = isWatched ? new WeakRef(batch) : undefined
  }
}

const settled = Promise.resolve()

export class Batches {
  readonly #collected: FinalizationRegistry<Closed>
  /** Those with a WeakRef. */
  readonly #watched = new Set<Closed>()
  readonly #drop: (address: number) => void
  #open: Batch | undefined
  /** Whether the open batch of this turn will be closed at its end. The promise job must not hold one: the turn may last. */
  #willEnd = false

  /** @param drop - gives the thread's reference to the object at an address back. */
  constructor(drop: (address: number) => void) {
    this.#drop = drop
    this.#collected = new FinalizationRegistry((closed) => this.#giveBack(closed))
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
    if (batch.entries.push(address, place) === SIZE * 2) this.#end(batch, true)
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

  /** As {@link Reclaimable}. */
  loosen(): void {
    if (this.#open !== undefined) this.#end(this.#open, true)
  }

  giveBackLost(): void {
    for (const closed of this.#watched) if (closed.batch?.deref() === undefined) this.#giveBack(closed)
  }

  #begin(): Batch {
    const batch = new Batch()
    this.#open = batch
    if (this.#willEnd) return batch
    this.#willEnd = true
    void settled.then(() => {
      this.#willEnd = false
      if (this.#open !== undefined) this.#end(this.#open, false)
    })
    return batch
  }

  #end(batch: Batch, isWatched: boolean): void {
    this.#open = undefined
    const closed = new Closed(batch, isWatched)
    if (isWatched) this.#watched.add(closed)
    this.#collected.register(batch, closed)
  }

  #giveBack(closed: Closed): void {
    this.#watched.delete(closed)
    const { entries } = closed
    for (let n = 0; n < entries.length; n += 2) {
      const address = entries[n] as number
      if (address === 0) continue
      // whoever comes second, the finalizer or a reclaim, finds nothing
      entries[n] = 0
      clearPlace(entries[n + 1] as number)
      countHandles(-1)
      this.#drop(address)
    }
  }
}
