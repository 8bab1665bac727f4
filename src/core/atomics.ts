/**
 * THE SEAM: the only file that touches `Atomics` or the Wasm core. All else in the library reaches shared words through
 * `#atomics`; the checker replaces this file by an import condition (`node -C nogil-check`), so production pays nothing.
 *
 * Addresses are byte offsets into the arena, multiples of the size of what lies there: 4, and 8 for floats and bigints.
 * Every operation is sequentially consistent.
 */
import { i32, i64, wasm } from './memory.ts'
import type { KeyedSteps, WordEngine } from './memory.ts'

export type NarrowView =
  | Int8Array<SharedArrayBuffer>
  | Uint8Array<SharedArrayBuffer>
  | Int16Array<SharedArrayBuffer>
  | Uint16Array<SharedArrayBuffer>

/** One float and its bits. */
const float = new Float64Array(1)
const floatBits = new BigInt64Array(float.buffer)

/** NaN gets one and the same bits in all engines and versions. */
function bitsOf(value: number): bigint {
  float[0] = value
  return value === value ? (floatBits[0] as bigint) : 0x7ff8000000000000n
}

function floatOf(bits: bigint): number {
  floatBits[0] = bits
  return float[0] as number
}

const javascript: WordEngine = {
  load: (address) => Atomics.load(i32, address >>> 2),
  store: (address, value) => void Atomics.store(i32, address >>> 2, value),
  add: (address, value) => Atomics.add(i32, address >>> 2, value),
  exchange: (address, value) => Atomics.exchange(i32, address >>> 2, value),
  compareExchange: (address, expected, value) => Atomics.compareExchange(i32, address >>> 2, expected, value),
  and: (address, value) => Atomics.and(i32, address >>> 2, value),
  or: (address, value) => Atomics.or(i32, address >>> 2, value),
  xor: (address, value) => Atomics.xor(i32, address >>> 2, value),
  loadFloat: (address) => floatOf(Atomics.load(i64, address >>> 3)),
  storeFloat: (address, value) => void Atomics.store(i64, address >>> 3, bitsOf(value)),
  addFloat: (address, value) => {
    for (let old = Atomics.load(i64, address >>> 3); ;) {
      const found = Atomics.compareExchange(i64, address >>> 3, old, bitsOf(floatOf(old) + value))
      if (found === old) return floatOf(old)
      old = found
    }
  },
  exchangeFloat: (address, value) => floatOf(Atomics.exchange(i64, address >>> 3, bitsOf(value))),
  compareExchangeFloat: (address, expected, value) =>
    floatOf(Atomics.compareExchange(i64, address >>> 3, bitsOf(expected), bitsOf(value))),
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
export let and: WordEngine['and'] = javascript.and
export let or: WordEngine['or'] = javascript.or
export let xor: WordEngine['xor'] = javascript.xor
export let loadFloat: WordEngine['loadFloat'] = javascript.loadFloat
export let storeFloat: WordEngine['storeFloat'] = javascript.storeFloat
export let addFloat: WordEngine['addFloat'] = javascript.addFloat
export let exchangeFloat: WordEngine['exchangeFloat'] = javascript.exchangeFloat
export let compareExchangeFloat: WordEngine['compareExchangeFloat'] = javascript.compareExchangeFloat
export let tryLock: WordEngine['tryLock'] = javascript.tryLock
export let trySemaphore: WordEngine['trySemaphore'] = javascript.trySemaphore
export let postSemaphore: WordEngine['postSemaphore'] = javascript.postSemaphore
export let spinWhile: WordEngine['spinWhile'] = javascript.spinWhile
export let spinLock: WordEngine['spinLock'] = javascript.spinLock
/** Steps of maps and sets, whole; missing where there is no Wasm: core/keyed-steps.ts makes them of the above then. */
export let wholeSteps: KeyedSteps | undefined

/** Called once per thread, after `attach()`: takes the Wasm core when there is one. */
export function chooseEngine(): void {
  const engine = wasm ?? javascript
  wholeSteps = wasm
  load = engine.load
  store = engine.store
  add = engine.add
  exchange = engine.exchange
  compareExchange = engine.compareExchange
  and = engine.and
  or = engine.or
  xor = engine.xor
  loadFloat = engine.loadFloat
  storeFloat = engine.storeFloat
  addFloat = engine.addFloat
  exchangeFloat = engine.exchangeFloat
  compareExchangeFloat = engine.compareExchangeFloat
  tryLock = engine.tryLock
  trySemaphore = engine.trySemaphore
  postSemaphore = engine.postSemaphore
  spinWhile = engine.spinWhile
  spinLock = engine.spinLock
}

// Signed 64-bit words as bigints. Not in Wasm: a bigint that crosses to it costs more than the call saves.

export function loadBig(address: number): bigint {
  return Atomics.load(i64, address >>> 3)
}

export function storeBig(address: number, value: bigint): void {
  Atomics.store(i64, address >>> 3, value)
}

export function addBig(address: number, value: bigint): bigint {
  return Atomics.add(i64, address >>> 3, value)
}

export function andBig(address: number, value: bigint): bigint {
  return Atomics.and(i64, address >>> 3, value)
}

export function orBig(address: number, value: bigint): bigint {
  return Atomics.or(i64, address >>> 3, value)
}

export function xorBig(address: number, value: bigint): bigint {
  return Atomics.xor(i64, address >>> 3, value)
}

export function exchangeBig(address: number, value: bigint): bigint {
  return Atomics.exchange(i64, address >>> 3, value)
}

export function compareExchangeBig(address: number, expected: bigint, value: bigint): bigint {
  return Atomics.compareExchange(i64, address >>> 3, expected, value)
}

// Integers of 8 and 16 bits, given as the view that has their size and sign and the index in it.

export function loadNarrow(view: NarrowView, index: number): number {
  return Atomics.load(view, index)
}

export function storeNarrow(view: NarrowView, index: number, value: number): void {
  Atomics.store(view, index, value)
}

export function addNarrow(view: NarrowView, index: number, value: number): number {
  return Atomics.add(view, index, value)
}

export function andNarrow(view: NarrowView, index: number, value: number): number {
  return Atomics.and(view, index, value)
}

export function orNarrow(view: NarrowView, index: number, value: number): number {
  return Atomics.or(view, index, value)
}

export function xorNarrow(view: NarrowView, index: number, value: number): number {
  return Atomics.xor(view, index, value)
}

export function exchangeNarrow(view: NarrowView, index: number, value: number): number {
  return Atomics.exchange(view, index, value)
}

export function compareExchangeNarrow(
  view: NarrowView,
  index: number,
  expected: number,
  value: number,
): number {
  return Atomics.compareExchange(view, index, expected, value)
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
