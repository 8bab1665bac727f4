/**
 * Futures that an `AbortSignal` cancels. One listener per signal, however many tasks it is for: a signal of a whole
 * program may be given to millions of them. Those that are done are forgotten whenever twice as many have come.
 */
import type { AbortSignalLike } from '../runtime/async-wait.ts'
import type { Future } from './future.ts'

interface Linked {
  readonly future: Future
  readonly hard: boolean
}

class Links {
  #linked: Linked[] = []
  #pruneAt = 64

  add(linked: Linked): void {
    if (this.#linked.length >= this.#pruneAt) {
      this.#linked = this.#linked.filter(({ future }) => !future.done())
      this.#pruneAt = Math.max(64, 2 * this.#linked.length)
    }
    this.#linked.push(linked)
  }

  cancelAll(): void {
    for (const { future, hard } of this.#linked.splice(0)) future.cancel({ hard })
  }
}

const links = new WeakMap<AbortSignalLike, Links>()

/** Cancels the future when the signal aborts, or at once when it has. */
export function linkAbort(signal: AbortSignalLike, future: Future, hard: boolean): void {
  if (signal.aborted) {
    future.cancel({ hard })
    return
  }
  let those = links.get(signal)
  if (those === undefined) {
    const made = new Links()
    signal.addEventListener('abort', () => made.cancelAll(), { once: true })
    links.set(signal, made)
    those = made
  }
  those.add({ future, hard })
}
