/**
 * Futures that an `AbortSignal` cancels. One listener per signal, however many tasks it is for: a signal of a whole
 * program may be given to millions of them. Those that are done are forgotten whenever twice as many have come.
 */
import type { AbortSignalLike } from '../runtime/async-wait.ts'
import { dropReason, giveReason, makeReason } from '../runtime/task-reason.ts'
import { encodeReason } from './cancel-reason.ts'
import { addressOf } from './future.ts'
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

  cancelAll(reason: unknown): void {
    cancelFor(
      reason,
      this.#linked.splice(0).filter(({ future }) => !future.done()),
    )
  }
}

function cancelFor(reason: unknown, all: readonly Linked[]): void {
  if (all.length === 0) return
  giveReasonToAll(reason, all)
  // first: a worker that is asked to stop would take one of those that are queued
  const left = all.filter(({ future }) => future.running() || !future.cancel())
  for (const { future, hard } of left) future.cancel({ hard })
}

/** What does not fit into the arena any more is left unsaid: they are cancelled all the same. */
function giveReasonToAll(reason: unknown, all: readonly Linked[]): void {
  let block: number
  try {
    const futures = all.map(({ future }) => future)
    block = makeReason(encodeReason(reason, futures))
  } catch {
    return
  }
  for (const { future } of all) giveReason(addressOf(future), block)
  dropReason(block)
}

const links = new WeakMap<AbortSignalLike, Links>()

/** Cancels the future, which has terms, when the signal aborts, or at once when it has. */
export function linkAbort(signal: AbortSignalLike, future: Future, hard: boolean): void {
  if (signal.aborted) {
    cancelFor(signal.reason, [{ future, hard }])
    return
  }
  let those = links.get(signal)
  if (those === undefined) {
    const made = new Links()
    signal.addEventListener('abort', () => made.cancelAll(signal.reason), { once: true })
    links.set(signal, made)
    those = made
  }
  those.add({ future, hard })
}
