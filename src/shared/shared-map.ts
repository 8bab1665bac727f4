/**
 * `SharedMap`: a map that threads share. Words and steps are core/keyed-table.ts, core/keyed-entry.ts and shared/keyed.ts;
 * this is the object that users hold.
 *
 * Block of KEYED_BYTES: the header of core/objects.ts and the words K_….
 */
import { KEYED_BYTES, TAG_SHARED_MAP } from '../core/data-layout.ts'
import { endFreeze, tryFreeze } from '../core/keyed-freeze.ts'
import { ObjectKind } from '../runtime/object-kind.ts'
import { selfIdent } from '../runtime/self.ts'
import { SHARED } from '../runtime/shared-registry.ts'
import type { SharedRef } from '../runtime/shared-registry.ts'
import { claimFilled } from './claim-filled.ts'
import { disposed } from '../runtime/disposed.ts'
import { givenValues } from './given-values.ts'
import { changeValue, readOrMake } from './keyed-change.ts'
import { addToValue, countOf, deleteKey, hasKey, readOrWrite, readValue, writeValue } from './keyed.ts'
import { objectOfEntries } from './map-json.ts'
import { popLast, popValue } from './keyed-take.ts'
import {
  clearKeyed,
  entriesOf,
  initKeyed,
  keysOf,
  packEntries,
  releaseKeyed,
  valuesOf,
  visitKeyed,
} from './keyed-contents.ts'

import { refuseOwnFields } from './own-fields.ts'

const PAIRS = 'pairs of keys and values, such as [[1, 2]], `Object.entries(object)` or a Map'

const kind = new ObjectKind<SharedMap>({
  tag: TAG_SHARED_MAP,
  bytes: KEYED_BYTES,
  name: 'SharedMap',
  revive: () => new SharedMap(),
  release: releaseKeyed,
  referents: visitKeyed,
  guard: { begin: (address) => tryFreeze(address, selfIdent), end: endFreeze },
})

/**
 * A `Map` in shared memory, the same map in every thread it crosses to. Each single call is one step for all threads.
 *
 * **Keys** are numbers, strings, bigints, booleans, null, undefined, compared as in a Map, and shared objects (locks,
 * queues, maps…), by identity. **Values** are anything that crosses between threads: a copy of it, shared objects as
 * themselves. What `get()` returns is a new copy, too: changing it does not change the map. Numbers, booleans and texts
 * of up to 12 Latin characters are the fastest.
 *
 * `map.set(key, map.get(key) + 1)` is two steps, between which other threads may write: that is what `increment()`,
 * `update()` and `setDefault()` are for. Going through the map (`for … of`, `keys()`, `forEach()`) goes through a copy of
 * the moment at which it began.
 *
 * Memory: all that a thread wrote before it put something in is visible to whoever finds that.
 *
 * @example
 * const counts = new SharedMap<string, number>()
 * const threads = [1, 2].map(() => new Thread({ target: () => void counts.increment('visits') }))
 * for (const thread of threads) thread.start()
 * for (const thread of threads) thread.join()
 * console.log(counts.get('visits')) // 2
 *
 * @see Python `dict`, as free-threaded CPython has it, and `multiprocessing.Manager().dict()`. Differs: a Map's names;
 *   `pop()` and `popItem()` give undefined where Python raises KeyError.
 */
export class SharedMap<K = unknown, V = unknown> {
  /** 0 once it is disposed. */
  #address: number

  /**
   * @param entries - Pairs of keys and values, as for `new Map()`; of several with one key the last one counts.
   * @throws TypeError when one can't be a key, CaptureError when a value can't cross.
   * @throws ThreadError when the arena is full.
   */
  constructor(entries?: Iterable<readonly [K, V]> | null) {
    this.#address = kind.adopting
      ? kind.claim(this as never)
      : claimFilled(kind, this as never, packEntries(givenValues(entries, PAIRS).map(checkedPair)), initKeyed)
  }

  /** How many keys there are at this moment. */
  get size(): number {
    return countOf(this.#live())
  }

  /** The value of the key, or undefined. @throws ThreadError after dispose, as all methods do. */
  get(key: K): V | undefined {
    return readValue(this.#live(), key) as V | undefined
  }

  /** Whether the key is there. */
  has(key: K): boolean {
    return hasKey(this.#live(), key)
  }

  /**
   * Sets the key's value; a new key comes last in the order of the map.
   * @throws TypeError when it can't be a key, CaptureError when the value can't cross. @throws ThreadError when the
   *   arena is full. Nothing has changed then.
   */
  set(key: K, value: V): this {
    writeValue(this.#live(), key, value)
    return this
  }

  /** Takes the key out. @returns whether it was there. */
  delete(key: K): boolean {
    return deleteKey(this.#live(), key)
  }

  /** Takes all keys out. */
  clear(): void {
    clearKeyed(this.#live())
  }

  /** The key's value; if there is none, sets it to `value`. @returns the one that it has now. @see Python `dict.setdefault`. */
  setDefault(key: K, value: V): V {
    return readOrWrite(this.#live(), key, value) as V
  }

  /** As {@link setDefault}: a Map's name for it, in Node 26. */
  getOrInsert(key: K, value: V): V {
    return readOrWrite(this.#live(), key, value) as V
  }

  /**
   * The key's value; if there is none, sets it to what `make` returns, in one step.
   *
   * @param make - Called with the key, and only when it has no value. Keep it short; it must not use this map.
   * @throws as {@link update}.
   */
  getOrInsertComputed(key: K, make: (key: K) => V): V {
    if (typeof make !== 'function')
      throw new TypeError(`Expected a function that makes the value, got \`${String(make)}\``)
    return readOrMake(this.#live(), key, make as (key: unknown) => unknown) as V
  }

  /**
   * Takes the key out. @returns its value, or `fallback`, default undefined, when it was not there.
   * @throws ThreadError when this thread can't load a module that the value needs; the key has not been taken out then.
   * @see Python `dict.pop`.
   */
  pop(key: K): V | undefined
  pop<F>(key: K, fallback: F): V | F
  pop(key: K, fallback?: unknown): unknown {
    return popValue(this.#live(), key, fallback)
  }

  /**
   * Takes out the key that was added last. @returns it with its value; undefined when the map is empty.
   * @throws as {@link pop}. @see Python `dict.popitem`.
   */
  popItem(): [K, V] | undefined {
    return popLast(this.#live()) as [K, V] | undefined
  }

  /**
   * Sets the key's value to what `change` makes of it, in one step: no other thread changes that value meanwhile; those
   * that read a number, a boolean or a short text still find the old one. While the key is new, nobody adds keys.
   *
   * @param change - Called once, in this thread, with the value or undefined. Keep it short; it must not use this map.
   * @returns the new value.
   * @throws what `change` throws, and as {@link set}; nothing has changed then. @throws ThreadError when `change` uses
   *   the map.
   * @example
   * const map = new SharedMap([['words', ['one']]])
   * map.update('words', (words) => [...(words ?? []), 'two'])
   * console.log(map.get('words')) // [ 'one', 'two' ]
   */
  update(key: K, change: (value: V | undefined) => V): V {
    if (typeof change !== 'function')
      throw new TypeError(`Expected a function that makes the new value, got \`${String(change)}\``)
    return changeValue(this.#live(), key, change as (value: unknown) => unknown) as V
  }

  /**
   * Adds `by` to the key's value, 0 if there is none, in one step.
   * @param by - Default 1.
   * @returns the sum. @throws TypeError when `by` or the value is no number; nothing has changed then.
   */
  increment(key: K, by: number = 1): number {
    if (typeof by !== 'number')
      throw new TypeError(`Expected a number to increment by, got \`${String(by)}\` (${typeof by})`)
    return addToValue(this.#live(), key, by)
  }

  /** The keys of this moment, in the order in which they were added. */
  keys(): ArrayIterator<K> {
    return (keysOf(this.#live()) as K[]).values()
  }

  /** The values of this moment, in the order of their keys. */
  values(): ArrayIterator<V> {
    return (valuesOf(this.#live()) as V[]).values()
  }

  /** Keys and values of this moment. */
  entries(): ArrayIterator<[K, V]> {
    return (entriesOf(this.#live()) as [K, V][]).values()
  }

  /** As {@link entries}. */
  [Symbol.iterator](): ArrayIterator<[K, V]> {
    return this.entries()
  }

  /** Calls `visit` with each value and its key, of this moment; it may use the map. */
  forEach(visit: (value: V, key: K, map: this) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this)
  }

  /**
   * What `JSON.stringify()` writes: an object with the entries of this moment, as Python's `json.dumps()` does of a dict.
   * Keys that are numbers, bigints, booleans or null become texts.
   * @throws TypeError for other keys, and for two keys that become one text, 1 and '1': write `[...map]` then.
   */
  toJSON(): Record<string, V> {
    return objectOfEntries(entriesOf(this.#live())) as Record<string, V>
  }

  /** This thread lets go of the map now; any later use of this handle throws ThreadError. */
  [Symbol.dispose](): void {
    if (this.#address === 0) return
    kind.dispose(this.#address)
    this.#address = 0
  }

  toString(): string {
    return this.#address === 0
      ? '<SharedMap, disposed>'
      : `<SharedMap of ${this.size} at 0x${this.#address.toString(16)}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The map crosses as itself. */
  [SHARED](): SharedRef {
    return kind.refer(this.#live())
  }

  #live(): number {
    return this.#address || disposed('SharedMap')
  }
}

refuseOwnFields(SharedMap.prototype, (key) => `call \`set('${key}', value)\``)

function checkedPair(pair: unknown): readonly [key: unknown, value: unknown] {
  if (typeof pair !== 'object' || pair === null)
    throw new TypeError(`Expected entries to be pairs of a key and a value, got \`${String(pair)}\``)
  const { 0: key, 1: value } = pair as { readonly 0?: unknown; readonly 1?: unknown }
  return [key, value]
}
