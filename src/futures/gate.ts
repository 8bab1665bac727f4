/**
 * Waiting for several futures at once: a waiter on the list of each that is not done, all of them at one gate.
 *
 * The gate is a word that rises with each signal (GATED in core/wait-list.ts). Whoever waits reads it, looks at the
 * futures, and sleeps only while the word is the one it has read: a future that changes after the look has a signalled
 * waiter, which raises the word. A signalled waiter is off its list; it is put there again if the future isn't done.
 */
import { load, store } from '#atomics'
import { allocate, free } from '../core/arena.ts'
import { remaining } from '../core/clock.ts'
import { F_LIST, G_COUNT, G_FUTURES, G_MOST, G_WORD, GATE_BYTES } from '../core/futures-layout.ts'
import { O_TAG, TAG_FREED, TAG_GATE, W_STATE, WAITER_BYTES } from '../core/layout.ts'
import { park } from '../core/park.ts'
import { enlist, GATED, WAITING, withdraw } from '../core/wait-list.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { seeToIt } from './waiting.ts'

export class Gate {
  readonly #block: number = allocate(GATE_BYTES)
  readonly #word: number = this.#block + G_WORD
  /** The waiter of each future. */
  readonly #waiters = new Map<number, number>()

  constructor() {
    store(this.#word, 0)
    store(this.#block + G_COUNT, 0)
    store(this.#block + O_TAG, TAG_GATE)
  }

  /** What to give to {@link sleep}: read before the futures are looked at. */
  read(): number {
    return load(this.#word)
  }

  /** From here on a change of the future ends a sleep. To be called before the look at its state. */
  watch(future: number): void {
    const waiter = this.#waiters.get(future)
    if (waiter !== undefined) {
      if (load(waiter + W_STATE) === WAITING) return
      this.leave(future)
    }
    this.#waiters.set(future, enlist(future + F_LIST, self, selfIdent, GATED, this.#word))
  }

  /** The future is of no interest any more. */
  leave(future: number): void {
    const waiter = this.#waiters.get(future)
    if (waiter === undefined) return
    this.#waiters.delete(future)
    if (!withdraw(future + F_LIST, waiter, selfIdent)) free(waiter, WAITER_BYTES)
  }

  /**
   * Sleeps until a watched future has changed since `seen` was read. @returns false when the deadline passed first.
   * @throws DeadlockError when none of them can ever change.
   */
  sleep(seen: number, deadlineMs: number): boolean {
    for (const watched of this.#waiters.keys()) seeToIt(watched)
    this.#listFutures()
    while (load(this.#word) === seen) {
      if (remaining(deadlineMs) === 0) return false
      park(this.#word, seen, deadlineMs, this.#block)
    }
    return true
  }

  #listFutures(): void {
    const count = this.#waiters.size
    let place = this.#block + G_FUTURES
    if (count <= G_MOST) {
      for (const future of this.#waiters.keys()) {
        store(place, future)
        place += 4
      }
    }
    store(this.#block + G_COUNT, count <= G_MOST ? count : 0)
  }

  close(): void {
    for (const future of this.#waiters.keys()) this.leave(future)
    store(this.#block + O_TAG, TAG_FREED)
    free(this.#block, GATE_BYTES)
  }
}
