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
import { F_LIST } from '../core/futures-layout.ts'
import { W_STATE, WAITER_BYTES } from '../core/layout.ts'
import { park } from '../core/park.ts'
import { enlist, GATED, WAITING, withdraw } from '../core/wait-list.ts'
import { self, selfIdent } from '../runtime/self.ts'
import { seeToIt } from './waiting.ts'

const GATE_BYTES = 16

export class Gate {
  readonly #word: number = allocate(GATE_BYTES)
  /** The waiter of each future. */
  readonly #waiters = new Map<number, number>()

  constructor() {
    store(this.#word, 0)
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
   * @param future - one of those that are waited for, for reports.
   */
  sleep(seen: number, deadlineMs: number, future: number): boolean {
    for (const watched of this.#waiters.keys()) seeToIt(watched)
    while (load(this.#word) === seen) {
      if (remaining(deadlineMs) === 0) return false
      park(this.#word, seen, deadlineMs, future)
    }
    return true
  }

  close(): void {
    for (const future of this.#waiters.keys()) this.leave(future)
    free(this.#word, GATE_BYTES)
  }
}
