/**
 * THE SEAM: the only file that touches `Atomics` or the Wasm core. All else in the library reaches shared words through
 * `#atomics`; the checker replaces this file by an import condition (`node -C nogil-check`), so production pays nothing.
 *
 * Addresses are byte offsets into the arena, multiples of 4. Every operation is sequentially consistent.
 */
import { i32, wasm } from './memory.ts'
import type { WordEngine } from './memory.ts'

const javascript: WordEngine = {
  load: (address) => Atomics.load(i32, address >>> 2),
  store: (address, value) => void Atomics.store(i32, address >>> 2, value),
  add: (address, value) => Atomics.add(i32, address >>> 2, value),
  exchange: (address, value) => Atomics.exchange(i32, address >>> 2, value),
  compareExchange: (address, expected, value) => Atomics.compareExchange(i32, address >>> 2, expected, value),
  tryLock: (address, me) => (Atomics.compareExchange(i32, address >>> 2, 0, me) === 0 ? 1 : 0),
  trySemaphore: (address) => {
    for (let value = Atomics.load(i32, address >>> 2); value > 0;) {
      const found = Atomics.compareExchange(i32, address >>> 2, value, value - 1)
      if (found === value) return 1
      value = found
    }
    return 0
  },
  postSemaphore: (address, count, most) => {
    for (let value = Atomics.load(i32, address >>> 2); value <= most - count;) {
      const found = Atomics.compareExchange(i32, address >>> 2, value, value + count)
      if (found === value)
        return Atomics.load(i32, (address >>> 2) + 1) === 0 && Atomics.load(i32, (address >>> 2) + 3) === 0
          ? 1
          : 2
      value = found
    }
    return 0
  },
  spinWhile: (address, value, tries) => {
    // a look costs 13 ns here and 0.5 ns in Wasm; `tries` is counted in the latter
    for (let n = tries / 24; n > 0; n--) if (Atomics.load(i32, address >>> 2) !== value) return 1
    return 0
  },
  spinLock: (address, me, tries) => {
    for (let n = tries / 24; n > 0; n--) {
      if (Atomics.load(i32, address >>> 2) === 0 && Atomics.compareExchange(i32, address >>> 2, 0, me) === 0)
        return 1
    }
    return 0
  },
}

export let load: WordEngine['load'] = javascript.load
export let store: WordEngine['store'] = javascript.store
export let add: WordEngine['add'] = javascript.add
export let exchange: WordEngine['exchange'] = javascript.exchange
export let compareExchange: WordEngine['compareExchange'] = javascript.compareExchange
export let tryLock: WordEngine['tryLock'] = javascript.tryLock
export let trySemaphore: WordEngine['trySemaphore'] = javascript.trySemaphore
export let postSemaphore: WordEngine['postSemaphore'] = javascript.postSemaphore
export let spinWhile: WordEngine['spinWhile'] = javascript.spinWhile
export let spinLock: WordEngine['spinLock'] = javascript.spinLock

/** Called once per thread, after `attach()`: takes the Wasm core when there is one. */
export function chooseEngine(): void {
  const engine = wasm ?? javascript
  load = engine.load
  store = engine.store
  add = engine.add
  exchange = engine.exchange
  compareExchange = engine.compareExchange
  tryLock = engine.tryLock
  trySemaphore = engine.trySemaphore
  postSemaphore = engine.postSemaphore
  spinWhile = engine.spinWhile
  spinLock = engine.spinLock
}

/** Sleeps while the word holds `value`, at most `timeoutMs` (Infinity: for ever). */
export function wait(address: number, value: number, timeoutMs: number): 'ok' | 'not-equal' | 'timed-out' {
  return Atomics.wait(i32, address >>> 2, value, timeoutMs)
}

/** Wakes at most `count` sleepers of the word; costs 30 ns and a process-wide lock even when nobody sleeps. */
export function notify(address: number, count: number): number {
  return Atomics.notify(i32, address >>> 2, count)
}

/** Resolves when the word is notified; `undefined` when it no longer holds `value`. Keeps no event loop alive. */
export function waitAsync(address: number, value: number): Promise<unknown> | undefined {
  const outcome = Atomics.waitAsync(i32, address >>> 2, value)
  return outcome.async ? outcome.value : undefined
}
